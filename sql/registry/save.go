package registry

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"qunguan/notify/outbox"
	"qunguan/sql/dbconn"
)

// Record writes what became of notices, each where its row still has the
// version that was read, and tells the cases of those that count as told. One
// transaction for all; the ids of notices that had moved come back, and for
// them nothing was written but their route's block (outbox.Store).
func (s *Store) Record(ctx context.Context, changes []outbox.Change) (lost []string, err error) {
	err = s.db.Tx(ctx, func(tx *dbconn.Tx) error {
		lost, err = s.moveNotices(ctx, tx, changes)
		if err != nil {
			return err
		}
		kept := slices.DeleteFunc(slices.Clone(changes), func(c outbox.Change) bool { return slices.Contains(lost, c.Notice.ID) })
		if err := s.tell(ctx, tx, kept); err != nil {
			return err
		}
		return writeBlocks(ctx, tx, changes)
	})
	if err != nil {
		return nil, fmt.Errorf("record %d notices: %w", len(changes), err)
	}
	return lost, nil
}

// Save is Record of one notice; outbox.ErrLost if it had moved.
func (s *Store) Save(ctx context.Context, n outbox.Notice, told *outbox.Telling) error {
	lost, err := s.Record(ctx, []outbox.Change{{Notice: n, Told: told}})
	if err != nil {
		return err
	}
	if len(lost) > 0 {
		return fmt.Errorf("save notice %s: %w", n.ID, outbox.ErrLost)
	}
	return nil
}

// movable is everything that can move in a notice, as it is written. Notices
// that become the same are written by one statement.
type movable struct {
	state, channel         string
	routeSeq               int
	next, wake, sent, told int64
	tried                  int64
	attempts, doubts       int
	lastError, claimedBy   string
	claimedUntil           int64
	relayedBy              string
}

func movableOf(n outbox.Notice) movable {
	return movable{
		state: string(n.State), channel: n.Channel, routeSeq: n.RouteSeq, next: ms(n.NextAt), wake: wakeOf(n), sent: ms(n.SentAt), told: ms(n.ToldAt),
		tried: ms(n.TriedAt), attempts: n.Attempts, doubts: n.Doubts, lastError: n.LastError, claimedBy: n.ClaimedBy, claimedUntil: ms(n.ClaimedUntil), relayedBy: n.RelayedBy,
	}
}

// moveNotices writes the rows that still have their version and returns the
// ids of the others.
func (s *Store) moveNotices(ctx context.Context, tx *dbconn.Tx, changes []outbox.Change) (lost []string, err error) {
	versions, err := lockVersions(ctx, tx, changes)
	if err != nil {
		return nil, err
	}
	same := map[movable][]string{}
	var order []movable // maps have no order, and a transaction must have one
	var moved []outbox.Notice
	for _, c := range changes {
		n := c.Notice
		if version, ok := versions[n.ID]; !ok || version != n.Version {
			lost = append(lost, n.ID)
			continue
		}
		m := movableOf(n)
		if same[m] == nil {
			order = append(order, m)
		}
		same[m] = append(same[m], n.ID)
		moved = append(moved, n)
	}
	for _, m := range order {
		for chunk := range slices.Chunk(same[m], inList) {
			_, err := tx.ExecContext(ctx, "UPDATE notices SET state = ?, channel = ?, route_seq = ?, next_ms = ?, wake_ms = ?, sent_ms = ?, told_ms = ?, tried_ms = ?, attempts = ?,"+
				" doubts = ?, last_error = ?, claimed_by = ?, claimed_until_ms = ?, relayed_by = ?, version = version + 1 WHERE id IN ("+dbconn.In(len(chunk))+")",
				append([]any{
					m.state, m.channel, m.routeSeq, m.next, m.wake, m.sent, m.told, m.tried, m.attempts,
					m.doubts, m.lastError, m.claimedBy, m.claimedUntil, m.relayedBy,
				}, anys(chunk)...)...)
			if err != nil {
				return nil, fmt.Errorf("write notices: %w", err)
			}
		}
	}
	return lost, s.noteAttempts(ctx, tx, moved)
}

// lockVersions reads the versions of the rows and keeps them from moving until
// the transaction ends. By id, so that two that lock the same rows do it in
// the same order.
func lockVersions(ctx context.Context, tx *dbconn.Tx, changes []outbox.Change) (map[string]int, error) {
	ids := make([]string, len(changes))
	for i, c := range changes {
		ids[i] = c.Notice.ID
	}
	slices.Sort(ids)
	versions := make(map[string]int, len(ids))
	for chunk := range slices.Chunk(ids, inList) {
		var rows []struct {
			ID      string `db:"id"`
			Version int    `db:"version"`
		}
		err := tx.SelectContext(ctx, &rows, "SELECT id, version FROM notices WHERE id IN ("+dbconn.In(len(chunk))+") ORDER BY id"+tx.Dialect.ForUpdate(), anys(chunk)...)
		if err != nil {
			return nil, fmt.Errorf("read versions of notices: %w", err)
		}
		for _, r := range rows {
			versions[r.ID] = r.Version
		}
	}
	return versions, nil
}

// Attempt is one send of a notice that was begun.
type Attempt struct {
	Notice  string
	Number  int
	Channel string
	Owner   string
	BegunAt time.Time // real
	EndedAt time.Time // real; zero: still being sent, or cut off
	Outcome outbox.State
	Detail  string
}

var attemptTable = table[Attempt]{
	name: "notice_attempts", keys: 2,
	columns: []string{"notice_id", "attempt", "channel", "owner", "begun_ms", "ended_ms", "outcome", "detail"},
	fields: func(a *Attempt) []any {
		return []any{&a.Notice, &a.Number, &a.Channel, &a.Owner, moment{&a.BegunAt}, moment{&a.EndedAt}, &a.Outcome, &a.Detail}
	},
}

// Attempts lists the sends of a notice, first one first.
func (s *Store) Attempts(ctx context.Context, notice string) ([]Attempt, error) {
	return attemptTable.all(ctx, s.db, " WHERE notice_id = ? ORDER BY attempt", notice)
}

// noteAttempts begins a line for each send that begins, and ends it when the
// send is over, however that was found out.
func (s *Store) noteAttempts(ctx context.Context, tx *dbconn.Tx, moved []outbox.Notice) error {
	now := s.now()
	type end struct{ outcome, detail string }
	var begun []Attempt
	ended := map[end][]string{}
	for _, n := range moved {
		if n.State == outbox.Sending {
			begun = append(begun, Attempt{Notice: n.ID, Number: n.Attempts, Channel: n.Channel, Owner: n.ClaimedBy, BegunAt: now})
		} else if n.Attempts > 0 {
			e := end{string(n.State), n.LastError}
			ended[e] = append(ended[e], n.ID)
		}
	}
	if err := attemptTable.upsert(ctx, tx, begun); err != nil {
		return err
	}
	for e, ids := range ended {
		for chunk := range slices.Chunk(ids, inList) {
			_, err := tx.ExecContext(ctx, "UPDATE notice_attempts SET ended_ms = ?, outcome = ?, detail = ? WHERE ended_ms = 0 AND notice_id IN ("+dbconn.In(len(chunk))+")",
				append([]any{ms(now), e.outcome, e.detail}, anys(chunk)...)...)
			if err != nil {
				return fmt.Errorf("note the end of sends: %w", err)
			}
		}
	}
	return nil
}

// sortedKeys is the keys of a map in an order that is always the same.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
