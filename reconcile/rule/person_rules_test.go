package rule

import (
	"fmt"
	"testing"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

func TestOverload(t *testing.T) { // covers S1.5
	three := func(s *countyScene) {
		s.policy.Member.MaxGroupsPerPerson = 2
		for i := range 3 {
			code := fmt.Sprintf("G%d", i+1)
			s.group(code, "U1")
			s.members[code] = []string{"P1", "wx_stranger"}
		}
	}
	state := func(status string, on workgroup.Date) func(*countyScene) {
		return func(s *countyScene) {
			three(s)
			p := s.people["P1"]
			p.Status, p.LeftOn = status, on
			s.people["P1"] = p
		}
	}
	testCounty(t, PersonOverload, []string{"groups"}, []countyCase{
		{"more than the limit; an account that is nobody's is nobody's case", three, []string{"P1 [G1,G2,G3]"}},
		{"exactly the limit is fine", func(s *countyScene) { three(s); s.policy.Member.MaxGroupsPerPerson = 3 }, nil},
		{"zero switches it off", func(s *countyScene) { three(s); s.policy.Member.MaxGroupsPerPerson = 0 }, nil},
		{"two rows in a group are one member", func(s *countyScene) {
			three(s)
			s.members["G1"] = nil
			s.members["G2"] = []string{"P1", "p1"}
		}, nil},
		{"uncounted groups do not count", func(s *countyScene) { three(s); s.groups[0].Category = "便民服务" }, nil},
		{"ended groups do not count", func(s *countyScene) { three(s); s.groups[0].State = workgroup.StateDissolved }, nil},
		{"a stale roster opens nothing and closes nothing", func(s *countyScene) { three(s); s.taken["G1"] = at("2026-11-01 08:00") }, []string{"P1 ?old_rosters_decide"}},
		{"stale rosters that make no difference are no matter", func(s *countyScene) {
			three(s)
			s.taken["G1"] = at("2026-11-01 08:00")
			s.policy.Member.MaxGroupsPerPerson = 3
		}, nil},
		{"who has left is another rule's matter", state("离职", "2026-11-20"), nil},
		{"who leaves tomorrow still serves", state("离职", "2026-11-24"), []string{"P1 [G1,G2,G3]"}},
		{"of a state nobody understands nobody can tell", state("待核", ""), []string{"P1 ?state_unclear_person"}},
	})
}

func TestProtected(t *testing.T) { // covers S11.3
	protect := func(s *scene) {
		s.policy.Member.Protected = []policy.Protected{{Posts: []string{"村支书"}, OnlyCategories: []string{"党建"}}}
		p := s.people["P3"]
		p.Post = "教师、村支书"
		s.people["P3"] = p
	}
	and := func(more func(*scene)) func(*scene) { return func(s *scene) { protect(s); more(s) } }
	m := member{Account: "wx_2", Nickname: "赵敏"}
	testMember(t, PersonProtected, []memberCase{
		{"a protected post in another unit's group", protect, m, Violated, "protected"},
		{"without an entry nobody is protected", nil, m, Clear, "not_protected"},
		{"an allowed category is fine", and(func(s *scene) { s.group.Category = "党建" }), m, Clear, "not_protected"},
		{"two entries that fit allow what either allows", and(func(s *scene) {
			s.policy.Member.Protected = append(s.policy.Member.Protected, policy.Protected{Posts: []string{"教师"}, OnlyCategories: []string{"政务服务"}})
		}), m, Clear, "not_protected"},
		{"an uncounted category is fine", and(func(s *scene) { s.policy.Group.UncountedCategories = []string{"政务服务"} }), m, Clear, "not_protected"},
		{"a group of the person's unit is fine", and(func(s *scene) { s.group.Unit = "U2" }), m, Clear, "not_protected"},
		{"a group of a unit below is fine", and(func(s *scene) {
			s.units["U21"] = workgroup.Unit{Code: "U21", Name: "人事股", Kind: "股室", Parent: "U2"}
			s.group.Unit = "U21"
		}), m, Clear, "not_protected"},
		{"a group of a 兼任 unit is fine", and(func(s *scene) {
			p := s.people["P3"]
			p.AlsoUnits = []string{"U1"}
			s.people["P3"] = p
		}), m, Clear, "not_protected"},
		{"the owner is where they belong", and(func(s *scene) { s.group.Owner = "P3" }), m, Clear, "not_protected"},
		{"and so is an administrator", and(func(s *scene) { s.group.Admins = []string{"P3"} }), m, Clear, "not_protected"},
		{"who has left is another rule's matter", and(func(s *scene) {
			p := s.people["P3"]
			p.Status = "离职"
			s.people["P3"] = p
		}), m, Clear, "not_in_service"},
		{"who is not identified is nobody's case", protect, member{Account: "wx_9", Nickname: "路人"}, Clear, "not_in_service"},
	})
	t.Run("an approved filing with protected: yes allows it", func(t *testing.T) {
		for _, c := range []struct {
			filing  workgroup.Filing
			allowed bool
		}{
			{workgroup.Filing{Code: "BA-1", Protected: true, Group: "G1"}, true},
			{workgroup.Filing{Code: "BA-1", Protected: true}, false},
			{workgroup.Filing{Code: "BA-1", Group: "G1"}, false},
			{workgroup.Filing{Code: "BA-1", Protected: true, Group: "G1", Kind: workgroup.FilingAccount}, false},
			{workgroup.Filing{Code: "BA-1", Protected: true, Group: "G1", ApprovedOn: "2026-11-24"}, false},
		} {
			s := newScene()
			protect(s)
			v := s.view()
			v.County.Filings = []workgroup.Filing{c.filing}
			got := judgeProtected(v.View(m))
			if (got.Outcome == Clear) != c.allowed {
				t.Errorf("%+v: got %s (%s)", c.filing, got.Outcome, got.Reason)
			}
		}
	})
}

// A group without anybody of a protected post is clear by the membership alone; any other group, and a
// roster that came later, is read row by row.
func TestRowsAreReadWhereAProtectedPersonMayBe(t *testing.T) {
	s := newCountyScene(t)
	s.policy.Member.Protected = []policy.Protected{{Posts: []string{"局长"}, OnlyCategories: []string{"党建"}}}
	for _, code := range []string{"G1", "G2", "G3"} {
		s.group(code, "U1")
	}
	s.members = map[string][]string{"G1": {"P2", "stranger"}, "G2": {"P2", "P3"}, "G3": {"P2"}}
	w := s.snapshot()
	judge := func(job, group string, change func(*workgroup.Roster)) (bool, *Findings) {
		f, r := NewFindings(), w.County.Rosters.Of(group)
		if change != nil {
			change(&r)
		}
		return ClearByMembership(job, GroupFacts{Snapshot: w, Group: workgroup.Group{Code: group}, Roster: r}, f), f
	}
	if ok, f := judge(JobGroupCheck, "G1", nil); !ok || !f.judged[ruleGroup{PersonProtected, "G1"}] {
		t.Errorf("G1 holds nobody of the post: clear %v, judged %v", ok, f.judged)
	}
	if ok, f := judge(JobGroupCheck, "G2", nil); ok || len(f.judged) > 0 {
		t.Errorf("G2 holds somebody of the post: clear %v, judged %v", ok, f.judged)
	}
	if ok, _ := judge(JobGroupCheck, "G3", func(r *workgroup.Roster) { r.LookedAt = r.TakenAt.Add(1) }); ok {
		t.Error("G3 is clear by a membership that is older than its roster")
	}
	if ok, _ := judge(JobMemberCheck, "G1", nil); ok {
		t.Error("the member check is clear by the membership alone")
	}
	w.County.Membership = nil
	if ok, _ := judge(JobGroupCheck, "G1", nil); ok {
		t.Error("G1 is clear without a membership")
	}
}
