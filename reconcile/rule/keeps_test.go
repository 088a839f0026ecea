package rule

import (
	"testing"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// An explanation says why a county rule finds nothing, with the figures.
func TestWhyACountyRuleFindsNothing(t *testing.T) {
	unit := func(code string) ledger.Subject { return ledger.Subject{Type: ledger.SubjectUnit, Code: code} }
	one := ledger.Subject{Type: ledger.SubjectGroup, Group: "G1"}
	sit := func(s *countyScene) {
		s.group("G1", "U1")
		s.members = map[string][]string{"G1": {"P1"}}
		s.policy.Member.MaxGroupsPerPerson = 3
	}
	for _, c := range []struct {
		rule  string
		about ledger.Subject
		set   func(*countyScene)
		want  string
		facts any
	}{
		{UnitQuota, unit("U1"), func(s *countyScene) { s.policy.Quota = quotaOf(2) }, "within_limit", overQuota{Count: 1, Limit: 2, Headcount: 2}},
		{UnitQuota, unit("U11"), func(s *countyScene) { s.policy.Quota = quotaOf(2) }, "with_own_unit", nil},
		{UnitQuota, unit("U1"), func(s *countyScene) { s.policy.Quota = nil }, "no_limit", nil},
		{UnitQuota, unit("U1"), func(s *countyScene) { s.policy.Quota = quotaOf(0); staged("2026-12-01")(&s.groups[0]) }, "within_limit_soon", overQuota{Count: 1, Headcount: 2}},
		{UnitRulesMissing, unit("U1"), func(s *countyScene) { s.policy.UnitRules = false }, "not_required", nil},
		{UnitRulesMissing, unit("U1"), func(s *countyScene) {
			s.policy.UnitRules = true
			u := s.units["U1"]
			u.RulesText = "办法"
			s.units["U1"] = u
		}, "on_file", nil},
		{GroupFilingMissing, one, func(s *countyScene) { s.policy.Group.FilingRequired = false }, "not_required", nil},
		{GroupFilingMissing, one, func(s *countyScene) { s.policy.Group.FilingRequired = true; s.groups[0].Filing = "BA1" }, "on_file", nil},
		{GroupName, one, func(*countyScene) {}, "fits", nil},
		{GroupName, one, func(s *countyScene) {
			s.groups[0].Name, s.groups[0].State = "🔥", workgroup.StateFrozen
		}, "not_live", nil},
		{GroupName, one, func(s *countyScene) {
			s.groups[0].Name, s.policy.Group.Naming.ExemptCategories = "🔥", []string{"政务服务"}
		}, "category_not_judged", nil},
		{PersonOverload, ledger.Subject{Type: ledger.SubjectPerson, Person: "P1"}, func(*countyScene) {}, "within_limit", overload{ManyGroups{"G1"}, 3}},
		{UnitCountyWide, unit("U1"), func(s *countyScene) { s.groups[0].Reach = reachCounty }, "within_limit", countyWideGroups{Limit: 1, Groups: ManyGroups{"G1"}}},
		{UnitInternal, unit("U11"), func(*countyScene) {}, "with_own_unit", nil},
	} {
		t.Run(c.rule+" "+c.want, func(t *testing.T) {
			s := newCountyScene(t)
			sit(s)
			c.set(s)
			got := answersOf(s.snapshot(), Of(c.rule), c.about, func(o ledger.Subject) bool { return o == c.about })
			if len(got) != 1 || got[0].Outcome != Clear || got[0].Reason != c.want {
				t.Fatalf("the explanation is %+v, want %s", got, c.want)
			}
			if want, have := string(encode(c.facts)), string(encode(got[0].Evidence)); c.facts != nil && want != have {
				t.Errorf("its figures are %s, want %s", have, want)
			}
		})
	}
}
