package ledger

import (
	"context"
	"fmt"
	"strings"
	"time"

	"qunguan/notify/outbox"
	"qunguan/sql/base"
)

// outageSpan bounds how far back the failures of a lane are looked for: what
// failed for a week is an outage, however much longer it lasts.
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

// Unpark lets untried notices go at now that a smaller budget of messages a day
// than this made wait; 0 = any number (outbox.Store).
func (s *Store) Unpark(ctx context.Context, now time.Time, perDay int) error {
	if perDay == 1 {
		return nil // there is no smaller one
	}
	which, args := "last_error LIKE 'over_budget: %'", []any{base.MS(now), base.MS(now), base.MS(now)}
	if perDay > 0 {
		which = "last_error IN (" + strings.Repeat("?, ", perDay-2) + "?)"
		for n := range perDay - 1 {
			args = append(args, outbox.ParkedBy(n+1))
		}
	}
	_, err := s.DB.ExecContext(ctx, "UPDATE notices SET next_ms = ?, wake_ms = ?, last_error = '', version = version + 1"+
		" WHERE state = 'pending' AND wake_ms > ? AND "+which, args...)
	if err != nil {
		return fmt.Errorf("wake what waits for a budget: %w", err)
	}
	return nil
}
