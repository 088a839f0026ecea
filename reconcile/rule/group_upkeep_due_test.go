package rule

import (
	"testing"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

func TestUpkeep(t *testing.T) { // covers S1.17, S8.4, S8.5, S8.12
	every := func(period string, categories ...string) func(*countyScene) {
		return func(s *countyScene) {
			s.policy.Upkeep = []policy.Upkeep{{ID: "archive", Title: "归档", Every: period, Categories: categories, Within: policy.Span{N: 10, Unit: "wd"}, Clause: "S8.12"}}
			s.group("G1", "U1", func(g *wg) { g.FoundedOn = "2020-01-01" })
		}
	}
	quarterly := every("quarter")
	and := func(more func(*countyScene)) func(*countyScene) {
		return func(s *countyScene) { quarterly(s); more(s) }
	}
	confirmed := func(group, task string, since workgroup.Date, moment string) func(*countyScene) {
		return and(func(s *countyScene) {
			s.decisions = append(s.decisions, workgroup.Decision{Group: group, What: workgroup.UpkeepDone(task), On: since, At: at(moment)})
		})
	}
	founded := func(day workgroup.Date) func(*countyScene) {
		return and(func(s *countyScene) { s.groups[0].FoundedOn = day })
	}
	due := []string{"G1:archive 2026-Q4 2026-10-01"}
	testCounty(t, GroupUpkeepDue, []string{"period", "since"}, []countyCase{
		{"a quarter", quarterly, due},
		{"a week begins on Monday", every("week"), []string{"G1:archive 2026-W48 2026-11-23"}},
		{"a month", every("month"), []string{"G1:archive 2026-11 2026-11-01"}},
		{"a year", every("year"), []string{"G1:archive 2026 2026-01-01"}},
		{"once from the known age", every("once"), []string{"G1:archive once 2020-01-01"}},
		{"nothing is asked of other categories", every("quarter", "核心业务"), nil},
		{"of its own it is", every("quarter", "政务服务"), due},
		{"founded on the first day", founded("2026-10-01"), due},
		{"founded on the second", founded("2026-10-02"), nil},
		{"without 建群日期 the first import tells", and(func(s *countyScene) {
			s.groups[0].FoundedOn, s.first["G1"] = "", at("2026-10-02 09:00")
		}), nil},
		{"uncounted groups have upkeep too", and(func(s *countyScene) { s.groups[0].Category = "日常交流" }), due},
		{"a group that is not live has none", and(func(s *countyScene) { s.groups[0].State = "已解散" }), nil},
		{"one that was not live on the first day has none yet", and(func(s *countyScene) {
			frozen := s.groups[0]
			frozen.State = "冻结"
			s.before, s.since = map[string]wg{"G1": frozen}, at("2026-10-02 09:00")
		}), nil},
		{"one that was live again on the first day has", and(func(s *countyScene) {
			frozen := s.groups[0]
			frozen.State = "冻结"
			s.before, s.since = map[string]wg{"G1": frozen}, at("2026-10-01 17:00")
		}), due},
		{"confirmed for the period", confirmed("G1", "archive", "2026-10-01", "2026-10-05 09:00"), nil},
		{"confirmed for the one before", confirmed("G1", "archive", "2026-07-01", "2026-10-05 09:00"), due},
		{"another group's", confirmed("G2", "archive", "2026-10-01", "2026-10-05 09:00"), due},
		{"another task's", confirmed("G1", "files", "2026-10-01", "2026-10-05 09:00"), due},
		{"confirmed after the moment", confirmed("G1", "archive", "2026-10-01", "2026-11-23 09:01"), due},
	})

	s := newCountyScene(t)
	quarterly(s)
	w := s.snapshot()
	k := ledger.Case{Rule: GroupUpkeepDue, Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: "G1", Code: "G1:archive"}, Evidence: []byte(`{"task":"archive","since":"2026-10-01"}`)}
	if got := Cited(w.Policy, k); got != "S8.12" {
		t.Errorf("clause %s, want the task's", got)
	}
	d := Deadline{Policy: w.Policy, Days: calendar.China().For(), Day: w.Day}
	if got := DueOn(k, d); got != "2026-12-07" {
		t.Errorf("due on %s, want ten working days after the opening", got)
	}
	if d.Day = "2026-10-01"; DueOn(k, d) != "2026-10-20" {
		t.Errorf("due on %s, want ten working days after the period's start, one of them Saturday the 10th", DueOn(k, d))
	}
	c := JudgeCounty(JobGroupCheck, w)
	if v := c.VerdictOf(k); v.Outcome != Violated {
		t.Errorf("%+v", v)
	}
	w.Policy.Upkeep = nil
	if v := JudgeCounty(JobGroupCheck, w).VerdictOf(k); v.Outcome != Clear || !v.ByPolicy() {
		t.Errorf("a task that the policy dropped: %+v", v)
	}
}
