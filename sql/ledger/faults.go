package ledger

import (
	"context"
	"fmt"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/sql/base"
)

// RouteFault is a channel by which messages to a recipient failed for good,
// and none got through since.
type RouteFault struct {
	To      notify.Recipient
	Channel string
	Detail  string    // of the last failure, free of secrets
	Last    time.Time // when that send began
	Times   int
}

// RouteFaults lists the channels that failed for good since a moment, by
// recipient.
func (s *Store) RouteFaults(ctx context.Context, since time.Time) ([]RouteFault, error) {
	rows, err := s.DB.QueryContext(ctx, "SELECT n.recipient_type, n.recipient, a.channel, MAX(a.detail), MAX(a.begun_ms), COUNT(*)"+
		" FROM notice_attempts a JOIN notices n ON n.id = a.notice_id"+
		" WHERE a.begun_ms >= ? AND a.detail LIKE 'permanent:%' AND NOT EXISTS ("+
		"SELECT 1 FROM notice_attempts b JOIN notices m ON m.id = b.notice_id WHERE m.recipient_type = n.recipient_type AND m.recipient = n.recipient"+
		" AND b.channel = a.channel AND b.outcome = 'sent' AND b.begun_ms > a.begun_ms)"+
		" GROUP BY n.recipient_type, n.recipient, a.channel ORDER BY n.recipient_type, n.recipient, a.channel", base.MS(since))
	if err != nil {
		return nil, fmt.Errorf("read failed routes: %w", err)
	}
	defer base.CloseRows(rows)
	var list []RouteFault
	for rows.Next() {
		var f RouteFault
		if err := rows.Scan(&f.To.Type, &f.To.Code, &f.Channel, &f.Detail, base.Moment(&f.Last), &f.Times); err != nil {
			return nil, fmt.Errorf("read failed routes: %w", err)
		}
		list = append(list, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read failed routes: %w", err)
	}
	return list, nil
}

// LastSend is the newest attempt by a recipient's channel.
type LastSend struct {
	To              notify.Recipient
	Channel         string
	At              time.Time
	Outcome, Detail string
}

// LastSends lists the newest attempts since a moment, by recipient and channel.
func (s *Store) LastSends(ctx context.Context, since time.Time) ([]LastSend, error) {
	rows, err := s.DB.QueryContext(ctx, "SELECT n.recipient_type, n.recipient, a.channel, a.outcome, a.detail, a.begun_ms"+
		" FROM notice_attempts a JOIN notices n ON n.id = a.notice_id JOIN ("+
		"SELECT m.recipient_type AS kind, m.recipient AS code, b.channel AS channel, MAX(b.begun_ms) AS newest"+
		" FROM notice_attempts b JOIN notices m ON m.id = b.notice_id WHERE b.begun_ms >= ?"+
		" GROUP BY m.recipient_type, m.recipient, b.channel) last"+
		" ON n.recipient_type = last.kind AND n.recipient = last.code AND a.channel = last.channel AND a.begun_ms = last.newest"+
		" ORDER BY n.recipient_type, n.recipient, a.channel, a.notice_id", base.MS(since))
	if err != nil {
		return nil, fmt.Errorf("read last sends: %w", err)
	}
	defer base.CloseRows(rows)
	var list []LastSend
	for rows.Next() {
		var l LastSend
		if err := rows.Scan(&l.To.Type, &l.To.Code, &l.Channel, &l.Outcome, &l.Detail, base.Moment(&l.At)); err != nil {
			return nil, fmt.Errorf("read last sends: %w", err)
		}
		list = append(list, l)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read last sends: %w", err)
	}
	return list, nil
}

// Undelivered counts notices that were given up, and those of which it is not
// known whether they arrived: once, and twice (then they count as told).
type Undelivered struct{ Dead, Uncertain, TriedTwice int }

// UndeliveredSince counts notices that were made since a moment.
func (s *Store) UndeliveredSince(ctx context.Context, since time.Time) (u Undelivered, err error) {
	row := s.DB.QueryRowContext(ctx, "SELECT COALESCE(SUM(CASE WHEN state = 'dead' THEN 1 ELSE 0 END), 0),"+
		" COALESCE(SUM(CASE WHEN state = 'uncertain' AND told_ms = 0 THEN 1 ELSE 0 END), 0),"+
		" COALESCE(SUM(CASE WHEN state = 'uncertain' AND told_ms > 0 THEN 1 ELSE 0 END), 0)"+
		" FROM notices WHERE state IN ('dead', 'uncertain') AND created_ms >= ?", base.MS(since))
	if err := row.Scan(&u.Dead, &u.Uncertain, &u.TriedTwice); err != nil {
		return u, fmt.Errorf("count undelivered notices: %w", err)
	}
	return u, nil
}

// outageSpan bounds how far back the failures of a lane are looked for: a lane that failed for a week
// has an outage, however much longer it lasts.
const outageSpan = 7 * 24 * time.Hour

// Outage says how a lane has failed since a message was last accepted in it, by
// the server or on the way there: refusals of single routes are left out
// (outbox.Store).
func (s *Store) Outage(ctx context.Context, lane, notice string) (out outbox.Outage, err error) {
	var newest int64
	if err := s.DB.GetContext(ctx, &newest, "SELECT COALESCE(MAX(begun_ms), 0) FROM notice_attempts"); err != nil {
		return out, fmt.Errorf("look for the newest send: %w", err)
	}
	from := newest - outageSpan.Milliseconds() // by the clock of the runs, as all of it
	var worked int64
	err = s.DB.GetContext(ctx, &worked, "SELECT COALESCE(MAX(begun_ms), 0) FROM notice_attempts WHERE begun_ms >= ? AND lane = ? AND outcome = 'sent'", from, lane)
	if err != nil {
		return out, fmt.Errorf("look when a lane worked last: %w", err)
	}
	rows, err := s.DB.QueryContext(ctx, "SELECT n.recipient_type, n.recipient, MIN(a.begun_ms), COUNT(*), SUM(CASE WHEN a.notice_id = ? THEN 1 ELSE 0 END)"+
		" FROM notice_attempts a JOIN notices n ON n.id = a.notice_id"+
		" WHERE a.begun_ms >= ? AND a.lane = ? AND a.outcome <> 'sent' AND a.detail NOT LIKE 'permanent:%' AND a.detail NOT LIKE 'rate_limited:%'"+
		" GROUP BY n.recipient_type, n.recipient", notice, max(worked+1, from), lane)
	if err != nil {
		return out, fmt.Errorf("look how a lane fails: %w", err)
	}
	defer base.CloseRows(rows)
	for rows.Next() {
		var kind, code string
		var since time.Time
		var n, own int
		if err := rows.Scan(&kind, &code, base.Moment(&since), &n, &own); err != nil {
			return out, fmt.Errorf("look how a lane fails: %w", err)
		}
		if out.Recipients == 0 || since.Before(out.Since) {
			out.Since = since
		}
		out.Recipients++
		out.Failures += n
		out.Own += own
	}
	if err := rows.Err(); err != nil {
		return out, fmt.Errorf("look how a lane fails: %w", err)
	}
	return out, nil
}
