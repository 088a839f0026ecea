package rule

import (
	"fmt"
	"testing"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

type wg = workgroup.Group

func staged(until workgroup.Date) func(*wg) {
	return func(g *wg) { g.Staged, g.EndsOn = true, until }
}

func category(c string) func(*wg) { return func(g *wg) { g.Category = c } }
func reach(r string) func(*wg)    { return func(g *wg) { g.Reach = r } }

// quotaOf allows the number of groups to every unit.
func quotaOf(groups int) []policy.Quota { return []policy.Quota{{Groups: groups}} }

func seenOn(day workgroup.Date) workgroup.GroupActivity { return workgroup.GroupActivity{LastDay: day} }

func TestQuota(t *testing.T) { // covers S1.9, S2.1
	ten, eleven := 10, 11
	bounded := []policy.Quota{{HeadcountMax: &ten, Groups: 1}, {HeadcountMin: &eleven, Groups: 2}, {Groups: 0}}
	three := func(s *countyScene) {
		s.policy.Quota = quotaOf(2)
		s.group("G1", "U1")
		s.group("G2", "U11")
		s.group("G3", "U1")
	}
	testCounty(t, UnitQuota, []string{"count", "limit", "over"}, []countyCase{
		{"sections count with their unit", three, []string{"U1 3 2 [G1]"}},
		{"as many as are allowed are fine", func(s *countyScene) { three(s); s.policy.Quota = quotaOf(3) }, nil},
		{"without an entry there is no quota", func(s *countyScene) { three(s); s.policy.Quota = nil }, nil},
		{"an entry of another kind does not fit", func(s *countyScene) { three(s); s.policy.Quota[0].UnitKinds = []string{"乡镇"} }, nil},
		{"the first entry that fits counts", func(s *countyScene) {
			three(s)
			s.policy.Quota = []policy.Quota{{UnitKinds: []string{"县直部门"}, Groups: 3}, {Groups: 1}}
		}, nil},
		{"uncounted categories are outside", func(s *countyScene) { three(s); s.groups[0].Category = "日常交流" }, nil},
		{"groups that are not live are outside", func(s *countyScene) { three(s); s.groups[0].State = workgroup.StateFrozen }, nil},
		{"groups of an unknown unit belong to none", func(s *countyScene) { three(s); s.groups[0].Unit = "U9" }, nil},
		{"the upper bound is inclusive", func(s *countyScene) { three(s); s.policy.Quota = bounded; s.headcount(10) }, []string{"U1 3 1 [G1,G2]"}},
		{"and so is the lower one", func(s *countyScene) { three(s); s.policy.Quota = bounded; s.headcount(11) }, []string{"U1 3 2 [G1]"}},
		{"without 人数 the people in service count, those of sections too", func(s *countyScene) {
			three(s)
			s.policy.Quota = bounded
			for i := range 9 {
				s.person(fmt.Sprintf("P8%d", i), "U11", "")
			}
		}, []string{"U1 3 2 [G1]"}},
		{"without anybody only an entry without bounds fits", func(s *countyScene) {
			three(s)
			s.policy.Quota = bounded
			clear(s.people)
		}, []string{"U1 3 0 [G1,G2,G3]"}},
		{"one that ends within fourteen days brings it to the quota", func(s *countyScene) { three(s); staged("2026-12-07")(&s.groups[0]) }, nil},
		{"one that ends later does not", func(s *countyScene) { three(s); staged("2026-12-08")(&s.groups[0]) }, []string{"U1 3 2 [G1]"}},
		{"one that ends today still does", func(s *countyScene) { three(s); staged("2026-11-23")(&s.groups[0]) }, nil},
		{"one that ended yesterday does not", func(s *countyScene) { three(s); staged("2026-11-22")(&s.groups[0]) }, []string{"U1 3 2 [G1]"}},
		{"an end date of a standing group means nothing", func(s *countyScene) { three(s); s.groups[0].EndsOn = "2026-11-30" }, []string{"U1 3 2 [G1]"}},
		{"least used first: oldest activity, unknown last, then fewest members, then code", func(s *countyScene) {
			s.policy.Quota = quotaOf(1)
			for _, c := range []string{"G1", "G2", "G3", "G4", "G5", "G6"} {
				s.group(c, "U1")
			}
			s.activity["G5"], s.activity["G4"] = seenOn("2026-10-01"), seenOn("2026-09-01")
			s.members["G3"], s.members["G2"] = []string{"P1", "P2"}, []string{"P1", "P2", "wx_x"}
		}, []string{"U1 6 1 [G4,G5,G3,G2,G1]"}},
	})
}

func (s *countyScene) headcount(n int) {
	u := s.units["U1"]
	u.Headcount = n
	s.units["U1"] = u
}

func TestCountyWide(t *testing.T) { // covers S1.7
	testCounty(t, UnitCountyWide, []string{"reasons", "groups"}, []countyCase{
		{"one is allowed", func(s *countyScene) { s.group("G1", "U1", reach("全县")) }, nil},
		{"two are not", func(s *countyScene) { s.group("G1", "U1", reach("全县")); s.group("G2", "U1", reach("全县")) }, []string{"U1 [too_many] [G1,G2]"}},
		{"a section may have none, and its unit is not over by it", func(s *countyScene) { s.group("G1", "U11", reach("全县")) }, []string{"U11 [forbidden_kind] [G1]"}},
		{"a section's counts with its unit", func(s *countyScene) {
			s.group("G1", "U1", reach("全县"))
			s.group("G2", "U11", reach("全县"))
		}, []string{"U1 [too_many] [G1,G2]", "U11 [forbidden_kind] [G2]"}},
		{"a topmost section has one case for both", func(s *countyScene) {
			s.units["U3"] = workgroup.Unit{Code: "U3", Name: "扶贫办", Kind: "二级单位"}
			s.group("G1", "U3", reach("全县"))
			s.group("G2", "U3", reach("全县"))
		}, []string{"U3 [forbidden_kind,too_many] [G1,G2]"}},
		{"uncounted and ended ones do not count", func(s *countyScene) {
			s.group("G1", "U1", reach("全县"))
			s.group("G2", "U1", reach("全县"), category("党员交流"))
			s.group("G3", "U11", reach("全县"), func(g *wg) { g.State = workgroup.StateDissolved })
		}, nil},
		{"other reaches do not count", func(s *countyScene) { s.group("G1", "U1", reach("全县")); s.group("G2", "U11") }, nil},
	})
}

func TestInternal(t *testing.T) { // covers S1.9
	inside := func(c string) func(*wg) {
		return func(g *wg) { g.Reach, g.Category = "单位内部", c }
	}
	testCounty(t, UnitInternal, []string{"groups"}, []countyCase{
		{"the categories count together", func(s *countyScene) {
			s.group("G1", "U1", inside("党政工作"))
			s.group("G2", "U1", inside("综合"))
		}, []string{"U1 [G1,G2]"}},
		{"one is allowed", func(s *countyScene) { s.group("G1", "U1", inside("综合")) }, nil},
		{"a section's own does not count", func(s *countyScene) { s.group("G1", "U1", inside("综合")); s.group("G2", "U11", inside("综合")) }, nil},
		{"two of a section are no matter of this rule", func(s *countyScene) { s.group("G1", "U11", inside("综合")); s.group("G2", "U11", inside("综合")) }, nil},
		{"other categories do not count", func(s *countyScene) {
			s.group("G1", "U1", inside("综合"))
			s.group("G2", "U1", inside("专项工作"))
		}, nil},
		{"other reaches do not count", func(s *countyScene) {
			s.group("G1", "U1", inside("综合"))
			s.group("G2", "U1", category("综合"), reach("跨单位"))
		}, nil},
		{"uncounted ones that are live count", func(s *countyScene) {
			s.policy.Group.UncountedCategories = []string{"综合"}
			s.group("G1", "U1", inside("综合"))
			s.group("G2", "U1", inside("综合"))
		}, []string{"U1 [G1,G2]"}},
	})
}

func TestUnitRules(t *testing.T) { // covers S1.18
	with := func(text string, brought workgroup.ColumnsSeen) func(*countyScene) {
		return func(s *countyScene) {
			s.policy.UnitRules = true
			for code, u := range s.units {
				u.RulesText, u.ColumnsSeen = text, brought
				s.units[code] = u
			}
		}
	}
	testCounty(t, UnitRulesMissing, nil, []countyCase{
		{"own units without a text are asked for one, sections are not", with("", workgroup.ColumnRulesText), []string{"U1", "U2"}},
		{"a text is enough", with("微信群管理制度", workgroup.ColumnRulesText), nil},
		{"without the column nobody can tell", with("", ""), []string{"U1 ?no_rules_column", "U2 ?no_rules_column"}},
		{"a policy that does not ask opens nothing", func(s *countyScene) { with("", workgroup.ColumnRulesText)(s); s.policy.UnitRules = false }, nil},
	})
}

// covers S11.1, S11.5
func TestAQuotaThatTimeAloneBringsAboutIsForeseen(t *testing.T) {
	s := newCountyScene(t)
	s.policy.Quota = []policy.Quota{{Groups: 1}}
	ends := func(day workgroup.Date) func(*workgroup.Group) {
		return func(g *workgroup.Group) { g.Staged, g.EndsOn = true, day }
	}
	s.groups = nil
	s.group("G1", "U1")
	s.group("G2", "U11", ends("2026-12-01"))
	s.group("G3", "U1", ends("2026-12-05"))
	want := QuotaForecast{Unit: "U1", Count: 3, Limit: 1, Ending: 2, By: "2026-12-05"}
	if got := QuotaForecasts(s.snapshot())["U1"]; got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	s.groups[1].EndsOn = "2026-11-01" // over its end already: no day of its end is known
	if got, ok := QuotaForecasts(s.snapshot())["U1"]; ok {
		t.Errorf("one is not enough: %+v", got)
	}
	s.groups = s.groups[:1]
	if got, ok := QuotaForecasts(s.snapshot())["U1"]; ok {
		t.Errorf("a unit that keeps its quota: %+v", got)
	}
}
