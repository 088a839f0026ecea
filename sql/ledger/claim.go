package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// Claim lets the claiming decide on what stands in the registry and writes the
// decision, in one transaction that excludes every other claiming
// (outbox.Store).
func (s *Store) Claim(ctx context.Context, c outbox.Claiming) (outbox.Decision, error) {
	var d outbox.Decision
	err := s.moving(ctx, func(tx *dbconn.Tx, careful bool) error {
		if err := oneClaiming(ctx, tx); err != nil {
			return err
		}
		robots, _ := c.Robots()
		paces, err := ReadPaces(ctx, tx, robots)
		if err != nil {
			return err
		}
		from, to := c.Day()
		tried, err := triedOn(ctx, tx, c.People(), from, to)
		if err != nil {
			return err
		}
		first, err := DueAboutCases(ctx, tx, c.Digested(), c.Now)
		if err != nil {
			return err
		}
		d = c.Decide(outbox.Standing{Paces: paces, Tried: tried, First: first})
		lost, err := s.moveNotices(ctx, tx, d.Changes(), careful)
		if err != nil {
			return err
		}
		d = d.Without(lost)
		return writePaces(ctx, tx, d.Paces)
	})
	if err != nil {
		return outbox.Decision{}, fmt.Errorf("claim notices: %w", err)
	}
	return d, nil
}

// oneClaiming lets one claiming at a time through, over all processes: budgets
// and paces are counted over rows that another claiming would be writing. The
// transaction is short, and sending happens outside of it. On SQLite every
// transaction holds the only write lock anyway.
func oneClaiming(ctx context.Context, tx *dbconn.Tx) error {
	if tx.Dialect == dbconn.SQLite {
		return nil
	}
	res, err := tx.ExecContext(ctx, "UPDATE counters SET issued = issued + 1 WHERE name = 'claims'")
	if err != nil {
		return fmt.Errorf("wait for other claimings: %w", err)
	}
	if n, err := res.RowsAffected(); err == nil && n > 0 {
		return nil
	}
	_, err = base.IssueIDs(ctx, tx, "claims", 1) // the first one ever
	return err
}

// triedOn lists, for each person, the notices whose last send was claimed
// within the span; operators' messages are outside the budget.
func triedOn(ctx context.Context, tx *dbconn.Tx, people []string, from, to time.Time) (map[string][]string, error) {
	tried := map[string][]string{}
	for chunk := range slices.Chunk(people, base.InList) {
		var rows []struct {
			ID     string `db:"id"`
			Person string `db:"recipient"`
		}
		err := tx.SelectContext(ctx, &rows, "SELECT id, recipient FROM notices WHERE recipient_type = ? AND tried_ms >= ? AND tried_ms < ? AND kind <> ? AND recipient IN ("+
			dbconn.In(len(chunk))+") ORDER BY recipient, id", append([]any{notify.ToPerson, base.MS(from), base.MS(to), notify.KindOps}, base.Args(chunk)...)...)
		if err != nil {
			return nil, fmt.Errorf("count the day's messages: %w", err)
		}
		for _, r := range rows {
			tried[r.Person] = append(tried[r.Person], r.ID)
		}
	}
	return tried, nil
}

// DueAboutCases lists, for each person, the notices about cases that could be
// sent at now.
func DueAboutCases(ctx context.Context, tx *dbconn.Tx, people []string, now time.Time) (map[string][]string, error) {
	due := map[string][]string{}
	for chunk := range slices.Chunk(people, base.InList) {
		var rows []struct {
			ID     string `db:"id"`
			Person string `db:"recipient"`
		}
		err := tx.SelectContext(ctx, &rows, "SELECT id, recipient FROM notices WHERE recipient_type = ? AND kind IN (?, ?) AND wake_ms > 0 AND wake_ms <= ?"+
			" AND recipient IN ("+dbconn.In(len(chunk))+") ORDER BY recipient, id", append([]any{notify.ToPerson, notify.KindReminder, notify.KindEscalation, base.MS(now)}, base.Args(chunk)...)...)
		if err != nil {
			return nil, fmt.Errorf("look for what is due beside a digest: %w", err)
		}
		for _, r := range rows {
			due[r.Person] = append(due[r.Person], r.ID)
		}
	}
	return due, nil
}

// storedPace is a row of route_paces.
type storedPace struct {
	key string
	outbox.Pace
}

var paceTable = base.Table[storedPace]{
	Name: "route_paces", Keys: 1,
	Columns: []string{"pace_key", "recent", "blocked_from_ms", "blocked_until_ms"},
	Fields: func(p *storedPace) []any {
		return []any{&p.key, base.JSON((*base.MomentList)(&p.Recent)), base.Moment(&p.BlockedFrom), base.Moment(&p.BlockedUntil)}
	},
}

// ReadPaces reads when the routes of the keys may be used next.
func ReadPaces(ctx context.Context, q dbconn.Querier, keys []string) (map[string]outbox.Pace, error) {
	list, err := paceTable.Within(ctx, q, "pace_key", keys)
	paces := make(map[string]outbox.Pace, len(list))
	for _, p := range list {
		paces[p.key] = p.Pace
	}
	return paces, err
}

// writePaces keeps the moments of sends; when a route is blocked is written by
// writeBlocks only, which no claiming excludes.
func writePaces(ctx context.Context, tx *dbconn.Tx, paces map[string]outbox.Pace) error {
	var rows []storedPace
	for _, key := range slices.Sorted(maps.Keys(paces)) {
		rows = append(rows, storedPace{key, paces[key]})
	}
	return paceTable.Write(ctx, tx, rows, tx.Dialect.Upsert(paceTable.Columns[:1], "recent"))
}

// writeBlocks notes that routes are to be left alone. Of two blocks the one
// that ends later stays.
func writeBlocks(ctx context.Context, tx *dbconn.Tx, changes []outbox.Change) error {
	blocks := map[string]outbox.Block{}
	for _, c := range changes {
		if c.Block != nil && c.Block.Until.After(blocks[c.Block.Key].Until) {
			blocks[c.Block.Key] = *c.Block
		}
	}
	if len(blocks) == 0 {
		return nil
	}
	stored, err := ReadPaces(ctx, tx, slices.Sorted(maps.Keys(blocks)))
	if err != nil {
		return err
	}
	var rows []storedPace
	for _, key := range slices.Sorted(maps.Keys(blocks)) {
		if b := blocks[key]; b.Until.After(stored[key].BlockedUntil) {
			rows = append(rows, storedPace{key, outbox.Pace{BlockedFrom: b.From, BlockedUntil: b.Until}})
		}
	}
	return paceTable.Write(ctx, tx, rows, tx.Dialect.Upsert(paceTable.Columns[:1], "blocked_from_ms", "blocked_until_ms"))
}

// Announce adds notices about no case; a notice with an id that exists is left
// as it is (outbox.Store).
func (s *Store) Announce(ctx context.Context, notices []outbox.Notice) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error { return createNotices(ctx, tx, notices, tx.Dialect.Ignore("id")) })
	if err != nil {
		return fmt.Errorf("announce: %w", err)
	}
	return nil
}
