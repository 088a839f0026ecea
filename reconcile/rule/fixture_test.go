package rule

import (
	"testing"
	"time"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// now is the Monday on which every case of this package plays.
var now = time.Date(2026, 11, 23, 9, 0, 0, 0, shanghai)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

// scene is one group in a small county; each case of a table changes the part that it tests and
// leaves the rest.
type scene struct {
	policy   policy.Policy
	units    workgroup.Units
	people   map[string]workgroup.Person
	bindings []workgroup.Binding
	group    workgroup.Group
	roster   workgroup.Roster
	members  []workgroup.Member
}

func newScene() *scene {
	return &scene{
		policy: policy.Policy{
			Member: policy.Member{
				RosterMaxAgeDays: 10,
				Nickname:         policy.Nickname{Templates: []string{"{name}", "{unit_short}{name}"}},
				OpenCategories:   []string{"便民服务"},
			},
			Group:  policy.Group{MinResponsible: 2},
			Zombie: policy.Zombie{Days: 60},
		},
		units: workgroup.Units{
			"U1":  {Code: "U1", Name: "清河县水利局", ShortName: "水利局", Kind: "县直部门"},
			"U11": {Code: "U11", Name: "防汛股", Kind: "股室", Parent: "U1"},
			"U2":  {Code: "U2", Name: "清河县教育局", ShortName: "教育局", Kind: "县直部门"},
		},
		people: map[string]workgroup.Person{
			"P1": {Code: "P1", Name: "李红", Unit: "U1", Post: "局长", Status: "在职", Accounts: workgroup.AccountsOf(map[string]string{"微信": "wx_lihong"})},
			"P2": {Code: "P2", Name: "王伟", Unit: "U11", Status: "在职"},
			"P3": {Code: "P3", Name: "赵敏", Unit: "U2", Status: "在职", Roles: []string{"联络员"}},
			"P4": {Code: "P4", Name: "陈刚", Unit: "U1", Status: "离职", LeftOn: "2026-11-20"},
			"P5": {Code: "P5", Name: "周涛", Unit: "U1", Status: "待核"},
		},
		group: workgroup.Group{
			Code: "G1", Platform: "微信", Name: "水利局工作群", Category: "政务服务", Unit: "U1",
			Owner: "P1", Admins: []string{"P2"}, FoundedOn: "2025-01-01",
			Scope: workgroup.Scope{Units: []string{"U1"}}, AllStaff: true,
		},
		roster: workgroup.Roster{Group: "G1", TakenAt: at("2026-11-20 08:00"), HasNicknames: true},
	}
}

func (s *scene) snapshot() *Snapshot {
	return NewSnapshot(&s.policy, workgroup.NewDirectory(s.units, workgroup.PeopleOf(s.people)), now)
}

func (s *scene) view() *GroupView {
	w := s.snapshot()
	d := identity.New(workgroup.PeopleOf(s.people), s.units, s.bindings, w.Day, &s.policy)
	return NewGroupView(w, s.group, s.roster, d.ForGroup(s.group))
}

// memberCase is a row of an account rule's table.
type memberCase struct {
	name    string
	set     func(*scene)
	member  workgroup.Member
	outcome Outcome
	reason  string
}

// testMember asks one account rule alone, so that no rule before it hides its verdict.
func testMember(t *testing.T, id string, cases []memberCase) {
	t.Helper()
	r := Of(id)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newScene()
			if c.set != nil {
				c.set(s)
			}
			m := s.view().View(c.member)
			v, spared := m.exempted()
			if !spared {
				v = r.Judge.account(m)
			}
			if v.Outcome != c.outcome || v.Reason != c.reason {
				t.Errorf("got %s (%s), want %s (%s); identified as %s %s (%s)",
					v.Outcome, v.Reason, c.outcome, c.reason, m.Who.How, m.Who.Person, m.Who.Reason)
			}
		})
	}
}

// groupCase is a row of a group rule's table.
type groupCase struct {
	name     string
	set      func(*scene)
	activity workgroup.GroupActivity
	outcome  Outcome
	reason   string
}

func testGroup(t *testing.T, id string, cases []groupCase) {
	t.Helper()
	r := Of(id)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newScene()
			if c.set != nil {
				c.set(s)
			}
			v := r.Judge.group(GroupFacts{Snapshot: s.snapshot(), Group: s.group, Roster: s.roster, Activity: c.activity})
			if v.Outcome != c.outcome || v.Reason != c.reason {
				t.Errorf("got %s (%s), want %s (%s)", v.Outcome, v.Reason, c.outcome, c.reason)
			}
		})
	}
}
