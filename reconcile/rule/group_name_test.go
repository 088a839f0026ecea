package rule

import (
	"testing"
	"time"
)

func TestNames(t *testing.T) { // covers S1.8, S8.1
	named := func(name string, more ...func(*wg)) func(*wg) {
		return func(g *wg) {
			g.Name = name
			for _, m := range more {
				m(g)
			}
		}
	}
	coded := func(s *countyScene) {
		s.policy.Group.Naming.Code = `^(?P<org>\w{3})-(?P<dept>\w)(?P<seq>\d{2})`
	}
	testCounty(t, GroupName, []string{"reasons", "offending"}, []countyCase{
		{"everything that holds is a reason, and what offends is shown", func(s *countyScene) { s.group("G1", "U1", named("🔥防 汛🔥组")) }, []string{"G1 [prefix,suffix,blank,characters] [🔥]"}},
		{"a name by the rule", func(s *countyScene) { s.group("G1", "U11", named("水利局防汛群")) }, nil},
		{"uncounted groups have names too", func(s *countyScene) { s.group("G1", "U1", named("防汛"), category("日常交流")) }, []string{"G1 [prefix,suffix] []"}},
		{"groups that are not live are not judged", func(s *countyScene) {
			s.group("G1", "U1", named("防汛", func(g *wg) { g.State = "已解散" }))
			s.group("G2", "U1", named("防汛", func(g *wg) { g.State = "待批" }))
		}, nil},
		{"exempt categories are not judged, but hold their codes", func(s *countyScene) {
			coded(s)
			s.policy.Group.Naming.ExemptCategories = []string{"专项工作"}
			s.group("G1", "U1", named("BH1-K01水利局群", category("专项工作")))
			s.group("G2", "U1", named("BH1-K01水利局防汛群", func(g *wg) { g.FoundedOn = "2026-06-01" }))
			s.group("G3", "U1", named("乱写", category("专项工作")))
		}, []string{"G2 [code_taken] []"}},
		{"a code is the older group's: 建群日期, else the first import", func(s *countyScene) {
			coded(s)
			s.group("G1", "U1", named("BH1-K01水利局甲群"))
			s.group("G2", "U1", named("BH1-K01水利局乙群", func(g *wg) { g.FoundedOn = "2026-05-01" }))
			s.first = map[string]time.Time{"G1": at("2026-06-01 09:00"), "G2": at("2026-06-01 09:00")}
		}, []string{"G1 [code_taken] []"}},
	})
	s := newCountyScene(t)
	s.group("G1", "U1", named("清河县水利局防汛🔥"))
	s.group("G2", "U1", named("清河县水利局防汛☆"))
	s.group("G3", "U1", named("清河县水利局防汛群"))
	proposed := map[string]bool{"清河县水利局防汛群": true}
	for _, r := range judgeGroupNames(s.snapshot()) {
		e, ok := r.Evidence.(badName)
		if !ok || e.Proposed == "" || proposed[e.Proposed] {
			t.Errorf("%s: proposed %q, which is empty or another's", r.Subject.Group, e.Proposed)
		}
		proposed[e.Proposed] = true
	}
	if len(proposed) != 3 {
		t.Errorf("proposals %v, want two beside the name that is in use", proposed)
	}
}
