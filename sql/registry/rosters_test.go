package registry

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/roster/staging"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/directory"
	"qunguan/sql/rosters"
)

func TestARosterIsReplacedWholeAndTellsWhatChanged(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		joined := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
		stay := row("G1", "wx_b", "李娜", at(10, 8))
		stay.Member.JoinedAt = joined
		_, changes := bring{members: []intake.MemberRow{row("G1", "wx_c", "王芳", at(10, 8)), row("G1", "wx_a", "张伟", at(10, 7)), stay}}.into(t, s)
		same(t, intake.RosterChange{
			Group: "G1", After: workgroup.Roster{Group: "G1", TakenAt: at(10, 8), Rows: 3, HasNicknames: true},
			AddedN: 3,
		}, changes["G1"])
		same(t, 0, len(got(s.AccountChanges(t.Context(), time.Time{}, time.Time{}))(t)))

		stay.TakenAt = at(17, 8)
		_, changes = bring{members: []intake.MemberRow{row("G1", "WX_A", "张伟（局）", at(17, 8)), stay, row("G1", "wx_d", "", at(17, 8))}}.into(t, s)
		same(t, intake.RosterChange{
			Group:  "G1",
			Before: workgroup.Roster{Group: "G1", TakenAt: at(10, 8), Rows: 3, HasNicknames: true},
			After:  workgroup.Roster{Group: "G1", TakenAt: at(17, 8), Rows: 3, HasNicknames: true},
			Kept:   2, Added: []string{"wx_d"}, AddedN: 1, Removed: []string{"wx_c"}, RemovedN: 1, ChangedN: 1,
		}, changes["G1"])
		same(t, []workgroup.Member{
			{Account: "WX_A", Nickname: "张伟（局）", Role: "成员"},
			{Account: "wx_b", Nickname: "李娜", Role: "成员", JoinedAt: joined},
			{Account: "wx_d", Role: "成员"},
		}, membersIn(t, s, "G1"))
		same(t, []directory.AccountChange{
			{Group: "G1", AccountKey: "wx_c", Left: true, At: at(17, 8), WrittenAt: at(21, 1)},
			{Group: "G1", AccountKey: "wx_d", At: at(17, 8), WrittenAt: at(21, 1)},
		}, got(s.AccountChanges(t.Context(), time.Time{}, time.Time{}))(t))
		same(t, map[string]workgroup.Roster{"G1": {Group: "G1", TakenAt: at(17, 8), Rows: 3, HasNicknames: true}},
			got(s.Rosters(t.Context(), []string{"G1", "G2"}))(t))
	})
}

func TestOnlyRostersWithAFateAreApplied(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		bring{members: []intake.MemberRow{row("G1", "a", "张伟", at(10, 8))}}.into(t, s)
		for _, disposition := range []intake.Disposition{intake.RosterIgnored, intake.RosterHeld, intake.RosterRejected} {
			p, _ := bring{
				members:      []intake.MemberRow{row("G1", "b", "李娜", at(9, 8)), row("G2", "c", "王芳", at(9, 8))},
				dispositions: map[string]intake.Disposition{"G1": disposition, "G2": intake.RosterNew},
			}.into(t, s)
			same(t, map[intake.Disposition]int{disposition: 1, intake.RosterNew: 1}, p.Rosters)
			same(t, []string{"a"}, accounts(membersIn(t, s, "G1")))
			same(t, []string{"c"}, accounts(membersIn(t, s, "G2")))
		}
	})
}

func TestAnUnchangedRosterMovesOnlyItsMoment(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		bring{members: []intake.MemberRow{row("G1", "a", "张伟", at(10, 8)), row("G1", "b", "李娜", at(10, 8))}}.into(t, s)
		_, changes := bring{
			members:      []intake.MemberRow{row("G1", "a", "张伟", at(12, 8)), row("G1", "b", "李娜", at(12, 8))},
			dispositions: map[string]intake.Disposition{"G1": intake.RosterUnchanged},
		}.into(t, s)
		c := changes["G1"]
		same(t, [4]int{2, 0, 0, 0}, [4]int{c.Kept, c.AddedN, c.RemovedN, c.ChangedN})
		same(t, at(12, 8), got(s.Rosters(t.Context(), []string{"G1"}))(t)["G1"].TakenAt)
	})
}

func TestRowsWithoutAccountAreCalledByTheirNickname(t *testing.T) {
	cases := []struct {
		name string
		rows []intake.MemberRow // group G1
		want []string           // accounts in file order
	}{
		{"one of a name is @ and the name, trimmed", rowsOf("", "  张伟 "), []string{"@张伟"}},
		{"the second of a name is #2, in file order", rowsOf("", "张伟", "", "李娜", "", "张伟", "", "张伟"), []string{"@张伟", "@李娜", "@张伟#2", "@张伟#3"}},
		{"names are compared without case", rowsOf("", "Tom", "", "TOM"), []string{"@Tom", "@TOM#2"}},
		{"a nickname that looks like a number given keeps clear of it", rowsOf("", "张伟", "", "张伟", "", "张伟#2"), []string{"@张伟", "@张伟#2", "@张伟#2#2"}},
		{"an account of its own is never taken from somebody", rowsOf("", "张伟", "@张伟", "x"), []string{"@张伟#2", "@张伟"}},
	}
	each(t, func(t *testing.T, s *Store) {
		for i, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				group := fmt.Sprint("G", i)
				for j := range c.rows {
					c.rows[j].Group = group
					c.rows[j].Member.Role = fmt.Sprint(j)
				}
				_, changes := bring{members: c.rows}.into(t, s)
				if twins := changes[group].Duplicate; len(twins) > 0 {
					t.Fatalf("called duplicates: %v", twins)
				}
				list := make([]string, len(c.rows))
				for _, m := range membersIn(t, s, group) {
					list[m.Role[0]-'0'] = m.Account
				}
				same(t, c.want, list)
			})
		}
	})
}

// rowsOf makes rows of account, nickname pairs.
func rowsOf(pairs ...string) []intake.MemberRow {
	var rows []intake.MemberRow
	for i := 0; i < len(pairs); i += 2 {
		rows = append(rows, row("", pairs[i], pairs[i+1], at(10, 8)))
	}
	return rows
}

func TestAnAccountThatStandsTwiceIsTold(t *testing.T) {
	place := func(line int) intake.Place { return intake.Place{File: "群成员.csv", Row: line} }
	cases := []struct {
		name string
		rows []intake.MemberRow
		want []intake.Twin
	}{
		{
			"identical rows count once",
			[]intake.MemberRow{row("G", "a", "张伟", at(10, 8)), row("G", "a", "张伟", at(10, 8))},
			[]intake.Twin{{Account: "a", First: place(2), Second: place(3), Identical: true}},
		},
		{
			"accounts are compared without case",
			[]intake.MemberRow{row("G", "wx_A", "张伟", at(10, 8)), row("G", "WX_a", "张伟", at(10, 8))},
			[]intake.Twin{{Account: "WX_a", First: place(2), Second: place(3), Identical: true}},
		},
		{
			"another nickname makes them different",
			[]intake.MemberRow{row("G", "a", "张伟", at(10, 8)), row("G", "a", "张伟 ", at(10, 8))},
			[]intake.Twin{{Account: "a", First: place(2), Second: place(3)}},
		},
		{
			"another role makes them different",
			[]intake.MemberRow{row("G", "a", "张伟", at(10, 8)), role(row("G", "a", "张伟", at(10, 8)), "群主")},
			[]intake.Twin{{Account: "a", First: place(2), Second: place(3)}},
		},
		{
			"another moment of speaking makes them different",
			[]intake.MemberRow{row("G", "a", "张伟", at(10, 8)), spoke(row("G", "a", "张伟", at(10, 8)), at(9, 8))},
			[]intake.Twin{{Account: "a", First: place(2), Second: place(3)}},
		},
		{
			"another moment of looking makes them different",
			[]intake.MemberRow{row("G", "a", "张伟", at(10, 8)), row("G", "a", "张伟", at(10, 9))},
			[]intake.Twin{{Account: "a", First: place(2), Second: place(3)}},
		},
		{"the same account in another group is nobody's twin", []intake.MemberRow{row("G", "a", "张伟", at(10, 8)), row("H", "a", "张伟", at(10, 8))}, nil},
	}
	each(t, func(t *testing.T, s *Store) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				_, changes := bring{members: c.rows}.into(t, s)
				same(t, c.want, changes["G"].Duplicate)
				same(t, 1, changes["G"].After.Rows)
				same(t, 1, len(membersIn(t, s, "G")))
			})
		}
	})
}

func TestARosterWithoutTheColumnHasNoNicknames(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		bare := row("G1", "b", "", at(10, 8))
		bare.HasNicknames = false
		_, changes := bring{members: []intake.MemberRow{row("G1", "a", "张伟", at(10, 8)), bare, row("G2", "a", "", at(10, 8))}}.into(t, s)
		same(t, false, changes["G1"].After.HasNicknames)
		same(t, true, changes["G2"].After.HasNicknames)
		same(t, false, got(s.Rosters(t.Context(), []string{"G1"}))(t)["G1"].HasNicknames)
	})
}

func TestMembersStreamInTheOrderOfBytes(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		list := []string{"!", "#", "0", "a", "a\tb", "a b", "ab", "wx_a", "wx_z", "ß", "中", "ａ", "🌸", "😀"}
		var b bring
		for i := range list {
			b.members = append(b.members, row("G2", list[len(list)-1-i], "x", at(10, 8)), row("G10", list[i], "y", at(10, 8)))
		}
		b.into(t, s)
		same(t, append(append([]string{}, list...), list...), accounts(membersIn(t, s, "G2", "G10", "G10")))
		stop := errors.New("enough")
		n := 0
		isError(t, s.EachRoster(t.Context(), []string{"G2", "G10"}, func(roster.Reading) error { n++; return stop }), stop)
		same(t, 1, n)
	})
}

func TestAManyTimesLargerRosterThanABatchComesThrough(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		const groups, rows = 700, 13
		fill := func(taken time.Time, skip int) bring {
			var b bring
			for i := range groups * rows {
				if i%1000 != skip {
					b.members = append(b.members, row(fmt.Sprintf("G%03d", i%groups), fmt.Sprintf("wx%d", i), fmt.Sprint("昵称", i), taken))
				}
			}
			return b
		}
		fill(at(10, 8), 1).into(t, s)
		_, changes := fill(at(11, 8), 2).into(t, s)
		var added, removed, kept int
		for _, c := range changes {
			added, removed, kept = added+c.AddedN, removed+c.RemovedN, kept+c.Kept
		}
		same(t, [4]int{700, 10, 10, 9080}, [4]int{len(changes), added, removed, kept})
		same(t, 9090, len(membersIn(t, s, keys(changes)...)))
	})
}

func keys[V any](m map[string]V) []string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	return list
}

func TestTwoImportsOfOneGroupDoNotMix(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		bring{members: []intake.MemberRow{row("G1", "a", "张伟", at(10, 8))}}.into(t, s)
		slow := got(s.NewStage(ctx))(t)
		defer func() { must(t, slow.Close()) }()
		must(t, slow.Member(ctx, row("G1", "b", "李娜", at(11, 8))))
		must(t, slow.Settle(ctx, func(intake.RosterChange) (intake.Disposition, error) { return intake.RosterReplaced, nil }))
		bring{members: []intake.MemberRow{row("G1", "c", "王芳", at(12, 8))}}.into(t, s)
		_, err := slow.Publish(ctx, intake.Batch{intake.Units: intake.UnitRecords.Pack(workgroup.Unit{Code: "U1"})}, importTime)
		isError(t, err, rosters.ErrMeanwhile)
		same(t, []string{"c"}, accounts(membersIn(t, s, "G1")))
		same(t, 0, len(got(s.Units(ctx))(t)))
	})
}

func TestStagingHoldsNoLockAndLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		for range 3 {
			st := got(s.NewStage(ctx))(t)
			for i := range 1000 {
				must(t, st.Member(ctx, row("G1", fmt.Sprint("a", i), "张伟", at(10, 8))))
			}
			// Somebody else writes meanwhile, and is not kept waiting.
			quick, cancel := context.WithTimeout(ctx, 5*time.Second)
			_, err := s.StartRun(quick, runAt(at(10, 9)))
			cancel()
			must(t, err)
			must(t, st.Settle(ctx, func(intake.RosterChange) (intake.Disposition, error) { return "", nil }))
			must(t, st.Close())
		}
		same(t, 0, len(membersIn(t, s, "G1")))
	})
}

func TestTooLongValuesAreRefusedAlikeOnEveryEngine(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		_, _, err := bring{members: []intake.MemberRow{row("G1", longText(workgroup.MaxAccount+1), "张伟", at(10, 8))}}.try(t.Context(), s)
		isError(t, err, staging.ErrTooLong)
		_, _, err = bring{members: []intake.MemberRow{row("G1", "", longText(workgroup.MaxNickname+1), at(10, 8))}}.try(t.Context(), s)
		isError(t, err, staging.ErrTooLong)
		bring{members: []intake.MemberRow{row("G1", "", longText(workgroup.MaxNickname), at(10, 8)), row("G1", "", longText(workgroup.MaxNickname), at(10, 8))}}.into(t, s)
		same(t, 2, len(membersIn(t, s, "G1")))
	})
}

// longText is n characters of four bytes.
func longText(n int) string {
	text := make([]rune, n)
	for i := range text {
		text[i] = '🌸'
	}
	return string(text)
}
