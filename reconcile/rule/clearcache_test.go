package rule

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// county is a small world in which everything that a member can be judged by
// differs now and then, and some groups of a unit with much the same members.
type county struct {
	scene
	groups  []workgroup.Group
	rosters map[string]workgroup.Roster
	members map[string][]workgroup.Member
	watch   map[string]Watch
	said    []workgroup.IdentityAnswer
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// some is a few of the values, often none.
func some[T any](r *rand.Rand, of ...T) (list []T) {
	for _, v := range of {
		if r.IntN(4) == 0 {
			list = append(list, v)
		}
	}
	return list
}

func randomCounty(seed uint64) *county {
	r := rand.New(rand.NewPCG(seed, 7))
	c := &county{scene: *newScene(), rosters: map[string]workgroup.Roster{}, members: map[string][]workgroup.Member{}, watch: map[string]Watch{}}
	m := &c.policy.Member
	m.Nickname.Strict = r.IntN(3) == 0
	m.Nickname.Templates = append(some(r, "{name}", "{name}{post}", "{unit_short}"), pick(r, "{unit_short}-{name}", "{name}", "{role}{name}"))
	m.Nickname.ByCategory = map[string][]string{"政务服务": {"{unit}{name}"}}
	m.Robots = some(r, "wx_1", "小助手", "王伟")
	m.AlwaysAllowed.Posts, m.AlwaysAllowed.Roles = some(r, "局长"), some(r, "联络员")
	c.policy.Rules.Off = some(r, MemberUnknown, MemberAmbiguous, MemberLeft, MemberOutOfScope, MemberOtherAccount, MemberCard, MemberCard)
	c.people = map[string]workgroup.Person{}
	for i := range 12 {
		p := workgroup.Person{
			Code: fmt.Sprintf("P%d", i), Name: pick(r, "王伟", "李红", "赵敏", "陈刚", "欧阳涛"), Unit: pick(r, "U1", "U11", "U2"), Post: pick(r, "", "局长", "科员"),
			Status: pick(r, "在职", "在职", "在职", "在职", "离职", "待核"), LeftOn: pick(r, workgroup.Date(""), "2026-11-20", "2026-12-20"),
			AlsoUnits: some(r, "U2"), Roles: some(r, "联络员"),
		}
		p.Accounts = p.Accounts.With("微信", pick(r, "", fmt.Sprintf("wx_%d", r.IntN(8)))).With("QQ", pick(r, "", fmt.Sprintf("wx_%d", r.IntN(8))))
		c.people[p.Code] = p
	}
	for i := range r.IntN(4) {
		c.bindings = append(c.bindings, workgroup.Binding{
			Platform: pick(r, "微信", "QQ"), Account: fmt.Sprintf("wx_%d", i), Person: pick(r, "", "P1", "P2", "P99"), Outsider: pick(r, "", "施工方"),
			ValidUntil: pick(r, workgroup.Date(""), "2026-11-01"),
		})
	}
	nicknames := []string{"", "王伟", "李红", "水利局-王伟", "清河县水利局李红", "赵敏局长", "联络员陈刚", "水利局", "欧阳涛🌸", "小助手", "静水流深", "王伟科员", " 李红 "}
	regular := make([]workgroup.Member, 8)
	for i := range regular {
		regular[i] = workgroup.Member{Account: pick(r, fmt.Sprintf("wx_%d", i), fmt.Sprintf("WX_%d", i), fmt.Sprintf("@%d", i)), Nickname: pick(r, nicknames...), Role: pick(r, "成员", "成员", "群主", "机器人")}
	}
	scopes := []workgroup.Scope{{}, {Units: []string{"U1"}}, {Units: []string{"U11"}}, {Units: []string{"U11"}, Roles: []string{"联络员"}}, {Posts: []string{"局长"}}, {People: []string{"P1", "P2"}}, {Units: []string{"U1"}, Outsiders: true}}
	kind := workgroup.Group{Platform: "微信", Unit: "U1", Scope: pick(r, scopes...)}
	for i := range 8 {
		code := fmt.Sprintf("G%d", i)
		g := kind // two groups of one kind differ in one thing, if in any
		switch r.IntN(8) {
		case 0:
			g.Platform = "QQ"
		case 1:
			g.Category = pick(r, "政务服务", "便民服务")
		case 2:
			g.Unit = "U2"
		case 3:
			g.Scope = pick(r, scopes...)
		case 4:
			g.AllStaff = true
		}
		g.Code, g.Owner, g.Admins = code, fmt.Sprintf("P%d", r.IntN(14)), some(r, "P1", "P2", "P3")
		c.groups = append(c.groups, g)
		c.rosters[code] = workgroup.Roster{Group: code, TakenAt: at("2026-11-20 08:00"), HasNicknames: r.IntN(8) > 0}
		for _, m := range regular {
			switch r.IntN(8) {
			case 0:
				continue
			case 1:
				m.Nickname = pick(r, nicknames...)
			case 2:
				m.Role = pick(r, "成员", "机器人")
			}
			c.members[code] = append(c.members[code], m)
			if r.IntN(6) == 0 {
				if c.watch[code] == nil {
					c.watch[code] = Watch{}
				}
				c.watch[code][m.Key()] = true
			}
		}
	}
	for range r.IntN(3) {
		c.said = append(c.said, workgroup.IdentityAnswer{
			Group: fmt.Sprintf("G%d", r.IntN(8)), Card: identity.Normalise(pick(r, "静水流深", "王伟", "李红", "水利局")),
			Binding: workgroup.Binding{Person: pick(r, "", "P1", "P2", "P3"), Outsider: "家属"},
		})
	}
	return c
}

// sheet is the content of findings, to be compared.
type sheet struct {
	Violations []Violation
	Rows       int
	Judged     map[ruleGroup]bool
	BlindFor   map[ruleGroupKey]string
	Cleared    map[ruleGroupKey]Verdict
	Unjudged   map[notJudged]bool
	Superseded map[groupSubject]bool
}

func (s *sheet) add(f *Findings) {
	s.Violations, s.Rows = append(s.Violations, f.Violations...), s.Rows+f.Rows
	maps.Copy(s.Judged, f.judged)
	maps.Copy(s.BlindFor, f.blindFor)
	maps.Copy(s.Cleared, f.cleared)
	maps.Copy(s.Unjudged, f.unjudged)
	maps.Copy(s.Superseded, f.superseded)
}

func newSheet() *sheet {
	return &sheet{Judged: map[ruleGroup]bool{}, BlindFor: map[ruleGroupKey]string{}, Cleared: map[ruleGroupKey]Verdict{}, Unjudged: map[notJudged]bool{}, Superseded: map[groupSubject]bool{}}
}

// Whoever judges only to close cases learns the same of every case from the watched accounts' rows.
func TestACaseIsJudgedByItsAccountsRowsAlone(t *testing.T) {
	spared := 0
	for seed := range uint64(1000) {
		c := randomCounty(seed)
		w := c.snapshot()
		d := identity.New(workgroup.PeopleOf(c.people), c.units, c.bindings, w.Day, &c.policy)
		d.AddAnswers(c.said, w.Day)
		for _, g := range c.groups {
			judge := func(sparing bool) *Findings {
				f := NewFindings()
				check := NewCheck(JobMemberCheck, NewGroupView(w, g, c.rosters[g.Code], d.ForGroup(g)), f, c.watch[g.Code], &ClearMembers{})
				if sparing {
					check.OnlyWatched()
				}
				for _, m := range c.members[g.Code] {
					check.Row(m)
				}
				check.End()
				return f
			}
			whole, some := judge(false), judge(true)
			spared += whole.Rows - some.Rows
			about := func(f *Findings) (list []any) {
				for _, v := range f.Violations {
					if c.watch[g.Code][subjectOf(v.Subject)] {
						list = append(list, v)
					}
				}
				for _, id := range RulesOf(JobMemberCheck) {
					for _, account := range slices.Sorted(maps.Keys(c.watch[g.Code])) {
						list = append(list, f.Verdict(id, ledger.Subject{Type: ledger.SubjectAccount, Group: g.Code, Account: account}))
					}
				}
				return list
			}
			if want, got := about(whole), about(some); !reflect.DeepEqual(want, got) {
				t.Fatalf("seed %d, %s: -by all rows +by those of watched accounts\n%s", seed, g.Code, cmp.Diff(want, got))
			}
		}
	}
	if spared < 10_000 {
		t.Errorf("only %d rows were spared: the counties prove nothing", spared)
	}
}

func TestWhoPassedInOneRoomIsJudgedInTheNextAsIfNobodyKnewThem(t *testing.T) {
	met, said := 0, 0
	for seed := range uint64(1000) {
		c := randomCounty(seed)
		w := c.snapshot()
		d := identity.New(workgroup.PeopleOf(c.people), c.units, c.bindings, w.Day, &c.policy)
		d.AddAnswers(c.said, w.Day)
		judge := func(f *Findings, known *ClearMembers, g workgroup.Group) {
			check := NewCheck(JobMemberCheck, NewGroupView(w, g, c.rosters[g.Code], d.ForGroup(g)), f, c.watch[g.Code], known)
			for _, m := range c.members[g.Code] {
				if _, ok := known.knows(check.kind, &m); ok {
					met++
				}
				check.Row(m)
			}
			check.End()
		}
		together, apart := newSheet(), newSheet()
		shared, known := NewFindings(), &ClearMembers{}
		for _, g := range c.groups {
			judge(shared, known, g)
			alone := NewFindings()
			judge(alone, &ClearMembers{}, g)
			apart.add(alone)
		}
		together.add(shared)
		said += len(apart.Violations)
		if !reflect.DeepEqual(apart, together) { // a difference takes long to write
			diff := cmp.Diff(apart, together, cmp.AllowUnexported(ruleGroup{}, ruleGroupKey{}, notJudged{}, groupSubject{}))
			t.Fatalf("seed %d: -each group alone +one after the other\n%s", seed, diff)
		}
	}
	if met < 1000 || said < 1000 {
		t.Errorf("%d regulars were met and %d violations seen: the counties prove nothing", met, said)
	}
}
