package rule

import (
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// The packs' values about groups, units, people, accounts and apps are judged: each row is a value of
// a pack, by its clause, with the cases that it makes and those that it leaves alone.
//
// covers S1.5, S1.7, S1.8, S1.9, S2.1, S3.1, S3.3, S4.1, S5.2, S5.10, S8.1, S8.2, S8.4, S8.5, S8.9, S8.12, S9.1, S9.8, S9.9, S11.1, S11.2, S11.3, S11.6, S12.1, S12.3
func TestWhatThePacksSayIsJudged(t *testing.T) {
	many := func(n int, unit string, change ...func(*wg)) func(*countyScene) {
		return func(s *countyScene) {
			for i := range n {
				s.group(fmt.Sprintf("G%02d", i), unit, change...)
			}
		}
	}
	kind := func(kind string, headcount int, then func(*countyScene)) func(*countyScene) {
		return func(s *countyScene) {
			u := s.units["U1"]
			u.Kind, u.Headcount = kind, headcount
			s.units["U1"] = u
			then(s)
		}
	}
	member := func(post, category string) func(*countyScene) {
		return func(s *countyScene) {
			s.person("P9", "U2", post)
			s.group("G1", "U1", func(g *wg) { g.Category = category })
			s.members["G1"] = []string{"P9"}
		}
	}
	owned := func(category, post string) func(*countyScene) {
		return func(s *countyScene) {
			s.person("P8", "U1", post)
			s.person("P9", "U1", "董秘")
			s.group("G1", "U1", func(g *wg) { g.Category, g.Owner, g.Admins = category, "P8", []string{"P9"} })
		}
	}
	named := func(name string) func(*countyScene) {
		return func(s *countyScene) { s.group("G1", "U1", func(g *wg) { g.Name = name }) }
	}
	accounts := func(n int, platform string, change ...func(*workgroup.OfficialAccount)) func(*countyScene) {
		return func(s *countyScene) {
			for i := range n {
				a := workgroup.OfficialAccount{Code: fmt.Sprintf("A%d", i), Platform: platform, Name: "平湖", Unit: "U1", Followers: 900, Posts30: 9, HoursMonth: -1, LastPostOn: "2026-11-20", Filing: fmt.Sprint(i % 2)}
				for _, c := range change {
					c(&a)
				}
				s.accounts = append(s.accounts, a)
			}
		}
	}
	apps := func(change ...func(*workgroup.App)) func(*countyScene) {
		return func(s *countyScene) { s.runs("X1", "U1", change...) }
	}
	filedBeside := func(then func(*countyScene)) func(*countyScene) { // a registry that knows filings at all
		return func(s *countyScene) { then(s); s.group("GZ", "U1", func(g *wg) { g.Filing = "BA-1" }) }
	}
	for _, c := range []struct {
		pack, clause, rule, name string
		set                      func(*countyScene)
		want                     []string
	}{
		{"yuelu", "S11.1", UnitQuota, "20 people, 4 groups", kind("区直部门", 20, many(4, "U1")), []string{"U1"}},
		{"yuelu", "S11.1", UnitQuota, "20 people, 3 groups", kind("区直部门", 20, many(3, "U1")), nil},
		{"yuelu", "S11.1", UnitQuota, "21 people, 5 groups", kind("区直部门", 21, many(5, "U1")), nil},
		{"yuelu", "S11.1", UnitQuota, "99 people, 6 groups", kind("区直部门", 99, many(6, "U1")), []string{"U1"}},
		{"yuelu", "S11.1", UnitQuota, "100 people, 10 groups", kind("区直部门", 100, many(10, "U1")), nil},
		{"yuelu", "S11.1", UnitQuota, "100 people, 11 groups", kind("区直部门", 100, many(11, "U1")), []string{"U1"}},
		{"yuelu", "S11.1", UnitQuota, "a street with 11", kind("街道", 0, many(11, "U1")), []string{"U1"}},
		{"yuelu", "S11.1", UnitQuota, "a village with 2", kind("村", 0, many(2, "U1")), []string{"U1"}},
		{"yuelu", "S11.1", UnitQuota, "a community with 1", kind("社区", 0, many(1, "U1")), nil},
		{"yuelu", "S11.2", UnitQuota, "groups of party members do not count", kind("村", 0, many(2, "U1", category("党员交流"))), nil},
		{"yuelu", "S11.2", UnitQuota, "nor those for chatting", kind("村", 0, many(2, "U1", category("日常交流"))), nil},
		{"yuelu", "S11.2", UnitQuota, "nor those for citizens", kind("村", 0, many(2, "U1", category("便民服务"))), nil},
		{"yuelu", "S11.3", PersonProtected, "a village head in a group for a line of work", member("村支书", "安全生产"), []string{"G1"}},
		{"yuelu", "S11.6", PersonProtected, "in one for party work", member("村支书", "党建"), nil},
		{"yuelu", "S11.6", PersonProtected, "in one for the grid", member("网格员", "网格化"), nil},
		{"yuelu", "S11.6", PersonProtected, "in one for public safety", member("社区主任", "公共安全"), []string{"G1"}},
		{"yuelu", "S11.3", PersonProtected, "somebody else", member("科员", "安全生产"), nil},
		{"lichuan", "S2.1", UnitQuota, "two groups of any unit", many(2, "U1"), []string{"U1"}},
		{"lichuan", "S2.1", UnitQuota, "one", many(1, "U1"), nil},
		{"county", "S1.5", PersonOverload, "thirty-one groups", func(s *countyScene) {
			many(31, "U1")(s)
			for _, g := range s.groups {
				s.members[g.Code] = []string{"P2"}
			}
		}, []string{"P2"}},
		{"county", "S1.5", PersonOverload, "thirty", func(s *countyScene) {
			many(30, "U1")(s)
			for _, g := range s.groups {
				s.members[g.Code] = []string{"P2"}
			}
		}, nil},
		{"county", "S1.7", UnitCountyWide, "two county-wide groups", many(2, "U1", reach("全县")), []string{"U1"}},
		{"county", "S1.7", UnitCountyWide, "one of a section", many(1, "U11", reach("全县")), []string{"U11"}},
		{"county", "S1.7", UnitCountyWide, "one of the unit", many(1, "U1", reach("全县")), nil},
		{"county", "S1.8", GroupName, "Martian script", named("清河县水利局吙暒攵群"), []string{"G1"}},
		{"county", "S1.8", GroupName, "neither county nor unit first", named("防汛群"), []string{"G1"}},
		{"county", "S1.8", GroupName, "as the rule says", named("水利局防汛群"), nil},
		{"county", "S1.9", UnitInternal, "two general groups", many(2, "U1", reach("单位内部"), category("党政工作")), []string{"U1"}},
		{"company", "S8.1", GroupName, "no code", named("行政部群"), []string{"G1"}},
		{"company", "S8.1", GroupName, "seven characters and a short name", named("A01-101行政"), nil},
		{"company", "S8.2", GroupOwnerPost, "a directors' group of somebody else", owned("董事", "经理"), []string{"G1"}},
		{"company", "S8.2", GroupOwnerPost, "of the chairman", owned("董事", "董事长"), nil},
		{"company", "S8.4", GroupUpkeepDue, "archive and files every quarter", many(1, "U1"), []string{"G00:archive", "G00:files"}},
		{"company", "S8.5", GroupUpkeepDue, "core business is rebuilt too", many(1, "U1", category("核心业务")), []string{"G00:archive", "G00:files", "G00:rebuild"}},
		{"company", "S8.9", GroupFilingMissing, "a group without a filing", filedBeside(many(1, "U1")), []string{"G00"}},
		{"filing-first", "S4.1", GroupFilingMissing, "a group without a filing", filedBeside(many(1, "U1")), []string{"G00"}},
		{"district", "S9.1", GroupFilingMissing, "a group without a filing", filedBeside(many(1, "U1")), []string{"G00"}},
		{"hospital", "S10.1", GroupFilingMissing, "a group without a filing", filedBeside(many(1, "U1")), []string{"G00"}},
		{"county", "S1.5", GroupFilingMissing, "this pack asks for none", filedBeside(many(1, "U1")), nil},
		{"district", "S9.9", GroupBannedCategory, "for chatting", many(1, "U1", category("聊天")), []string{"G00"}},
		{"county", "S9.9", GroupBannedCategory, "this pack bans none", many(1, "U1", category("聊天")), nil},
		{"district", "S9.8", GroupRebound, "a dissolved group is back under its name", func(s *countyScene) {
			s.group("G1", "U1", func(g *wg) { g.Name, g.State, g.DissolvedOn = "水利局防汛群", "已解散", "2026-07-01" })
			s.group("G2", "U1", func(g *wg) { g.Name, g.FoundedOn = "水利局防汛工作群", "2026-11-01" })
		}, []string{"G2"}},
		{"ezhou", "S12.3", AccountQuota, "two 公众号", accounts(2, "公众号"), []string{"U1"}},
		{"ezhou", "S12.3", AccountQuota, "two 微博", accounts(2, "微博"), nil},
		{"ezhou", "S12.1", AccountDormant, "nothing for 60 days", accounts(1, "公众号", func(a *workgroup.OfficialAccount) { a.LastPostOn = "2026-09-24" }), []string{"A0"}},
		{"ezhou", "S12.1", AccountDormant, "something 59 days ago", accounts(1, "公众号", func(a *workgroup.OfficialAccount) { a.LastPostOn = "2026-09-25" }), nil},
		{"zhuji", "S3.1", AccountLowReach, "499 followers", accounts(1, "抖音", func(a *workgroup.OfficialAccount) { a.Followers = 499 }), []string{"A0"}},
		{"zhuji", "S3.3", AccountFilingMissing, "an account without a filing", accounts(2, "抖音", func(a *workgroup.OfficialAccount) {
			if a.Code == "A0" {
				a.Filing = ""
			}
		}), []string{"A0"}},
		{"bureau", "S5.2", AppLowUse, "99 users a month", apps(func(a *workgroup.App) { a.MonthlyUsers = 99 }), []string{"X1"}},
		{"bureau", "S5.2", AppLowRating, "2.9 stars", apps(func(a *workgroup.App) { a.Rating = 2.9 }), []string{"X1"}},
		{"bureau", "S5.10", AppUnapproved, "an app that nobody approved", func(s *countyScene) {
			apps()(s)
			s.runs("X2", "U1", func(a *workgroup.App) { a.Filing = "BA-1" })
		}, []string{"X1"}},
	} {
		t.Run(c.pack+"/"+c.rule+"/"+c.name, func(t *testing.T) {
			s := newSceneOf(t, "pack:"+c.pack)
			c.set(s)
			got := s.judged(t, Of(c.rule))
			if diff := gocmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.clause, diff)
			}
		})
	}
}

// judged lists the subjects that break the rule, whatever it judges.
func (s *countyScene) judged(t *testing.T, r *Rule) (subjects []string) {
	t.Helper()
	w := s.snapshot()
	who := identity.New(workgroup.PeopleOf(s.people), s.units, nil, w.Day, &s.policy)
	add := func(code string, v Verdict) {
		if v.Outcome == Violated {
			subjects = append(subjects, code)
		}
	}
	if r.Judge.county != nil {
		for _, one := range r.Judge.county(w) {
			add(ruled(t, one, nil), one.Verdict)
		}
	}
	for _, g := range s.groups {
		if r.Judge.group != nil {
			add(g.Code, r.Judge.group(GroupFacts{Snapshot: w, Group: g, Roster: w.County.Rosters.Of(g.Code)}))
		}
		if r.Judge.account != nil {
			view := NewGroupView(w, g, w.County.Rosters.Of(g.Code), who.ForGroup(g))
			for _, key := range s.members[g.Code] {
				add(g.Code, r.Judge.account(view.View(workgroup.Member{Account: key})))
			}
		}
	}
	slices.Sort(subjects)
	return subjects
}

// A pack cites a passage for every rule that one of its values concerns.
func TestEveryRuleOfGroupsUnitsPeopleAccountsAndAppsIsCited(t *testing.T) {
	loaded, problems := policy.Load("pack:county", nil, func(string) error { return nil })
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, r := range all {
		if loaded.Policy.Cites[r.ID] == "" && r.Cites == nil && !AsksOfFiling(r.ID) {
			t.Errorf("%s: pack:county names no passage for it", r.ID)
		}
	}
}
