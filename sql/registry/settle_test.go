package registry

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
)

// plainSettle settles a staged roster in the plainest way: everything in memory, nothing passed over.
// It returns the rows that are stored afterwards, by key, too.
func plainSettle(group string, before workgroup.Roster, stored map[string]workgroup.Member, rows []intake.MemberRow) (intake.RosterChange, map[string]workgroup.Member) {
	c := intake.RosterChange{Group: group, Before: before, After: workgroup.Roster{Group: group, HasNicknames: true}}
	taken := map[string]bool{}
	for _, r := range rows {
		if r.Member.Account != "" {
			taken[r.Member.Key()] = true
		}
		if r.TakenAt.After(c.After.TakenAt) {
			c.After.TakenAt = r.TakenAt
		}
		c.After.HasNicknames = c.After.HasNicknames && r.HasNicknames
	}
	next := map[string]int{}
	named := slices.Clone(rows)
	for i, r := range named {
		if r.Member.Account != "" {
			continue
		}
		base := "@" + strings.TrimSpace(r.Member.Nickname)
		for n := next[workgroup.AccountKey(base)] + 1; ; n++ {
			account := base
			if n > 1 {
				account = fmt.Sprintf("%s#%d", base, n)
			}
			if !taken[workgroup.AccountKey(account)] {
				taken[workgroup.AccountKey(account)], next[workgroup.AccountKey(base)] = true, n
				named[i].Member.Account = account
				break
			}
		}
	}
	slices.SortStableFunc(named, func(a, b intake.MemberRow) int { return cmp.Compare(a.Member.Key(), b.Member.Key()) })
	after := map[string]workgroup.Member{}
	var first intake.MemberRow
	for i, r := range named {
		key := r.Member.Key()
		if i > 0 && first.Member.Key() == key {
			alike := r.Member
			alike.Account = first.Member.Account
			c.Duplicate = append(c.Duplicate, intake.Twin{Account: r.Member.Account, First: first.Place, Second: r.Place, Identical: alike == first.Member && r.TakenAt.Equal(first.TakenAt)})
			continue
		}
		first = r
		after[key] = r.Member
		old, kept := stored[key]
		switch {
		case before.TakenAt.IsZero():
			c.AddedN++
		case !kept:
			c.AddedN++
			c.Added = firstFew(c.Added, r.Member.Account)
		default:
			c.Kept++
			if old.Account = r.Member.Account; old != r.Member {
				c.ChangedN++
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(stored)) {
		if _, stays := after[key]; !stays {
			c.RemovedN++
			c.Removed = firstFew(c.Removed, stored[key].Account)
		}
	}
	c.After.Rows = len(after)
	return c, after
}

// Rows of some groups come in any order, groups come back, accounts and names stand twice, rosters
// come again unchanged, nearly so or quite other: the results and the stored rows are those of the
// plain way.
func TestRostersAreComparedAsInThePlainestWay(t *testing.T) {
	run := 0
	each(t, func(t *testing.T, s *Store) {
		rapid.Check(t, func(rt *rapid.T) {
			run++
			groups := []string{fmt.Sprintf("%03d", run), fmt.Sprintf("G%d", run), fmt.Sprintf("g%d", run)}
			member := rapid.Custom(func(rt *rapid.T) workgroup.Member {
				m := workgroup.Member{
					Account:  rapid.SampledFrom([]string{"", "", "a", "A", "b", "007", "7", "wx_1", "@张伟", "@张伟#2", "丁"}).Draw(rt, "account"),
					Nickname: rapid.SampledFrom([]string{"张伟", "张伟 ", "张伟#2", "Tom", "TOM", "李\t娜", "🌸"}).Draw(rt, "nickname"),
					Role:     rapid.SampledFrom([]string{"成员", "", workgroup.RoleRobot}).Draw(rt, "role"),
				}
				if rapid.Bool().Draw(rt, "spoke") {
					m.SpokeAt = at(rapid.IntRange(1, 3).Draw(rt, "day"), 8)
				}
				return m
			})
			heads, stored := map[string]workgroup.Roster{}, map[string]map[string]workgroup.Member{}
			var rows []intake.MemberRow
			for turn := range 3 {
				switch {
				case turn > 0 && rapid.Bool().Draw(rt, "again"): // nearly the same
					rows = slices.Clone(rows)
					if len(rows) > 0 && rapid.Bool().Draw(rt, "one other") {
						rows[rapid.IntRange(0, len(rows)-1).Draw(rt, "which")].Member = member.Draw(rt, "other")
					}
				default:
					rows = nil
					for range rapid.IntRange(0, 25).Draw(rt, "rows") {
						rows = append(rows, intake.MemberRow{Group: rapid.SampledFrom(groups).Draw(rt, "group"), Member: member.Draw(rt, "member")})
					}
					if rapid.Bool().Draw(rt, "group by group") {
						slices.SortStableFunc(rows, func(a, b intake.MemberRow) int { return cmp.Compare(a.Group, b.Group) })
					}
				}
				of := map[string][]intake.MemberRow{}
				for i := range rows {
					rows[i].HasNicknames, rows[i].TakenAt = true, at(10+turn, 8)
					rows[i].Place = intake.Place{File: "群成员.csv", Row: i + 2}
					of[rows[i].Group] = append(of[rows[i].Group], rows[i])
				}
				_, changes, err := bring{members: rows}.try(t.Context(), s)
				if err != nil {
					rt.Fatal(err)
				}
				want := map[string]intake.RosterChange{}
				for group := range of {
					want[group], stored[group] = plainSettle(group, heads[group], stored[group], of[group])
					heads[group] = want[group].After
				}
				same(t, want, changes)
				for _, group := range groups {
					got := map[string]workgroup.Member{}
					for _, m := range membersIn(t, s, group) {
						got[m.Key()] = m
					}
					if len(got)+len(stored[group]) > 0 {
						same(t, stored[group], got)
					}
				}
			}
		})
	})
}

// firstFew lists as many names as a change does.
func firstFew(list []string, account string) []string {
	if len(list) < intake.RosterChangeNames {
		list = append(list, account)
	}
	return list
}
