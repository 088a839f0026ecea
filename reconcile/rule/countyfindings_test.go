package rule

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// countyToy finds fault with units, cannot judge one, and says why another is
// fine.
func countyToy(rulings ...Ruling) *Rule {
	r := toy()
	r.ID, r.Subject, r.Judge = "unit.quota", ledger.SubjectUnit, County(func(*Snapshot) []Ruling { return rulings })
	return r
}

func unitRuling(unit string, v Verdict) Ruling {
	return Ruling{Subject: ledger.Subject{Type: ledger.SubjectUnit, Code: unit}, Unit: unit, Verdict: v}
}

func TestACountyRuleIsGivenOutUnitByUnit(t *testing.T) {
	with(t, countyToy(
		unitRuling("U1", violated(reasonToyNoPurpose, toyEvidence{"a"})),
		unitRuling("U2", cannotJudge(reasonRosterStale, nil)),
		unitRuling("U3", allClear(reasonToyPurpose, nil)),
	))
	c := JudgeCounty(JobGroupCheck, newScene().snapshot())
	f := NewFindings()
	c.AddTo(f, "U1")
	if len(f.Violations) != 1 || f.Violations[0].Unit != "U1" || f.Violations[0].Rule != "unit.quota" {
		t.Errorf("violations of U1: %+v", f.Violations)
	}
	if other := NewFindings(); len(other.Violations) > 0 {
		t.Errorf("violations of another unit: %+v", other.Violations)
	}
	for unit, want := range map[string]Verdict{
		"U2": {Outcome: CannotJudge, Reason: "roster_stale"}, // stays as it is
		"U3": {Outcome: Clear, Reason: "toy_purpose"},
		"U9": {Outcome: Clear}, // not named: judged, and no longer there
	} {
		got := f.Verdict("unit.quota", ledger.Subject{Type: ledger.SubjectUnit, Code: unit})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", unit, diff)
		}
	}
	units := c.Units()
	slices.Sort(units)
	if !slices.Equal(units, []string{"U1", "U2"}) {
		t.Errorf("units %v", units)
	}
	blind := NewFindings()
	c.AddTo(blind, "U2")
	if got := blind.UnjudgedByReason(); got["roster_stale"] != 1 {
		t.Errorf("unjudged of U2: %v", got)
	}
}

func TestACaseBelongsToTheUnitOfItsViolation(t *testing.T) {
	person := ledger.Subject{Type: ledger.SubjectPerson, Person: "P1"}
	with(t, countyToy(Ruling{Subject: person, Unit: "U2", Verdict: violated(reasonToyNoPurpose, toyEvidence{"a"})}))
	c := JudgeCounty(JobGroupCheck, newScene().snapshot())
	if got := c.UnitOf(ledger.Case{Rule: "unit.quota", Subject: person, Unit: "U1"}); got != "U2" {
		t.Errorf("a case of somebody who moved belongs to %s, want U2", got)
	}
	if got := c.UnitOf(ledger.Case{Rule: "unit.quota", Subject: ledger.Subject{Type: ledger.SubjectPerson, Person: "P2"}, Unit: "U1"}); got != "U1" {
		t.Errorf("a case without a violation belongs to %s, want its own unit", got)
	}
}

func TestACountyRuleThatCannotJudgeAtAllClosesNothing(t *testing.T) {
	with(t, countyToy(Unjudgeable(reasonRosterStale)...))
	f := NewFindings()
	JudgeCounty(JobGroupCheck, newScene().snapshot()).AddTo(f, "U1")
	if v := f.Verdict("unit.quota", ledger.Subject{Type: ledger.SubjectUnit, Code: "U1"}); v.Outcome != CannotJudge {
		t.Errorf("got %s (%s)", v.Outcome, v.Reason)
	}
}

func TestARuleThatIsOffIsNotAsked(t *testing.T) {
	with(t, countyToy(unitRuling("U1", violated(reasonToyNoPurpose, toyEvidence{"a"}))))
	s := newScene()
	s.policy.Rules.Off = []string{"unit.quota"}
	if units := JudgeCounty(JobGroupCheck, s.snapshot()).Units(); len(units) > 0 {
		t.Errorf("units %v", units)
	}
}

func TestMembership(t *testing.T) {
	s := newScene()
	w := s.snapshot()
	d := identity.New(workgroup.PeopleOf(s.people), s.units, nil, w.Day, &s.policy)
	m := NewMembership(w.Dir, workgroup.GroupsOf(map[string]workgroup.Group{"G1": {Code: "G1"}, "G2": {Code: "G2"}}))
	read := func(code string, rows ...workgroup.Member) {
		g := s.group
		g.Code = code
		m.Read(NewGroupView(w, g, s.roster, d.ForGroup(g)), rows)
	}
	read("G1", member{Account: "wx_lihong", Nickname: "李红"}, member{Account: "wx_2", Nickname: "李红"}, member{Account: "wx_9", Nickname: "静水流深"}, member{Account: "@某人", Nickname: "某人"})
	read("G2", member{Account: "WX_LiHong", Nickname: "红姐"}, member{Account: "WX_9", Nickname: "静水流深"}, member{Account: "@某人", Nickname: "某人"}, member{Account: "wx_bot", Role: workgroup.RoleRobot})
	if m.Size("G1") != 3 || m.Size("G2") != 3 || m.Size("G3") != 0 {
		t.Errorf("sizes %d, %d, %d: one person with two rows is one member, a robot none, a row without an account one of its group alone", m.Size("G1"), m.Size("G2"), m.Size("G3"))
	}
	if diff := cmp.Diff(m.KnownList("G1"), m.KnownList("G2")); diff != "" {
		t.Errorf("the same people have other numbers in another group:\n%s", diff)
	}
	if code, ok := m.Person(m.KnownList("G1")[0]); !ok || code != "P1" {
		t.Errorf("the first member is %s, %v", code, ok)
	}
}

// A binding counts even without such a person in the directory, and two of them are two members.
func TestMembersBoundToPeopleWhomTheDirectoryDoesNotKnow(t *testing.T) {
	s := newScene()
	s.bindings = []workgroup.Binding{{Platform: s.group.Platform, Account: "wx_98", Person: "P98"}, {Platform: s.group.Platform, Account: "wx_99", Person: "P99"}}
	w := s.snapshot()
	m := NewMembership(w.Dir, workgroup.GroupsOf(map[string]workgroup.Group{s.group.Code: s.group}))
	d := identity.New(workgroup.PeopleOf(s.people), s.units, s.bindings, w.Day, &s.policy)
	m.Read(NewGroupView(w, s.group, s.roster, d.ForGroup(s.group)), []workgroup.Member{{Account: "wx_98", Nickname: "甲"}, {Account: "wx_99", Nickname: "乙"}})
	if n := m.Size(s.group.Code); n != 2 {
		t.Errorf("%d members", n)
	}
}

// namesOf are a group's members by name, and how many are in no other group.
func namesOf(m *Membership, group string) (names []string, alone int) {
	for n := range m.Known(group) {
		if code, ok := m.Person(n); ok {
			names = append(names, code)
		} else {
			names = append(names, m.others.At(n-int32(m.People())))
		}
	}
	slices.Sort(names)
	return names, m.Size(group) - len(names)
}

func TestTheMembersOfAGroupAreTheSameWhicheverGroupsWereReadBefore(t *testing.T) {
	for seed := range uint64(1000) {
		c := randomCounty(seed)
		w := c.snapshot()
		d := identity.New(workgroup.PeopleOf(c.people), c.units, c.bindings, w.Day, &c.policy)
		d.AddAnswers(c.said, w.Day)
		read := func(m *Membership, g workgroup.Group) {
			m.Read(NewGroupView(w, g, c.rosters[g.Code], d.ForGroup(g)), c.members[g.Code])
		}
		groups := map[string]workgroup.Group{}
		for _, g := range c.groups {
			groups[g.Code] = g
		}
		all := workgroup.GroupsOf(groups)
		together := NewMembership(w.Dir, all)
		for _, g := range c.groups {
			read(together, g)
		}
		for _, g := range c.groups {
			apart := NewMembership(w.Dir, all)
			read(apart, g)
			names, alone := namesOf(apart, g.Code)
			if got, n := namesOf(together, g.Code); !slices.Equal(got, names) || n != alone {
				t.Fatalf("seed %d, group %s: %v and %d alone, want %v and %d", seed, g.Code, got, n, names, alone)
			}
		}
	}
}
