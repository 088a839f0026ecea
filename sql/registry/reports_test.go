package registry

import (
	"testing"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// importGroups publishes groups as of a moment.
func importGroups(t *testing.T, s *Store, when time.Time, groups ...workgroup.Group) {
	t.Helper()
	st := got(s.NewStage(t.Context()))(t)
	must(t, st.Settle(t.Context(), func(intake.RosterChange) (intake.Disposition, error) { return "", nil }))
	_, err := st.Publish(t.Context(), intake.Batch{intake.Groups: intake.GroupRecords.Pack(groups...)}, intake.ImportInfo{At: when, WrittenAt: when})
	must(t, err)
	must(t, st.Close())
}

func TestAGroupsHistoryIsEveryVersionItHad(t *testing.T) { // covers S13.3
	each(t, func(t *testing.T, s *Store) {
		first := workgroup.Group{
			Code: "G1", Platform: "微信", Number: "n1", Name: "防汛群", Purpose: "防汛", Category: "政务服务", Unit: "U1", Owner: "P1",
			Admins: []string{"P2", "P3"}, FoundedOn: "2026-01-02", Staged: true, EndsOn: "2026-12-31", Filing: "BA1", State: "正常",
		}
		second := first
		second.Name, second.Owner, second.Admins, second.Staged, second.EndsOn, second.Purpose = "防汛抗旱群", "", nil, false, "", "抗旱"
		third := second
		third.State, third.MergedInto, third.DissolvedOn, third.Admins = "已合并", "G2", "2026-11-09", []string{"P4"}
		importGroups(t, s, at(2, 9), first, workgroup.Group{Code: "G2", Platform: "QQ", Name: "b", Unit: "U2"})
		importGroups(t, s, at(5, 9), second)
		importGroups(t, s, at(5, 9), second) // nothing new
		importGroups(t, s, at(10, 9), third)
		// Purpose is not dated: every version has today's.
		first.Purpose = second.Purpose
		same(t, []workgroup.GroupVersion{
			{Group: first, From: at(2, 9)},
			{Group: second, From: at(5, 9)},
			{Group: third, From: at(10, 9)},
			{Group: workgroup.Group{Code: "G2", Platform: "QQ", Name: "b", Unit: "U2"}, From: at(2, 9)},
		}, got(s.GroupHistory(t.Context()))(t))
	})
}

func TestAnImportUnderAnEarlierMomentDoesNotTurnHistoryAround(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		g := workgroup.Group{Code: "G1", Platform: "微信", Name: "a", Unit: "U1"}
		importGroups(t, s, at(5, 9), g)
		g.Name = "b"
		importGroups(t, s, at(8, 9), g)
		g.Name = "c"
		importGroups(t, s, at(6, 9), g) // written last, pretends to be earlier
		history := got(s.GroupHistory(t.Context()))(t)
		var names []string
		for _, v := range history {
			names = append(names, v.Name+v.From.Format("02"))
		}
		same(t, []string{"a05", "c08"}, names)
	})
}

func TestMembersWhoLeftAreCounted(t *testing.T) { // covers S4.4
	each(t, func(t *testing.T, s *Store) {
		days := []struct {
			day      int
			accounts []string
		}{
			{2, []string{"wx_a", "wx_b", "wx_c", "@张伟", "@李娜", "@王芳"}},
			{4, []string{"wx_a", "wx_c", "@张伟局长", "@李娜", "@王芳"}}, // b leaves; 张伟 has a new card
			{6, []string{"wx_a", "wx_b", "@张伟局长", "@李娜"}},        // b is back, c and 王芳 leave
			{8, []string{"wx_b", "@张伟局长", "@李娜"}},                // a leaves
		}
		importGroups(t, s, at(1, 9), workgroup.Group{Code: "G1", Platform: "微信", Name: "a", Unit: "U1"})
		for _, d := range days {
			var b bring
			for _, a := range d.accounts {
				b.members = append(b.members, row("G1", a, "", at(d.day, 9)))
			}
			b.into(t, s)
		}
		for _, c := range []struct {
			name  string
			after int
			until int
			want  map[string]int
		}{
			{"all: a, c and 王芳; the new card is no loss", 1, 30, map[string]int{"G1": 3}},
			{"up to the fifth only b was gone", 1, 5, map[string]int{"G1": 1}},
			{"between, c and 王芳", 5, 7, map[string]int{"G1": 2}},
			{"afterwards nobody", 9, 30, map[string]int{}},
		} {
			t.Run(c.name, func(t *testing.T) {
				same(t, c.want, got(s.MembersLeft(t.Context(), at(c.after, 0), at(c.until, 0)))(t))
			})
		}
	})
}

func TestWhatPeopleWereToldIsGivenWithItsMoment(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		sent, twice, room, waiting := pending("a"), pending("b"), pending("c"), pending("d")
		sent.SentAt, sent.ToldAt, sent.State = at(20, 10), at(20, 10), outbox.Sent
		twice.ToldAt, twice.State = at(21, 10), outbox.Uncertain
		room.Recipient, room.SentAt = notify.Recipient{Type: notify.ToGroup, Code: "G1"}, at(20, 10)
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{sent, twice, room, waiting}))
		told := func(after, until time.Time) []string {
			var list []string
			must(t, s.EachPersonNotice(t.Context(), after, until, func(person string, at time.Time) error {
				list = append(list, person+" "+at.In(shanghai).Format("02 15:04"))
				return nil
			}))
			return list
		}
		same(t, []string{sent.Recipient.Code + " 20 10:00", twice.Recipient.Code + " 21 10:00"}, told(time.Time{}, at(30, 0)))
		same(t, []string{twice.Recipient.Code + " 21 10:00"}, told(at(20, 10), at(30, 0)))
		same(t, []string{sent.Recipient.Code + " 20 10:00"}, told(at(20, 9), at(20, 10)))
	})
}

func TestStepsAreGivenByCaseUpToAMoment(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 2)
		k := allCases(t, s)[0]
		later := k
		later.State = ledger.Handling
		must(t, s.TakeStep(t.Context(), k, later, ledger.Step{At: at(22, 9), State: ledger.Handling, By: "P1", Reason: "step", Note: "在改"}))
		steps := func(until time.Time) []string {
			var list []string
			must(t, s.EachStep(t.Context(), until, func(p ledger.Step) error {
				list = append(list, string(p.State)+p.Note)
				return nil
			}))
			return list
		}
		same(t, []string{"foundno_candidate", "handling在改", "foundno_candidate"}, steps(at(22, 9)))
		same(t, []string{"foundno_candidate", "foundno_candidate"}, steps(at(22, 8)))
	})
}
