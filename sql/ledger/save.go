package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// Turn writes the outcome of notices, each where its row still has the version that was read and its
// claim still stands, tells the cases of those that count as told, and claims by the claiming's
// decision. One transaction for all; the ids of moved notices come back, and of those only their
// route's block was written (outbox.Store).
func (s *Store) Turn(ctx context.Context, t outbox.Turn) (done outbox.Turned, err error) {
	err = s.moving(ctx, func(tx *dbconn.Tx, careful bool) error {
		done = outbox.Turned{}
		left, over := t.Left, int64(0)
		if t.Claiming != nil && !careful {
			over, left = overBy(left)
		}
		gone, err := endClaims(ctx, tx, left)
		if err != nil {
			return err
		}
		if done.Lost, err = s.record(ctx, tx, t.Changes, gone, careful); err != nil {
			return err
		}
		switch {
		case t.Claiming != nil:
			err = s.claim(ctx, tx, *t.Claiming, &done, over, careful)
		case slices.ContainsFunc(t.Changes, unclaimedMove):
			_, _, err = nextMove(ctx, tx, 0)
		}
		if err != nil || !slices.ContainsFunc(t.Changes, givenBack) {
			return err
		}
		return base.NoteChange(ctx, tx)
	})
	if err != nil {
		return outbox.Turned{}, fmt.Errorf("turn of %d notices: %w", len(t.Changes), err)
	}
	if len(done.Lost) > 0 {
		done.Lost = s.reallyLost(ctx, t.Changes, done.Lost)
	}
	return done, nil
}

// unclaimedMove reports whether a change moves a notice that the writer had not
// claimed: others who have read it must learn of that.
func unclaimedMove(c outbox.Change) bool { return c.Token == 0 && !c.Keep }

// givenBack reports whether a change ends a claim under which nothing was sent. A recheck meanwhile left
// the notice as it was, so it counts as not rechecked.
func givenBack(c outbox.Change) bool { return c.Token != 0 && c.Sent == nil }

// record writes the outcome of notices and returns the ids of those that had moved.
func (s *Store) record(ctx context.Context, tx *dbconn.Tx, changes []outbox.Change, gone map[int64]bool, careful bool) (lost []string, err error) {
	kept := changes
	if len(gone) > 0 || slices.ContainsFunc(changes, func(c outbox.Change) bool { return c.Keep }) {
		kept = make([]outbox.Change, 0, len(changes))
		for _, c := range changes {
			switch {
			case c.Token != 0 && gone[c.Token]:
				lost = append(lost, c.Notice.ID)
			case !c.Keep:
				kept = append(kept, c)
			}
		}
	}
	kept, moved, err := s.moveNotices(ctx, tx, kept, careful)
	if err != nil {
		return nil, err
	}
	if err := s.noteAttempts(ctx, tx, kept); err != nil {
		return nil, err
	}
	if err := s.tell(ctx, tx, kept); err != nil {
		return nil, err
	}
	return append(lost, moved...), writeBlocks(ctx, tx, changes)
}

// Save records one notice that was not sent by a dispatcher; outbox.ErrLost if it had moved.
func (s *Store) Save(ctx context.Context, n outbox.Notice, told *ledger.SentNotice) error {
	done, err := s.Turn(ctx, outbox.Turn{Changes: []outbox.Change{{Notice: n, Told: told}}})
	if err != nil {
		return err
	}
	if len(done.Lost) > 0 {
		return fmt.Errorf("save notice %s: %w", n.ID, outbox.ErrLost)
	}
	return nil
}

// movable is the columns that delivery moves in a notice, and the version it
// was read with. Notices that are alike in all of it are written by one
// statement.
type movable struct {
	state, channel         string
	routeSeq               int
	next, wake, sent, told int64
	tried                  int64
	attempts, byRoute      int
	doubts                 int
	lastError, relayedBy   string
	version                int
}

func movableOf(n outbox.Notice) movable {
	return movable{
		state: string(n.State), channel: n.Channel, routeSeq: n.RouteSeq, next: base.MS(n.NextAt), wake: WakeAt(n), sent: base.MS(n.SentAt), told: base.MS(n.ToldAt),
		tried: base.MS(n.TriedAt), attempts: n.Attempts, byRoute: n.ByRoute, doubts: n.Doubts, lastError: n.LastError, relayedBy: n.RelayedBy, version: n.Version,
	}
}

// alike puts notices together that one statement can write, in their order.
func alike(changes []outbox.Change) (kinds []movable, ids map[movable][]string) {
	ids = map[movable][]string{}
	for _, c := range changes {
		m := movableOf(c.Notice)
		if ids[m] == nil {
			kinds = append(kinds, m)
		}
		ids[m] = append(ids[m], c.Notice.ID)
	}
	return kinds, ids
}

// errMoved ends a transaction in which a statement met fewer rows than it
// should.
var errMoved = errors.New("a notice was changed by somebody else")

// moving runs a transaction that moves notices. Nearly always none of them was
// moved by another process, so the first try takes it for granted; only if one
// was, fn is run again and looks first.
func (s *Store) moving(ctx context.Context, fn func(tx *dbconn.Tx, careful bool) error) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error { return fn(tx, false) })
	if errors.Is(err, errMoved) {
		err = s.DB.Tx(ctx, func(tx *dbconn.Tx) error { return fn(tx, true) })
	}
	return err
}

// moveNotices writes the rows that still have their version; it returns those
// changes and the ids of the others.
func (s *Store) moveNotices(ctx context.Context, tx *dbconn.Tx, changes []outbox.Change, careful bool) (kept []outbox.Change, lost []string, err error) {
	if careful {
		versions, err := lockVersions(ctx, tx, changes)
		if err != nil {
			return nil, nil, err
		}
		changes = slices.DeleteFunc(slices.Clone(changes), func(c outbox.Change) bool {
			version, ok := versions[c.Notice.ID]
			moved := !ok || version != c.Notice.Version
			if moved {
				lost = append(lost, c.Notice.ID)
			}
			return moved
		})
	}
	kinds, ids := alike(changes)
	for _, m := range kinds {
		for chunk := range slices.Chunk(ids[m], base.InList) {
			if err := moveAlike(ctx, tx, m, chunk); err != nil {
				return nil, nil, err
			}
		}
	}
	return changes, lost, nil
}

// moveAlike writes rows that become the same; errMoved if one of them has
// another version.
func moveAlike(ctx context.Context, tx *dbconn.Tx, m movable, ids []string) error {
	which, list := tx.Dialect.Among(base.Args(ids))
	res, err := tx.ExecContext(ctx, "UPDATE notices SET state = ?, channel = ?, route_seq = ?, next_ms = ?, wake_ms = ?, sent_ms = ?, told_ms = ?, tried_ms = ?, attempts = ?, route_attempts = ?,"+
		" doubts = ?, last_error = ?, relayed_by = ?, version = version + 1 WHERE version = ? AND id"+which,
		append([]any{
			m.state, m.channel, m.routeSeq, m.next, m.wake, m.sent, m.told, m.tried, m.attempts, m.byRoute,
			m.doubts, m.lastError, m.relayedBy, m.version,
		}, list...)...)
	if err != nil {
		return fmt.Errorf("write notices: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n != int64(len(ids)) {
		return errMoved
	}
	return noteMoved(tx, ids, m)
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
	for chunk := range slices.Chunk(ids, base.InList) {
		var rows []struct {
			ID      string `db:"id"`
			Version int    `db:"version"`
		}
		err := tx.SelectContext(ctx, &rows, "SELECT id, version FROM notices WHERE id IN ("+dbconn.In(len(chunk))+") ORDER BY id"+tx.Dialect.ForUpdate(), base.Args(chunk)...)
		if err != nil {
			return nil, fmt.Errorf("read versions of notices: %w", err)
		}
		for _, r := range rows {
			versions[r.ID] = r.Version
		}
	}
	return versions, nil
}
