package registry

import (
	"fmt"
	"testing"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/rosters"
)

func lastMessage(taken, last time.Time) intake.ActivityRow {
	return intake.ActivityRow{Activity: workgroup.Activity{TakenAt: taken, LastMessageAt: last, Messages: -1, Speakers: -1}}
}

func dayCount(taken time.Time, day workgroup.Date, n int) intake.ActivityRow {
	return intake.ActivityRow{Activity: workgroup.Activity{TakenAt: taken, Day: day, Messages: n, Speakers: -1}}
}

// covers S1.1
func TestLastActivityIsTheNewestThatAnyImportBrought(t *testing.T) {
	type brought struct {
		activities []intake.ActivityRow
		members    []intake.MemberRow
	}
	m := func(account, nickname string, taken, at time.Time) intake.MemberRow {
		return spoke(row("", account, nickname, taken), at)
	}
	cases := []struct {
		name    string
		imports []brought
		moment  time.Time
		want    workgroup.GroupActivity
	}{
		{
			"a last message is activity and a look",
			[]brought{{activities: []intake.ActivityRow{lastMessage(at(10, 8), at(9, 20))}}},
			at(20, 9),
			workgroup.GroupActivity{LastDay: "2026-11-09", Last: at(9, 20), Source: workgroup.FromLastMessage, ObservedAt: at(10, 8)},
		},
		{
			"the day is the local one",
			[]brought{{activities: []intake.ActivityRow{lastMessage(at(10, 8), at(9, 1))}}},
			at(20, 9),
			workgroup.GroupActivity{LastDay: "2026-11-09", Last: at(9, 1), Source: workgroup.FromLastMessage, ObservedAt: at(10, 8)},
		},
		{
			"a day with messages is activity and no look",
			[]brought{{activities: []intake.ActivityRow{dayCount(at(10, 8), "2026-11-08", 3)}}},
			at(20, 9),
			workgroup.GroupActivity{LastDay: "2026-11-08", Source: workgroup.FromDayCount},
		},
		{
			"a day without messages is nothing",
			[]brought{{activities: []intake.ActivityRow{dayCount(at(10, 8), "2026-11-08", 0), dayCount(at(10, 8), "2026-11-07", -1)}}},
			at(20, 9),
			workgroup.GroupActivity{},
		},
		{"a day after the run's day is left out", []brought{{activities: []intake.ActivityRow{dayCount(at(10, 8), "2026-11-21", 3)}}}, at(20, 9), workgroup.GroupActivity{}},
		{"a day told after the moment is left out", []brought{{activities: []intake.ActivityRow{dayCount(at(20, 10), "2026-11-08", 3)}}}, at(20, 9), workgroup.GroupActivity{}},
		{
			"a message after the moment is left out, and so is a look",
			[]brought{{activities: []intake.ActivityRow{lastMessage(at(10, 8), at(9, 20)), lastMessage(at(21, 8), at(20, 20))}}},
			at(20, 9),
			workgroup.GroupActivity{LastDay: "2026-11-09", Last: at(9, 20), Source: workgroup.FromLastMessage, ObservedAt: at(10, 8)},
		},
		{
			"of the same day the moment says more than the count",
			[]brought{{activities: []intake.ActivityRow{dayCount(at(10, 8), "2026-11-09", 3), lastMessage(at(10, 8), at(9, 20))}}},
			at(20, 9),
			workgroup.GroupActivity{LastDay: "2026-11-09", Last: at(9, 20), Source: workgroup.FromLastMessage, ObservedAt: at(10, 8)},
		},
		{
			"a member's words are activity, and a roster that tells them a look",
			[]brought{{members: []intake.MemberRow{m("WX_a", "张伟", at(10, 8), at(5, 8)), m("b", "李娜", at(10, 8), at(6, 8))}}},
			at(20, 9),
			workgroup.GroupActivity{LastDay: "2026-11-06", Last: at(6, 8), Source: workgroup.FromMember, Account: "b", ObservedAt: at(10, 8)},
		},
		{"a roster without any moment of speaking is no look", []brought{{members: []intake.MemberRow{m("a", "张伟", at(10, 8), time.Time{})}}}, at(20, 9), workgroup.GroupActivity{}},
		{
			"the words of a row of role robot do not count, but they are a look",
			[]brought{{members: []intake.MemberRow{role(m("a", "张伟", at(10, 8), at(9, 8)), "机器人")}}},
			at(20, 9),
			workgroup.GroupActivity{ObservedAt: at(10, 8)},
		},
		{
			"the words of a robot of the policy do not count",
			[]brought{{members: []intake.MemberRow{m("ROBOT", "小群", at(10, 8), at(9, 8)), m("b", "李娜", at(10, 8), at(6, 8))}}},
			at(20, 9),
			workgroup.GroupActivity{LastDay: "2026-11-06", Last: at(6, 8), Source: workgroup.FromMember, Account: "b", ObservedAt: at(10, 8)},
		},
		{
			"what a member who left had said is remembered",
			[]brought{
				{members: []intake.MemberRow{m("a", "张伟", at(10, 8), at(9, 8)), m("b", "李娜", at(10, 8), at(2, 8))}},
				{members: []intake.MemberRow{m("b", "李娜", at(17, 8), at(3, 8))}},
			},
			at(20, 9),
			workgroup.GroupActivity{LastDay: "2026-11-09", Last: at(9, 8), Source: workgroup.FromMember, Account: "a", ObservedAt: at(17, 8)},
		},
		{
			"a run that looks back sees what was known of that time",
			[]brought{
				{members: []intake.MemberRow{m("a", "张伟", at(5, 8), at(4, 8))}},
				{members: []intake.MemberRow{m("a", "张伟", at(15, 8), at(14, 8))}},
			},
			at(12, 9),
			workgroup.GroupActivity{LastDay: "2026-11-04", Last: at(4, 8), Source: workgroup.FromMember, Account: "a", ObservedAt: at(5, 8)},
		},
		{
			"a roster that no longer tells takes nothing away",
			[]brought{
				{members: []intake.MemberRow{m("a", "张伟", at(5, 8), at(4, 8))}},
				{members: []intake.MemberRow{m("a", "张伟", at(15, 8), time.Time{})}},
			},
			at(20, 9),
			workgroup.GroupActivity{LastDay: "2026-11-04", Last: at(4, 8), Source: workgroup.FromMember, Account: "a", ObservedAt: at(5, 8)},
		},
		{
			"the words of a robot who left do not count, and those before them do",
			[]brought{
				{members: []intake.MemberRow{m("robot", "x", at(5, 8), at(4, 9)), m("a", "张伟", at(5, 8), at(3, 9))}},
				{members: []intake.MemberRow{m("robot", "x", at(6, 8), at(5, 9))}},
				{members: []intake.MemberRow{m("b", "李娜", at(15, 8), at(1, 8))}},
			},
			at(20, 9),
			workgroup.GroupActivity{LastDay: "2026-11-03", Last: at(3, 9), Source: workgroup.FromMember, Account: "a", ObservedAt: at(15, 8)},
		},
		{
			"what was said under another nickname was said by who bore it then",
			[]brought{
				{members: []intake.MemberRow{m("a", "群助手", at(5, 8), at(4, 8))}},
				{members: []intake.MemberRow{m("a", "张伟", at(6, 8), at(4, 8))}},
			},
			at(20, 9),
			workgroup.GroupActivity{LastDay: "2026-11-04", Last: at(4, 8), Source: workgroup.FromMember, Account: "a", ObservedAt: at(6, 8)},
		},
	}
	robot := func(key, nickname string) bool { return key == "robot" || nickname == "群助手" }
	each(t, func(t *testing.T, s *Store) {
		for i, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				group := fmt.Sprint("G", i)
				for _, im := range c.imports {
					for j := range im.activities {
						im.activities[j].Activity.Group = group
					}
					for j := range im.members {
						im.members[j].Group = group
					}
					bring{activities: im.activities, members: im.members}.into(t, s)
				}
				found := got(s.LastActivity(t.Context(), []string{group, "G-nothing"}, c.moment.In(shanghai), robot))(t)
				same(t, c.want, found[group])
				same(t, workgroup.GroupActivity{}, found["G-nothing"])
			})
		}
	})
}

func TestAFullPageOfRobotsInTheHistoryIsPassedOver(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		var b bring
		for i := range 150 {
			b.members = append(b.members, spoke(row("G1", fmt.Sprint("robot", i), "x", at(10, 8)), at(9, 8).Add(time.Duration(i)*time.Second)))
		}
		b.members = append(b.members, spoke(row("G1", "a", "张伟", at(10, 8)), at(8, 8)))
		b.into(t, s)
		bring{members: []intake.MemberRow{row("G1", "b", "李娜", at(11, 8))}}.into(t, s)
		found := got(s.LastActivity(t.Context(), []string{"G1"}, at(20, 8), func(_, nickname string) bool { return nickname == "x" }))(t)
		same(t, "a", found["G1"].Account)
	})
}

func TestTheSameActivityRowAgainIsNotKeptTwice(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		a := lastMessage(at(10, 8), at(9, 20))
		a.Activity.Group = "G1"
		b := dayCount(at(10, 8), "2026-11-08", 3)
		b.Activity.Group = "G1"
		p, _ := bring{activities: []intake.ActivityRow{a, b, a}}.into(t, s)
		same(t, 2, p.Activities)
		b.Activity.Messages = 4
		p, _ = bring{activities: []intake.ActivityRow{a, b}}.into(t, s)
		same(t, 1, p.Activities)
		same(t, 3, len(got(s.Activities(t.Context(), []string{"G1"}))(t)))
	})
}

// covers S8.8
func TestAnUnfiledGroupIsKeptUntilAGroupClaimsIt(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		key := workgroup.UnfiledKey("QQ", "8001")
		unfiled := func(account string, taken, at time.Time, name string) intake.MemberRow {
			r := spoke(row(key, account, "张伟", taken), at)
			r.Platform, r.Number, r.GroupName = "QQ", "8001", name
			return r
		}
		bring{members: []intake.MemberRow{unfiled("a", at(5, 8), at(4, 8), "旧名")}}.into(t, s)
		look := lastMessage(at(8, 8), at(7, 8))
		look.Platform, look.Number, look.Activity.Group = "QQ", "8001", key
		bring{
			members:    []intake.MemberRow{unfiled("a", at(7, 8), at(6, 8), "新名"), unfiled("b", at(7, 8), time.Time{}, "新名")},
			activities: []intake.ActivityRow{look},
		}.into(t, s)
		same(t, []rosters.UnfiledGroup{{Key: key, Platform: "QQ", Number: "8001", Name: "新名", FirstSeen: at(5, 8), LastSeen: at(8, 8), Rows: 2}},
			got(s.UnfiledGroups(t.Context()))(t))

		// A roster of the group itself, read by its name, is older than one of the two.
		bring{members: []intake.MemberRow{spoke(row("G1", "old", "王芳", at(3, 8)), at(2, 8))}}.into(t, s)
		p, _ := bring{batch: intake.Batch{intake.Groups: intake.GroupRecords.Pack(workgroup.Group{Code: "G1", Platform: "QQ", Number: "8001"})}}.into(t, s)
		same(t, map[string]string{key: "G1"}, p.Claimed)
		same(t, 0, len(got(s.UnfiledGroups(t.Context()))(t)))
		same(t, 0, len(membersIn(t, s, key)))
		same(t, []string{"a", "b"}, accounts(membersIn(t, s, "G1")))
		same(t, at(7, 8), got(s.Rosters(t.Context(), []string{"G1"}))(t)["G1"].TakenAt)
		robot := func(string, string) bool { return false }
		for _, c := range []struct {
			moment time.Time
			want   workgroup.GroupActivity
		}{
			{at(20, 8), workgroup.GroupActivity{LastDay: "2026-11-07", Last: at(7, 8), Source: workgroup.FromLastMessage, ObservedAt: at(8, 8)}},
			{at(5, 9), workgroup.GroupActivity{LastDay: "2026-11-04", Last: at(4, 8), Source: workgroup.FromMember, Account: "a", ObservedAt: at(5, 8)}},
			{at(3, 9), workgroup.GroupActivity{LastDay: "2026-11-02", Last: at(2, 8), Source: workgroup.FromMember, Account: "old", ObservedAt: at(3, 8)}},
		} {
			same(t, c.want, got(s.LastActivity(t.Context(), []string{"G1"}, c.moment.In(shanghai), robot))(t)["G1"])
		}
	})
}

func TestAClaimedRosterGivesWayToANewerOne(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		key := workgroup.UnfiledKey("QQ", "8001")
		r := spoke(row(key, "a", "张伟", at(5, 8)), at(4, 8))
		r.Platform, r.Number = "QQ", "8001"
		bring{members: []intake.MemberRow{r}}.into(t, s)
		groups := intake.Batch{intake.Groups: intake.GroupRecords.Pack(workgroup.Group{Code: "G1", Platform: "QQ", Number: "8001"})}
		bring{batch: groups, members: []intake.MemberRow{row("G1", "b", "李娜", at(10, 8))}}.into(t, s)
		same(t, []string{"b"}, accounts(membersIn(t, s, "G1")))
		same(t, 0, len(membersIn(t, s, key)))
		found := got(s.LastActivity(t.Context(), []string{"G1"}, at(20, 8), func(string, string) bool { return false }))(t)
		same(t, at(4, 8), found["G1"].Last)
	})
}
