package rosters

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// CardEnd ends each value of a packed roster: a character that no chat program
// lets into a name. Files can bring it, so packed values are counted.
const CardEnd = "\x1f"

// LargeRoster is the size from which on a roster is read row by row: a packed
// one lies in memory whole.
const LargeRoster = 5000

// EachCard is EachMember without the times, for judging, which goes through
// millions of rows. What a row costs is less its bytes than its way through
// the driver, so the database packs each group's rows into one text.
func (s *Store) EachCard(ctx context.Context, rosters []workgroup.Roster, fn func(group string, m workgroup.Member) error) error {
	sizes := make(map[string]int, len(rosters))
	for _, r := range rosters {
		sizes[r.Group] = r.Rows
	}
	for groups := range slices.Chunk(slices.Sorted(maps.Keys(sizes)), base.InList) {
		for len(groups) > 0 {
			next := slices.IndexFunc(groups, func(g string) bool { return sizes[g] > LargeRoster })
			if next < 0 {
				next = len(groups)
			}
			given, err := s.packedCards(ctx, groups[:next], sizes, fn)
			if err != nil {
				return err
			}
			// What was not given is large, or its values do not let themselves
			// be packed.
			if groups = groups[given:]; len(groups) > 0 {
				if err := s.someMembers(ctx, groups[:1], false, fn); err != nil {
					return err
				}
				groups = groups[1:]
			}
		}
	}
	return nil
}

// packedCards gives the rows of the groups, sorted, up to one that cannot be
// unpacked, and tells how many groups that were.
func (s *Store) packedCards(ctx context.Context, groups []string, sizes map[string]int, fn func(string, workgroup.Member) error) (given int, err error) {
	if len(groups) == 0 {
		return 0, nil
	}
	rows, err := s.DB.QueryContext(ctx, "SELECT group_code, "+s.DB.Dialect.Packed(CardEnd, "account", "nickname", "chat_role")+
		" FROM roster_members WHERE group_code IN ("+dbconn.In(len(groups))+") GROUP BY group_code ORDER BY group_code", base.Args(groups)...)
	if err != nil {
		return 0, fmt.Errorf("read packed rosters: %w", err)
	}
	defer base.CloseRows(rows)
	var members []workgroup.Member // one list for all groups
	for rows.Next() {
		var group, text string
		if err := rows.Scan(&group, &text); err != nil {
			return 0, fmt.Errorf("read packed rosters: %w", err)
		}
		var ok bool
		if members, ok = unpackCards(members[:0], text, sizes[group]); !ok {
			return slices.Index(groups, group), nil
		}
		for _, m := range members {
			if err := fn(group, m); err != nil {
				return 0, err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return 0, fmt.Errorf("read packed rosters: %w", err)
	}
	return len(groups), nil
}

// unpackCards appends the n rows that a group's text holds. It is false where
// it is not sure of them: a value holds the separator itself, the server cut
// the text off, the roster was replaced since its rows were counted, or they are
// not in the order of their keys, which no engine promises and all keep.
func unpackCards(members []workgroup.Member, text string, n int) ([]workgroup.Member, bool) {
	if len(text) > dbconn.PackLimit/2 || strings.Count(text, CardEnd) != 3*n {
		return members, false
	}
	members, before := slices.Grow(members, n), ""
	for i := range n {
		var m workgroup.Member
		m.Account, text, _ = strings.Cut(text, CardEnd)
		m.Nickname, text, _ = strings.Cut(text, CardEnd)
		m.Role, text, _ = strings.Cut(text, CardEnd)
		key := m.Key()
		if i > 0 && key <= before {
			return members, false
		}
		members, before = append(members, m), key
	}
	return members, text == ""
}
