package rule

import (
	"cmp"
	"encoding/json"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// countyScene is a small county for rules that look at all of it; each case of a table changes the
// part that it tests.
type countyScene struct {
	policy       policy.Policy
	units        workgroup.Units
	people       map[string]workgroup.Person
	groups       []workgroup.Group
	first        map[string]time.Time // first imports; a group without one came before all others
	taken        map[string]time.Time // of rosters; fresh where it is not given
	members      map[string][]string  // group → account keys; a person's code is that person's account
	activity     map[string]workgroup.GroupActivity
	accounts     []workgroup.OfficialAccount
	apps         []workgroup.App
	filings      []workgroup.Filing
	unregistered []workgroup.UnregisteredGroup
	decisions    []workgroup.Decision
	before       map[string]workgroup.Group // how a group was before an import at since
	since        time.Time
}

func newCountyScene(t *testing.T) *countyScene {
	t.Helper()
	return newSceneOf(t, "pack:county")
}

// newSceneOf is the small county under a pack.
func newSceneOf(t *testing.T, pack string) *countyScene {
	t.Helper()
	loaded, problems := policy.Load(pack, nil, func(string) error { return nil })
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	s := &countyScene{
		policy: *loaded.Policy,
		units: workgroup.Units{
			"U1":  {Code: "U1", Name: "清河县水利局", ShortName: "水利局", Kind: "县直部门"},
			"U11": {Code: "U11", Name: "防汛股", Kind: "股室", Parent: "U1"},
			"U2":  {Code: "U2", Name: "清河县教育局", ShortName: "教育局", Kind: "县直部门"},
		},
		people: map[string]workgroup.Person{}, first: map[string]time.Time{}, taken: map[string]time.Time{},
		members: map[string][]string{}, activity: map[string]workgroup.GroupActivity{},
	}
	s.person("P1", "U1", "局长")
	s.person("P2", "U11", "")
	s.person("P3", "U2", "局长")
	return s
}

// person serves, and is on file with the account of their code.
func (s *countyScene) person(code, unit, post string) {
	s.people[code] = workgroup.Person{
		Code: code, Name: "某" + code, Unit: unit, Post: post, Status: "在职", Accounts: workgroup.AccountsOf(map[string]string{"微信": code}),
	}
}

// group adds a live counted group of the unit.
func (s *countyScene) group(code, unit string, change ...func(*workgroup.Group)) {
	g := workgroup.Group{Code: code, Platform: "微信", Name: "清河县水利局" + code + "群", Category: "政务服务", Unit: unit, Reach: "跨单位"}
	for _, c := range change {
		c(&g)
	}
	s.groups = append(s.groups, g)
}

func (s *countyScene) snapshot() *Snapshot {
	w := NewSnapshot(&s.policy, workgroup.NewDirectory(s.units, workgroup.PeopleOf(s.people)), now)
	c := &w.County
	var groups workgroup.GroupsBuilder
	for _, g := range s.groups {
		groups.Add(g)
	}
	c.Groups, c.Accounts, c.Apps, c.Filings, c.Unregistered = groups.Groups(), s.accounts, s.apps, s.filings, s.unregistered
	c.Decisions = s.decisions
	c.Rosters, c.Activity, c.History = workgroup.NewRosters(c.Groups), workgroup.NewActivities(c.Groups), workgroup.NewPhases(c.Groups)
	for group, activity := range s.activity {
		c.Activity.Put(group, activity)
	}
	c.Membership = NewMembership(w.Dir, c.Groups)
	who := identity.New(workgroup.PeopleOf(s.people), s.units, nil, w.Day, &s.policy)
	for _, g := range s.groups {
		from, ok := s.first[g.Code]
		if !ok {
			from = at("2026-01-01 09:00")
		}
		c.History.Put(g.Code, workgroup.PhasesOf([]workgroup.GroupVersion{{Group: g, From: from}}))
		if old, ok := s.before[g.Code]; ok {
			c.History.Put(g.Code, workgroup.PhasesOf([]workgroup.GroupVersion{{Group: old, From: from}, {Group: g, From: s.since}}))
		}
		rows, ok := s.members[g.Code]
		if !ok {
			continue
		}
		taken, ok := s.taken[g.Code]
		if !ok {
			taken = at("2026-11-20 08:00")
		}
		c.Rosters.Put(workgroup.Roster{Group: g.Code, TakenAt: taken, HasNicknames: true})
		list := make([]workgroup.Member, len(rows))
		for i, key := range rows {
			list[i] = workgroup.Member{Account: key, Nickname: "路人"}
		}
		c.Membership.Read(NewGroupView(w, g, c.Rosters.Of(g.Code), who.ForGroup(g)), list)
	}
	return w
}

// countyCase is a row of a county rule's table. It wants one line for each subject that breaks the
// rule, with the evidence that the case is about, or, after a question mark, that cannot be judged.
type countyCase struct {
	name string
	set  func(*countyScene)
	want []string
}

// testCounty asks the rule and compares the keys of the evidence that are
// given.
func testCounty(t *testing.T, id string, keys []string, cases []countyCase) {
	t.Helper()
	r := Of(id)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newCountyScene(t)
			c.set(s)
			var got []string
			for _, r := range r.Judge.county(s.snapshot()) {
				if r.Outcome != Clear {
					got = append(got, ruled(t, r, keys))
				}
			}
			if diff := gocmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func ruled(t *testing.T, r Ruling, keys []string) string {
	t.Helper()
	subject := cmp.Or(r.Subject.Code, r.Subject.Group, r.Subject.Person)
	if r.Outcome == CannotJudge {
		return strings.TrimSpace(subject + " ?" + r.Reason)
	}
	written, err := json.Marshal(r.Evidence)
	var raw map[string]json.RawMessage
	if err == nil {
		err = json.Unmarshal(written, &raw)
	}
	if err != nil {
		t.Fatal(err)
	}
	line := []string{subject}
	for _, k := range keys {
		line = append(line, string(raw[k]))
	}
	return strings.ReplaceAll(strings.Join(line, " "), `"`, "")
}
