package rule

import (
	"slices"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// PersonProtected is the rule's id.
const PersonProtected = "person.protected"

var personProtected = &Rule{
	ID: PersonProtected, Job: JobGroupCheck, Subject: ledger.SubjectAccount,
	Judge: EachAccount(judgeProtected), Reads: ReadsFilings, Evidence: Fields[protectedMember](),
	Concerns:  func(s *Snapshot, p workgroup.Person) bool { return s.protectedPost(p) != "" },
	Confirmed: ByRoster,
	Settled: func(s *Snapshot, c ledger.Case) bool {
		p, known := s.Dir.People.Find(c.Subject.Person)
		g, registered := s.County.Groups.Find(c.Subject.Group)
		if !known || !registered || p.ServiceOn(s.Day) == workgroup.Unclear {
			return false
		}
		return s.protects(p, g) == nil
	},
	Words: Words{
		Name:  text("基层干部被拉进业务群", "protected post"),
		Short: text("基层干部被拉进业务线工作群", "people of protected posts in other groups"),
		Why:   text("社区、村负责人等基层干部不得随意拉入业务线工作群。", "People of some posts may not be pulled into groups of other units at will."),
		Title: one("{name}（{post}）被拉进“{category}”类的群“{group}”", "{name} ({post}) is in group “{group}” ({category})"),
		Line:  one("不该拉进本群的基层干部：{who}", "People of protected posts who should not be here: {who}"),
		Many:  text("不该拉进本群的基层干部 {n} 人：{list}", "{n} people of protected posts who should not be here: {list}"),
		Todo:  one("请让本人退群；工作确需的，请向{office}报备这一个群。", "Let them leave; if the work needs them here, file this one group with {office}."),

		Measure: text("退群，或就这一个群报备。", "Let them leave, or file this group."),
	},
	Named: func(t *Teller, v View) string {
		e := of[protectedMember](v)
		return t.label(t.plain(e.Name, inSentence), t.plain(e.Post, inSentence))
	},
}

type protectedMember struct {
	Name     string   `json:"name" zh:"姓名" en:"Name"`
	Post     string   `json:"post" zh:"岗位" en:"Post"`
	Category string   `json:"category" zh:"群的类别" en:"Category"`
	Allowed  []string `json:"allowed" zh:"可以参加的群的类别" en:"Categories that are allowed"`
}

func (e *protectedMember) complete(t *Teller, c ledger.Case) { e.Name = personName(t, c, e.Name) }

var (
	reasonProtected    = because("protected", "基层干部", "protected post")
	reasonNotProtected = because("not_protected", "不在限制之列", "not protected here")
)

// judgeProtected: somebody of a post that the policy protects sits in a group
// of another unit and of a category that is not theirs.
func judgeProtected(m *MemberView) Verdict {
	if !m.identified() || m.Here != workgroup.InService {
		return allClear(reasonNotInService, nil)
	}
	if e := m.protects(m.Person, m.Group); e != nil {
		return violated(reasonProtected, *e)
	}
	return allClear(reasonNotProtected, nil)
}

// protects is the evidence that the person may not be pulled into the group,
// by what the registry says; nil where they may.
func (s *Snapshot) protects(p workgroup.Person, g workgroup.Group) *protectedMember {
	post := s.protectedPost(p)
	if post == "" || p.ServiceOn(s.Day) != workgroup.InService || !s.counted(g) {
		return nil
	}
	e := protectedMember{Name: p.Name, Post: post, Category: g.Category, Allowed: []string{}}
	for _, entry := range s.Policy.Member.Protected {
		if protectedBy(entry, p) == "" {
			continue
		}
		if slices.Contains(entry.OnlyCategories, g.Category) {
			return nil
		}
		for _, c := range entry.OnlyCategories {
			if !slices.Contains(e.Allowed, c) {
				e.Allowed = append(e.Allowed, c)
			}
		}
	}
	if slices.Contains(g.Responsible(), p.Code) ||
		slices.ContainsFunc(p.Units(), func(unit string) bool { return s.Dir.Units.Within(g.Unit, unit) }) ||
		slices.ContainsFunc(s.County.Filings, func(f workgroup.Filing) bool {
			return f.Protected && f.ForGroup() && f.ApprovedOn <= s.Day && (f.Group == g.Code || f.Code == g.Filing)
		}) {
		return nil
	}
	return &e
}

// protectedPost is the person's post that the policy keeps out of other units' groups; empty: none.
func (s *Snapshot) protectedPost(p workgroup.Person) string {
	for _, entry := range s.Policy.Member.Protected {
		if post := protectedBy(entry, p); post != "" {
			return post
		}
	}
	return ""
}

// protectedBy is the person's first post that the entry names; empty: none.
func protectedBy(entry policy.Protected, p workgroup.Person) string {
	if p.Post == "" {
		return ""
	}
	posts := postsOf(p)
	if i := slices.IndexFunc(posts, func(post string) bool { return slices.Contains(entry.Posts, post) }); i >= 0 {
		return posts[i]
	}
	return ""
}
