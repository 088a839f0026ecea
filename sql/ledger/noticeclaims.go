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

// noticeClaim is a batch of notices that a dispatcher sends, and that no other process may touch
// meanwhile. One row stands for all of them: ended notices are taken out of it, and with the last one
// it goes. The notices' own rows move only when they have ended.
type noticeClaim struct {
	token   int64
	owner   string
	at      time.Time // by the clock of the run
	until   time.Time
	notices string // ids, one a line
}

var claimTable = base.Table[noticeClaim]{
	Name: "notice_claims", Keys: 1,
	Columns: []string{"token", "owner", "claimed_ms", "until_ms", "notices"},
	Fields: func(c *noticeClaim) []any {
		return []any{&c.token, &c.owner, base.Moment(&c.at), base.Moment(&c.until), &c.notices}
	},
}

func (c noticeClaim) ids() []string { return strings.Split(c.notices, "\n") }

// claimsCounter numbers all events that may take a notice away from a dispatcher that has read it:
// claims, withdrawals, and decisions without a claim. Its row is also the lock by which they wait for
// each other.
const claimsCounter = "claims"

// OpenClaims are all claims that stand.
type OpenClaims struct {
	seen int64 // claims and withdrawals until then
	list []noticeClaim
	by   map[string]*noticeClaim // by notice
}

// ReadClaims reads the claims as they stand at one moment.
func ReadClaims(ctx context.Context, q dbconn.Querier) (OpenClaims, error) {
	open := OpenClaims{by: map[string]*noticeClaim{}}
	rows, err := q.QueryContext(ctx, "SELECT c.issued, COALESCE(k.token, 0), COALESCE(k.owner, ''), COALESCE(k.claimed_ms, 0), COALESCE(k.until_ms, 0), COALESCE(k.notices, '')"+
		" FROM counters c LEFT JOIN notice_claims k ON k.token > 0 WHERE c.name = ?", claimsCounter)
	if err != nil {
		return open, fmt.Errorf("read claims of notices: %w", err)
	}
	defer base.CloseRows(rows)
	for rows.Next() {
		var c noticeClaim
		if err := rows.Scan(&open.seen, &c.token, &c.owner, base.Moment(&c.at), base.Moment(&c.until), &c.notices); err != nil {
			return open, fmt.Errorf("read claims of notices: %w", err)
		}
		if c.token > 0 {
			open.list = append(open.list, c)
		}
	}
	if err := rows.Err(); err != nil {
		return open, fmt.Errorf("read claims of notices: %w", err)
	}
	for i := range open.list {
		for _, id := range open.list[i].ids() {
			open.by[id] = &open.list[i]
		}
	}
	return open, nil
}

// foreign are the notices in claims of others.
func (o OpenClaims) foreign(owner string) []string {
	var ids []string
	for _, c := range o.list {
		if c.owner != owner {
			ids = append(ids, c.ids()...)
		}
	}
	return ids
}

// endedBy are the notices in claims that are over.
func (o OpenClaims) endedBy(now int64) []string {
	var ids []string
	for _, c := range o.list {
		if base.MS(c.until) <= now {
			ids = append(ids, c.ids()...)
		}
	}
	return ids
}

// Mark shows a notice as its claim leaves it.
func (o OpenClaims) Mark(n *outbox.Notice) {
	c := o.by[n.ID]
	if c == nil {
		return
	}
	if n.Token = c.token; WakeAt(*n) == 0 {
		return // it has ended
	}
	n.State, n.ClaimedBy, n.ClaimedUntil, n.TriedAt = outbox.Sending, c.owner, c.until, c.at
	n.Attempts++
	n.ByRoute++
}

// inState is the condition for notices that are in one of the states, as their
// claims leave them.
func (o OpenClaims) inState(states []outbox.State) (condition string, args []any) {
	claimed := slices.Sorted(maps.Keys(o.by))
	condition = "state IN (" + dbconn.In(len(states)) + ")"
	for _, st := range states {
		args = append(args, string(st))
	}
	if len(claimed) == 0 {
		return condition, args
	}
	among := "id NOT IN (" + dbconn.In(len(claimed)) + ")"
	if slices.Contains(states, outbox.Sending) {
		return "(id IN (" + dbconn.In(len(claimed)) + ") OR " + condition + " AND " + among + ")", slices.Concat(base.Args(claimed), args, base.Args(claimed))
	}
	return condition + " AND " + among, append(args, base.Args(claimed)...)
}

// engaged are the recipients of notices.
func (s *Store) engaged(ctx context.Context, q dbconn.Querier, ids []string) (map[notify.Recipient]bool, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := NoticeFacts.Within(ctx, q, "id", ids)
	to := make(map[notify.Recipient]bool, len(list))
	for _, n := range list {
		to[n.Recipient.Key()] = true
	}
	return to, err
}

// nextMove takes a number of claimsCounter; other takers wait until the transaction ends. It reports
// whether that number follows after seen, and nothing was claimed or withdrawn in between.
func nextMove(ctx context.Context, tx *dbconn.Tx, seen int64) (number int64, follows bool, err error) {
	if seen > 0 {
		res, err := tx.ExecContext(ctx, "UPDATE counters SET issued = issued + 1 WHERE name = ? AND issued = ?", claimsCounter, seen)
		if err != nil {
			return 0, false, fmt.Errorf("number a claim: %w", err)
		}
		if n, err := res.RowsAffected(); err == nil && n == 1 {
			return seen + 1, true, nil
		}
	}
	number, err = base.IssueIDs(ctx, tx, claimsCounter, 1)
	return number, false, err
}

// endClaims takes ended notices out of their claims and returns the tokens of the claims that stand
// no longer.
func endClaims(ctx context.Context, tx *dbconn.Tx, left map[int64][]string) (gone map[int64]bool, err error) {
	for _, token := range slices.Sorted(maps.Keys(left)) {
		query, args := "DELETE FROM notice_claims WHERE token = ?", []any{token}
		if ids := left[token]; len(ids) > 0 {
			query, args = "UPDATE notice_claims SET notices = ? WHERE token = ?", []any{strings.Join(ids, "\n"), token}
		}
		res, err := tx.ExecContext(ctx, query, args...)
		if err != nil {
			return nil, fmt.Errorf("end a claim: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			if gone == nil {
				gone = map[int64]bool{}
			}
			gone[token] = true
		}
	}
	return gone, nil
}

// overBy picks a claim of which nothing is left, and gives what is left of the others; 0 = there is none.
func overBy(left map[int64][]string) (token int64, others map[int64][]string) {
	for t, ids := range left {
		if len(ids) == 0 && (token == 0 || t < token) {
			token = t
		}
	}
	if token == 0 {
		return 0, left
	}
	others = maps.Clone(left)
	delete(others, token)
	return token, others
}

// replaceClaim puts a new claim into the row of one that is over: one statement instead of two. errMoved
// if that one stands no longer.
func replaceClaim(ctx context.Context, tx *dbconn.Tx, over int64, c noticeClaim) error {
	res, err := tx.ExecContext(ctx, "UPDATE notice_claims SET token = ?, owner = ?, claimed_ms = ?, until_ms = ?, notices = ? WHERE token = ?",
		c.token, c.owner, base.MS(c.at), base.MS(c.until), c.notices, over)
	if err != nil {
		return fmt.Errorf("end a claim: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errMoved
	}
	return nil
}

// dropClaim removes a claim that is over; errMoved if it stands no longer.
func dropClaim(ctx context.Context, tx *dbconn.Tx, over int64) error {
	if over == 0 {
		return nil
	}
	gone, err := endClaims(ctx, tx, map[int64][]string{over: nil})
	if err == nil && gone[over] {
		err = errMoved
	}
	return err
}

// withdrawable are the ids of those notices that no claim names; from here on they cannot be claimed
// until the transaction ends.
func withdrawable(ctx context.Context, tx *dbconn.Tx, ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if _, _, err := nextMove(ctx, tx, 0); err != nil {
		return nil, err
	}
	open, err := ReadClaims(ctx, tx)
	if err != nil {
		return nil, err
	}
	var free []string
	for _, id := range ids {
		if open.by[id] == nil {
			free = append(free, id)
		}
	}
	return free, nil
}
