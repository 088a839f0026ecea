package rule

import (
	"testing"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

func TestRebound(t *testing.T) { // covers S9.8
	named := func(name string) func(*wg) { return func(g *wg) { g.Name = name } }
	founded := func(day workgroup.Date) func(*wg) { return func(g *wg) { g.FoundedOn = day } }
	ended := func(day workgroup.Date) func(*wg) {
		return func(g *wg) { g.State, g.DissolvedOn = "已解散", day }
	}
	// One matter under two names: G1 ended, G2 lives.
	twins := func(old, young workgroup.Date) func(*countyScene) {
		return func(s *countyScene) {
			s.group("G1", "U1", named("水利局防汛工作群"), founded("2025-01-01"), ended(old))
			s.group("G2", "U11", named("防汛群"), founded(young))
		}
	}
	plain := twins("2026-06-01", "2026-06-15")
	change := func(i int, more func(*wg)) func(*countyScene) {
		return func(s *countyScene) { plain(s); more(&s.groups[i]) }
	}
	people := func(more func(*countyScene)) func(*countyScene) {
		return func(s *countyScene) {
			change(1, named("水利局抢险群"))(s)
			s.members["G1"] = []string{"a", "b", "c", "d", "e"}
			s.members["G2"] = []string{"a", "b", "c", "d", "f", "g"} // 4 of 7
			s.policy.Overlap.Jaccard = 0.57
			if more != nil {
				more(s)
			}
		}
	}
	testCounty(t, GroupRebound, []string{"reason", "ended_group"}, []countyCase{
		{"the same core name, also in a section of the unit", plain, []string{"G2 name G1"}},
		{"founded thirty days before the end", twins("2026-06-01", "2026-05-02"), []string{"G2 name G1"}},
		{"founded thirty-one days before it", twins("2026-06-01", "2026-05-01"), nil},
		{"founded 180 days after the end", twins("2026-05-01", "2026-10-28"), []string{"G2 name G1"}},
		{"founded 181 days after it", twins("2026-05-01", "2026-10-29"), nil},
		{"another unit's group is another matter", change(1, func(g *wg) { g.Unit = "U2" }), nil},
		{"what merged into the group is no rebound", change(0, func(g *wg) { g.State, g.MergedInto = "已合并", "G2" }), nil},
		{"what merged into another one is", change(0, func(g *wg) { g.State, g.MergedInto = "已合并", "G9" }), []string{"G2 name G1"}},
		{"an end without a date", change(0, func(g *wg) { g.DissolvedOn = "" }), nil},
		{"an end in the future has not come", twins("2026-11-24", "2026-11-20"), nil},
		{"a founding in the future has not come", twins("2026-11-20", "2026-11-24"), nil},
		{"a group that is not live is no rebound", change(1, func(g *wg) { g.State = "冻结" }), nil},
		{"another number is another matter", func(s *countyScene) {
			change(0, named("水利局防汛工作群(1)"))(s)
			s.groups[1].Name = "防汛群(2)"
		}, nil},
		{"one number alone is the same", change(1, named("防汛群(2)")), []string{"G2 name G1"}},
		{"categories that are rebuilt by rule", func(s *countyScene) {
			plain(s)
			s.policy.Upkeep = []policy.Upkeep{{ID: "rebuild", Categories: []string{"政务服务"}}}
		}, nil},
		{"another upkeep rebuilds nothing", func(s *countyScene) {
			plain(s)
			s.policy.Upkeep = []policy.Upkeep{{ID: "archive", Categories: []string{"政务服务"}}}
		}, []string{"G2 name G1"}},
		{"a filing approved after the end", func(s *countyScene) {
			plain(s)
			s.filings = []workgroup.Filing{{Code: "BA-1", Group: "G2", ApprovedOn: "2026-06-02"}}
		}, nil},
		{"named by the group's own 备案编号", func(s *countyScene) {
			change(1, func(g *wg) { g.Filing = "BA-1" })(s)
			s.filings = []workgroup.Filing{{Code: "BA-1", ApprovedOn: "2026-06-02"}}
		}, nil},
		{"a filing of the day of the end is not younger", func(s *countyScene) {
			plain(s)
			s.filings = []workgroup.Filing{{Code: "BA-1", Group: "G2", ApprovedOn: "2026-06-01"}}
		}, []string{"G2 name G1"}},
		{"without 建群日期 the first import, where the unit had groups before it", func(s *countyScene) {
			change(1, founded(""))(s)
			s.first["G1"], s.first["G2"] = at("2026-05-01 09:00"), at("2026-06-15 09:00")
		}, []string{"G2 name G1"}},
		{"in a unit's first import every group looks new", func(s *countyScene) {
			change(1, founded(""))(s)
			s.first["G1"], s.first["G2"] = at("2026-06-15 09:00"), at("2026-06-15 17:00")
		}, nil},
		{"the same people in another name", people(nil), []string{"G2 people G1"}},
		{"too few of them", people(func(s *countyScene) { s.policy.Overlap.Jaccard = 0.58 }), nil},
		{"another category and no purpose", people(func(s *countyScene) { s.groups[1].Category = "专项工作" }), nil},
		{"another category and the same purpose", people(func(s *countyScene) {
			s.groups[1].Category = "专项工作"
			s.groups[0].Purpose, s.groups[1].Purpose = "防汛值守", "防汛 值守"
		}), []string{"G2 people G1"}},
		{"a group that is too small to compare", people(func(s *countyScene) { s.policy.Overlap.MinMembers = 6 }), nil},
		{"name before people, then the latest end, then code", func(s *countyScene) {
			plain(s)
			s.group("G0", "U1", named("防汛联络群"), founded("2025-01-01"), ended("2026-06-10"))
			s.group("G3", "U1", named("水利局防汛群"), founded("2025-01-01"), ended("2026-06-10"))
		}, []string{"G2 name G0"}},
	})
}
