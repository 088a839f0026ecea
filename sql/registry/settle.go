package registry

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
)

// settleRows bounds how many staged and stored rows are compared at a time;
// one larger group is compared alone.
const settleRows = 20000

// stagedRow is a row of stage_members.
type stagedRow struct {
	workgroup.Member
	key     string
	ordinal int64
	takenMS int64
	place   intake.Place
}

// same reports whether two rows of a roster say the same about an account.
func (r stagedRow) same(other stagedRow) bool {
	return r.Nickname == other.Nickname && r.Role == other.Role && r.JoinedAt.Equal(other.JoinedAt) &&
		r.SpokeAt.Equal(other.SpokeAt) && r.takenMS == other.takenMS
}

// Settle ends the taking of rows. It names what has no account, finds accounts
// that stand twice, compares each staged roster with the stored one, and tells
// fn what it would change, ordered by group. It writes to the staging area
// only. Memory holds one group's rows, or a few thousand.
func (st *Stage) Settle(ctx context.Context, fn func(intake.RosterChange) error) error {
	if err := st.members.flush(ctx); err != nil {
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
	for chunk := range slices.Chunk(groups, inList) {
		heads, err := rosterTable.within(ctx, st.conn, "group_code", chunk)
		if err != nil {
			return err
		}
		for _, h := range heads {
			st.groups[h.Group].before = h
		}
		for len(chunk) > 0 {
			if g := st.groups[chunk[0]]; g.before.TakenAt.IsZero() && !g.doubles {
				if err := fn(st.first(chunk[0])); err != nil {
					return err
				}
				chunk = chunk[1:]
				continue
			}
			n, rows := 0, 0
			for n < len(chunk) && (n == 0 || rows+st.weight(chunk[n]) <= settleRows) {
				rows += st.weight(chunk[n])
				n++
			}
			if err := st.compare(ctx, chunk[:n], fn); err != nil {
				return err
			}
			chunk = chunk[n:]
		}
	}
	st.settled = true
	return nil
}

// first is the change of a group that had no roster and in which nobody stands
// twice: its rows need not be read again. Whom it brings is not listed by
// name, for it is everybody.
func (st *Stage) first(group string) intake.RosterChange {
	g := st.groups[group]
	g.after = g.head(group, g.rows)
	return intake.RosterChange{Group: group, After: g.after, AddedN: g.rows}
}

func (g *staged) head(group string, rows int) workgroup.Roster {
	return workgroup.Roster{Group: group, TakenAt: g.takenAt.UTC().Truncate(time.Millisecond), Rows: rows, HasNicknames: g.nicknames}
}

func (st *Stage) weight(group string) int {
	return st.groups[group].rows + st.groups[group].before.Rows
}

// compare settles a few groups.
func (st *Stage) compare(ctx context.Context, groups []string, fn func(intake.RosterChange) error) error {
	coming, err := st.stagedRows(ctx, groups)
	if err != nil {
		return err
	}
	stored, err := st.storedRows(ctx, groups)
	if err != nil {
		return err
	}
	notes := newNotes(st)
	defer notes.wait()
	for _, group := range groups {
		change, err := st.compareGroup(ctx, notes, group, coming[group], stored[group])
		if err != nil {
			return err
		}
		if err := fn(change); err != nil {
			return err
		}
	}
	return notes.flush(ctx)
}

func (st *Stage) stagedRows(ctx context.Context, groups []string) (map[string][]stagedRow, error) {
	rows, err := st.conn.QueryContext(ctx, "SELECT group_code, account_key, ordinal, account, nickname, chat_role, joined_ms, spoke_ms, taken_ms, place_no, line_no"+
		" FROM stage_members WHERE group_code IN ("+dbconn.In(len(groups))+") ORDER BY group_code, account_key, ordinal", anys(groups)...)
	if err != nil {
		return nil, fmt.Errorf("read staged rows: %w", err)
	}
	defer closeRows(rows)
	all := make(map[string][]stagedRow, len(groups))
	for rows.Next() {
		var r stagedRow
		var group string
		var place int
		err := rows.Scan(&group, &r.key, &r.ordinal, &r.Account, &r.Nickname, &r.Role, moment{&r.JoinedAt}, moment{&r.SpokeAt}, &r.takenMS, &place, &r.place.Row)
		if err != nil {
			return nil, fmt.Errorf("read staged rows: %w", err)
		}
		r.place.File, r.place.Sheet = st.places[place].File, st.places[place].Sheet
		all[group] = append(all[group], r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read staged rows: %w", err)
	}
	return all, nil
}

func (st *Stage) storedRows(ctx context.Context, groups []string) (map[string]map[string]workgroup.Member, error) {
	groups = slices.DeleteFunc(slices.Clone(groups), func(g string) bool { return st.groups[g].before.TakenAt.IsZero() })
	if len(groups) == 0 {
		return nil, nil
	}
	rows, err := st.conn.QueryContext(ctx, "SELECT group_code, account_key, account, nickname, chat_role, joined_ms, spoke_ms FROM roster_members WHERE group_code IN ("+
		dbconn.In(len(groups))+")", anys(groups)...)
	if err != nil {
		return nil, fmt.Errorf("read stored rows: %w", err)
	}
	defer closeRows(rows)
	all := make(map[string]map[string]workgroup.Member, len(groups))
	for rows.Next() {
		var m workgroup.Member
		var group, key string
		if err := rows.Scan(&group, &key, &m.Account, &m.Nickname, &m.Role, moment{&m.JoinedAt}, moment{&m.SpokeAt}); err != nil {
			return nil, fmt.Errorf("read stored rows: %w", err)
		}
		if all[group] == nil {
			all[group] = make(map[string]workgroup.Member, st.groups[group].before.Rows)
		}
		all[group][key] = m
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read stored rows: %w", err)
	}
	return all, nil
}

// compareGroup compares one staged roster with the stored one and notes what
// Publish would have to write.
func (st *Stage) compareGroup(ctx context.Context, notes *notes, group string, coming []stagedRow, stored map[string]workgroup.Member) (intake.RosterChange, error) {
	g := st.groups[group]
	c := intake.RosterChange{Group: group, Before: g.before.Roster}
	known := !g.before.TakenAt.IsZero()
	accounts := 0
	var last stagedRow
	var twins []int64
	for _, r := range coming {
		if accounts > 0 && r.key == last.key {
			c.Duplicate = append(c.Duplicate, intake.Twin{Account: r.Account, First: last.place, Second: r.place, Identical: r.same(last)})
			twins = append(twins, r.ordinal)
			continue
		}
		last = r
		accounts++
		if !known {
			c.AddedN++
			continue
		}
		old, kept := stored[r.key]
		delete(stored, r.key)
		switch {
		case !kept:
			c.AddedN++
			c.Added = firstFew(c.Added, r.Account)
		case sameMember(old, r.Member):
			c.Kept++
			continue
		default:
			c.Kept++
			if !sameFacts(old, r.Member) {
				c.ChangedN++
			}
		}
		if err := notes.write(ctx, group, r, old, kept); err != nil {
			return c, err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(stored)) {
		c.RemovedN++
		c.Removed = firstFew(c.Removed, stored[key].Account)
		if err := notes.left(ctx, group, key, stored[key]); err != nil {
			return c, err
		}
	}
	if err := notes.drop(ctx, group, twins); err != nil {
		return c, err
	}
	g.removed = c.RemovedN
	g.after = g.head(group, accounts)
	c.After = g.after
	return c, nil
}

func firstFew(list []string, account string) []string {
	if len(list) < intake.RosterChangeNames {
		list = append(list, account)
	}
	return list
}

// sameFacts compares what the file says about an account, apart from how it
// spells it.
func sameFacts(a, b workgroup.Member) bool {
	return a.Nickname == b.Nickname && a.Role == b.Role && a.JoinedAt.Equal(b.JoinedAt) && a.SpokeAt.Equal(b.SpokeAt)
}

func sameMember(a, b workgroup.Member) bool { return a.Account == b.Account && sameFacts(a, b) }
