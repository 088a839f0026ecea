package rule

import (
	"slices"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// MemberMissing is the rule's id.
const MemberMissing = "member.missing"

var memberMissing = &Rule{
	ID: MemberMissing, Job: JobMemberCheck, Subject: ledger.SubjectPerson,
	Judge: Person(func(g *GroupView) bool { return g.Group.AllStaff }, judgeMissing), Evidence: Fields[missingPerson](),
	Confirmed: ByRoster,
	// Missing people come in numbers whenever a group is registered.
	OutsideGuard: true,
	// A person who has left since is not invited any more.
	Pointless: func(s *Snapshot, c ledger.Case) bool { return !s.CouldBeMissing(c.Subject.Person) },
	Words: Words{
		Name:  text("应入未入", "missing member"),
		Short: text("应入群人员不在群", "missing members"),
		Why:   text("这是全员群，此人在职、在成员范围内，最近的名单上却没有。", "This group is for everybody in its scope; this person belongs and is not on the latest roster."),
		Title: one("{name}（{unit}）应在群“{group}”里，名单上没有", "{name} ({unit}) should be in group “{group}” and is not on its roster"),
		Line:  one("应在群里，名单上没有：{who}", "Should be here and is not on the roster: {who}"),
		Many:  text("{n} 人应在群里，名单上没有：{list}", "{n} people should be here and are not on the roster: {list}"),
		Todo: Forms{
			"":      {Zh: "请邀请入群。", En: "Invite them."},
			"maybe": {Zh: "请邀请入群；本人如已在群里但群昵称认不出，请其改好群昵称。", En: "Invite them; if they are here under another card, ask them to correct it."},
		},
		Own:     one("这是您本人：请加入本群；已在群里的，请把群昵称改成“{card}”的格式。", "This is yourself: please join; if you are here already, write your card as “{card}”."),
		Measure: text("邀请本人入群。", "Invite the person."),
	},
	Asks: func(_ *Teller, v View) string {
		if len(of[missingPerson](v).MaybeAccounts) > 0 {
			return "maybe"
		}
		return ""
	},
	Named: func(t *Teller, v View) string {
		e := of[missingPerson](v)
		return t.label(phrase.Inline(e.Name), t.otherUnit(v.Case, e.Unit))
	},
}

type missingPerson struct {
	Name string    `json:"name" zh:"姓名" en:"Name"`
	Unit string    `json:"unit" zh:"所在单位" en:"Unit"`
	Came RowOrigin `json:"came,omitempty" zh:"名单来源" en:"Roster known by"` // by_word, or empty
	// MaybeAccounts are rows without an identity; they excuse no person.
	MaybeAccounts Accounts `json:"maybe_accounts,omitempty" zh:"名单上认不出的账号（本人可能就是其中之一）" en:"Unidentified accounts on the roster (one may be this person)"`
}

func (e *missingPerson) complete(t *Teller, c ledger.Case) { e.Name = personName(t, c, e.Name) }

// Attendance collects, row by row, the data of a roster that judging the people of a scope needs.
type Attendance struct {
	present    map[string]bool // people identified in a row
	candidates map[string]bool // people that an ambiguous row may be
	unknown    []string        // unidentified accounts: evidence, excusing no person
	unnamed    bool            // rows that only an account on file could identify
}

func newAttendance() Attendance {
	return Attendance{present: map[string]bool{}, candidates: map[string]bool{}}
}

// maybeAccounts is how many unknown accounts a missing person's evidence lists.
const maybeAccounts = 10

func (a *Attendance) note(m *MemberView) {
	switch {
	case m.identified():
		a.present[m.Person.Code] = true
	case m.Who.How == identity.Ambiguous:
		for _, c := range m.Who.Candidates {
			a.candidates[c] = true
		}
	case m.Who.How == identity.Unknown && !m.Roster.HasNicknames:
		a.unnamed = true
	case m.Who.How == identity.Unknown && len(a.unknown) < maybeAccounts:
		a.unknown = append(a.unknown, m.Member.Account)
	}
}

// couldBeMissing reports whether a group can lack the person at all.
func couldBeMissing(p workgroup.Person, day workgroup.Date) bool {
	return p.ServiceOn(day) == workgroup.InService
}

// CouldBeMissing reports whether the directory alone lets the person be missing anywhere: a roster
// too old to judge by keeps a case open, but a person who has left since is not invited.
func (s *Snapshot) CouldBeMissing(person string) bool {
	return couldBeMissing(s.Dir.People.Of(person), s.Day)
}

var (
	reasonPresent     = because("present", "在群里", "present")
	reasonNotInRoster = because("not_in_roster", "名单上没有", "not on the roster")
	reasonNotAllStaff = because("not_all_staff", "不是全员群", "not an all-staff group")
	reasonNameDamaged = since("name_damaged", "姓名缺字", "name damaged", "{n} 人因姓名缺字、又没有登记账号，没有判断是否缺席", "not judged as missing, the name is damaged and no account is on file: {n} people")
	reasonMaybeThere  = since("candidate_of_ambiguous", "可能是同名的那一位", "candidate of an ambiguous member", "{n} 人可能就是名单上分不清的同名成员，没有判断是否缺席", "not judged as missing, may be an ambiguous member: {n} people")
)

// judgeMissing finds people in service whom the scope of an all-staff group names and whom its roster
// lacks. A candidate of an ambiguous row may be that row; where the source shows no nicknames, a
// person without an account on file may be any row, and a person whose name is damaged any
// unidentified one.
func judgeMissing(g *GroupView, a *Attendance, p workgroup.Person) Verdict {
	switch {
	case p.ServiceOn(g.Day) == workgroup.Unclear:
		return cannotJudge(reasonStateUnclear, statusOnly{p.Status})
	case !couldBeMissing(p, g.Day):
		return allClear(reasonNotInService, nil)
	case a.present[p.Code]:
		return allClear(reasonPresent, nil)
	case a.candidates[p.Code]:
		return cannotJudge(reasonMaybeThere, nil)
	case identity.Damaged(p.Name) && len(g.Matcher.AccountsOnFile(p.Code)) == 0:
		return cannotJudge(reasonNameDamaged, nil)
	case a.unnamed && len(g.Matcher.AccountsOnFile(p.Code)) == 0:
		return cannotJudge(reasonNoNicknames, nil)
	}
	e := missingPerson{Name: p.Name, Unit: g.Dir.Units[p.Unit].Short(), MaybeAccounts: slices.Clone(a.unknown)}
	if g.Roster.ByWord() {
		e.Came = RowOrigin(workgroup.OriginByWord)
	}
	return violated(reasonNotInRoster, e)
}
