package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// claim lets the claiming decide on the registry's present state and writes the decision
// (outbox.Store). Budgets and paces are counted over rows that another claiming would be writing: the
// number that it takes first lets one at a time through, over all processes. A claim that is over (0 =
// none) has its row taken by the new one.
func (s *Store) claim(ctx context.Context, tx *dbconn.Tx, c outbox.Claiming, done *outbox.Turned, over int64, careful bool) error {
	number, follows, err := nextMove(ctx, tx, c.Seen)
	if err != nil {
		return err
	}
	done.Token, done.Moved = number, !follows
	var lost []outbox.Notice
	if !follows || careful {
		moved, err := s.movedWants(ctx, tx, c)
		if err != nil {
			return err
		}
		c, lost = c.Without(moved)
	}
	standing, err := standingOf(ctx, tx, c)
	if err != nil {
		return err
	}
	done.Decision = c.Decide(standing)
	done.Decision.Lost = lost
	if _, _, err := s.moveNotices(ctx, tx, done.Decision.Changes(), careful); err != nil {
		return err
	}
	if err := writePaces(ctx, tx, done.Decision.Paces); err != nil {
		return err
	}
	if len(done.Decision.Claimed) == 0 {
		return dropClaim(ctx, tx, over)
	}
	ids := make([]string, len(done.Decision.Claimed))
	for i, n := range done.Decision.Claimed {
		ids[i] = n.ID
	}
	claim := noticeClaim{token: number, owner: c.Owner, at: c.Now, until: c.Until, notices: strings.Join(ids, "\n")}
	if over != 0 {
		return replaceClaim(ctx, tx, over, claim)
	}
	return claimTable.Insert(ctx, tx, []noticeClaim{claim})
}

// movedWants are the ids of wants that were claimed, withdrawn or recorded since they were read, or
// whose recipient is in another process's claim.
func (s *Store) movedWants(ctx context.Context, tx *dbconn.Tx, c outbox.Claiming) ([]string, error) {
	open, err := ReadClaims(ctx, tx)
	if err != nil {
		return nil, err
	}
	engaged, err := s.engaged(ctx, tx, open.foreign(c.Owner))
	if err != nil {
		return nil, err
	}
	changes := make([]outbox.Change, len(c.Wants))
	for i, w := range c.Wants {
		changes[i].Notice = w.Notice
	}
	versions, err := lockVersions(ctx, tx, changes)
	if err != nil {
		return nil, err
	}
	var moved []string
	for _, w := range c.Wants {
		n := w.Notice
		if version, ok := versions[n.ID]; !ok || version != n.Version || open.by[n.ID] != nil || engaged[n.Recipient.Key()] {
			moved = append(moved, n.ID)
		}
	}
	return moved, nil
}

// standingOf reads the data for the claiming's decision.
func standingOf(ctx context.Context, tx *dbconn.Tx, c outbox.Claiming) (st outbox.Standing, err error) {
	robots, _ := c.Robots()
	people := c.People()
	st.Paces, st.Tried = make(map[string]outbox.Pace, len(robots)), map[string][]string{}
	for at := 0; at < max(len(robots), len(people)); at += base.InList {
		if err := pacesAndTried(ctx, tx, c, chunkAt(robots, at), chunkAt(people, at), st); err != nil {
			return st, err
		}
	}
	st.First, err = DueAboutCases(ctx, tx, c.Digested(), c.Now)
	return st, err
}

func chunkAt(list []string, at int) []any {
	return base.Args(list[min(at, len(list)):min(at+base.InList, len(list))])
}

// pacesAndTried adds the robots' paces, and for each person the notices whose last send was claimed on
// the claiming's day; operators' messages are outside the budget. It is one question for two tables,
// because others wait for this transaction.
func pacesAndTried(ctx context.Context, tx *dbconn.Tx, c outbox.Claiming, robots, people []any, st outbox.Standing) error {
	from, to := c.Day()
	theirs, args := tx.Dialect.Among(robots)
	whose, persons := tx.Dialect.Among(people)
	args = append(append(args, notify.ToPerson, base.MS(from), base.MS(to), notify.KindOps), persons...)
	rows, err := tx.QueryContext(ctx, "SELECT 1, pace_key, recent, blocked_from_ms, blocked_until_ms FROM route_paces WHERE pace_key"+theirs+
		" UNION ALL SELECT 2, recipient, id, 0, 0 FROM notices WHERE recipient_type = ? AND tried_ms >= ? AND tried_ms < ? AND kind <> ? AND recipient"+whose, args...)
	if err != nil {
		return fmt.Errorf("read paces and the day's messages: %w", err)
	}
	defer base.CloseRows(rows)
	for rows.Next() {
		var kind int
		var p storedPace
		var text string
		if err := rows.Scan(&kind, &p.key, &text, base.Moment(&p.BlockedFrom), base.Moment(&p.BlockedUntil)); err != nil {
			return fmt.Errorf("read paces and the day's messages: %w", err)
		}
		if kind == 2 {
			st.Tried[p.key] = append(st.Tried[p.key], text)
			continue
		}
		if err := base.JSON((*base.MomentList)(&p.Recent)).Scan(text); err != nil {
			return fmt.Errorf("read the pace of a route: %w", err)
		}
		st.Paces[p.key] = p.Pace
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read paces and the day's messages: %w", err)
	}
	return nil
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
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error { return createNotices(ctx, tx, notices, true) })
	if err != nil {
		return fmt.Errorf("announce: %w", err)
	}
	return nil
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
