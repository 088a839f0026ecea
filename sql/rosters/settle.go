package rosters

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// settleRows bounds how many staged and stored rows one pair of queries
// compares; one larger group is compared alone.
const settleRows = 20000

// Settle ends the taking of rows. It names what has no account, finds accounts
// that stand twice, compares each staged roster with the stored one, and tells
// fn what it would change, ordered by group. It writes to the staging area
// only. Memory holds what differs in one group, or in a few thousand rows.
func (st *Stage) Settle(ctx context.Context, fn func(intake.RosterChange) error) error {
	if err := st.Members.flush(ctx); err != nil {
		return err
	}
	if err := st.activities.flush(ctx); err != nil {
		return err
	}
	if err := st.nameTwins(ctx); err != nil {
		return err
	}
	groups := slices.Sorted(maps.Keys(st.groups))
	groups = slices.DeleteFunc(groups, func(g string) bool { return !st.groups[g].hasRoster })
	for chunk := range slices.Chunk(groups, base.InList) {
		heads, err := rosterTable.Within(ctx, st.conn, "group_code", chunk)
		if err != nil {
			return err
		}
		for _, h := range heads {
			st.groups[h.Group].before = h
		}
		if err := st.findUnchanged(ctx, chunk); err != nil {
			return err
		}
		changes := make([]intake.RosterChange, 0, len(chunk))
		var rest []string
		for _, group := range chunk {
			if change, ok := st.plain(group); ok {
				changes = append(changes, change)
			} else {
				rest = append(rest, group)
			}
		}
		for len(rest) > 0 {
			n, rows := 0, 0
			for n < len(rest) && (n == 0 || rows+st.weight(rest[n]) <= settleRows) {
				rows += st.weight(rest[n])
				n++
			}
			compared, err := st.compare(ctx, rest[:n])
			if err != nil {
				return err
			}
			changes, rest = append(changes, compared...), rest[n:]
		}
		slices.SortFunc(changes, func(a, b intake.RosterChange) int { return strings.Compare(a.Group, b.Group) })
		for _, change := range changes {
			if err := fn(change); err != nil {
				return err
			}
		}
	}
	st.settled = true
	return nil
}

// plain is the change of a group whose rows need not be gone through: it had
// no roster and nobody stands twice, or it has the same one. Whom a first
// roster brings is not listed by name, for it is everybody.
func (st *Stage) plain(group string) (intake.RosterChange, bool) {
	g := st.groups[group]
	c := intake.RosterChange{Group: group, Before: g.before.Roster, After: g.head(group, g.rows)}
	switch {
	case g.unchanged:
		c.Kept = g.rows
	case g.before.TakenAt.IsZero() && !g.doubles:
		c.AddedN = g.rows
	default:
		return c, false
	}
	g.after = c.After
	return c, true
}

func (g *staged) head(group string, rows int) workgroup.Roster {
	return workgroup.Roster{Group: group, TakenAt: g.takenAt.UTC().Truncate(time.Millisecond), Rows: rows, HasNicknames: g.nicknames}
}

func (st *Stage) weight(group string) int {
	return st.groups[group].rows + st.groups[group].before.Rows
}
