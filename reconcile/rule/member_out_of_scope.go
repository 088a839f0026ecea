package rule

import (
	"slices"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// MemberOutOfScope is the rule's id.
const MemberOutOfScope = "member.out_of_scope"

var memberOutOfScope = &Rule{
	ID: MemberOutOfScope, Job: JobMemberCheck, Subject: ledger.SubjectAccount,
	Judge: Account(judgeOutOfScope), Evidence: Fields[memberBeyondScope](),
	Confirmed: ByRoster, Removes: true, Concerned: ledger.ToldBefore,
	Words: Words{
		Name:    text("范围外成员", "out of scope"),
		Short:   text("不在成员范围内的人员", "people out of scope"),
		Why:     text("这个群登记了成员范围，此人不在范围内，也不是群主或管理员。", "The group has a registered scope that does not include this person, who neither owns nor administers it."),
		Title:   one("{name}（{unit}）不在群“{group}”的成员范围内", "{name} ({unit}) is outside the scope of group “{group}”"),
		Line:    one("不在本群成员范围内：{who}", "Outside this group's scope: {who}"),
		Many:    text("{n} 人不在本群成员范围内：{list}", "{n} people are outside this group's scope: {list}"),
		Todo:    one("工作需要留在群里的，请报{office}列入成员范围；不需要的，请告知本人并请其退群。", "Who is needed here: ask {office} to add them to the scope. Who is not: tell them and ask them to leave."),
		Demand:  text("请核对；不需要留在群里的，请告知原因后移出本群。", "Check again; who is not needed here: give the reason and remove them."),
		Prior:   one("工作需要留在群里的，请在期限前说明，由其报{office}列入成员范围；否则将移出本群", "If your work needs you here, say so by then and they ask {office} to add you to the scope; else you will be removed"),
		Yours:   one("您不在本群的成员范围（{scope}）内", "You are outside this group's scope ({scope})"),
		Own:     one("这是您本人：请向{office}说明工作上是否需要您在本群，由其登记成员范围。", "This is yourself: tell {office} whether your work needs you here; they record the scope."),
		Reason:  text("不在本群成员范围内", "outside the group's scope"),
		Entry:   text("{name}不在成员范围：确需留群的登记进成员范围，否则告知后移出", "{name} is out of scope: add them to the scope if needed, else tell them and remove"),
		Copy:    text("{name}，您好：“{group}”的成员范围不包括您，如工作不需要请退群；如需要请与群主联系。", "{name}, hello: “{group}” does not include you. Please leave it, or ask its owner if your work needs it."),
		Measure: text("工作需要的列入成员范围，其余清退。", "Add to the scope if needed, else remove."),
	},
	Named: func(t *Teller, v View) string {
		e := of[memberBeyondScope](v)
		return t.label(e.name(), t.otherUnit(v.Case, e.Unit), t.otherCard(e.memberFacts))
	},
}

type memberBeyondScope struct {
	memberFacts

	Unit  string    `json:"unit" zh:"所在单位" en:"Unit"`
	Post  string    `json:"post" zh:"岗位" en:"Post"`
	Scope ScopeText `json:"scope" zh:"群的成员范围" en:"The group's scope"`
}

// ReasonOwnerOrAdmin says that the person is responsible for this very group.
const ReasonOwnerOrAdmin = "owner_or_admin"

var (
	reasonNoScope       = because("no_scope", "没有成员范围", "no scope")
	reasonScopeOfNobody = since("scope_of_nobody", "成员范围里一个人也没有", "the scope names no one of the directory", "{n} 个账号所在的群，成员范围里一个人也没有（岗位或角色写错了？），没有判断是否在范围内", "not judged, the group's scope names no one of the directory: {n} account(s)")
	reasonInScope       = because("in_scope", "在成员范围内", "in scope")
	reasonNotInScope    = because("not_in_scope", "不在成员范围内", "not in scope")
	reasonOwnerOrAdmin  = because(ReasonOwnerOrAdmin, "群主或管理员", "owner or administrator")
	reasonAlwaysAllowed = byPolicy("always_allowed", "规定允许加入所有群", "always allowed")
)

// judgeOutOfScope finds colleagues in service outside the group's 成员范围 who neither own nor administer
// it. A scope that names no one is a slip of the pen: every member would be outside it.
func judgeOutOfScope(m *MemberView) Verdict {
	switch {
	case !m.identified() || m.Here != workgroup.InService:
		return allClear(reasonNotInService, nil)
	case m.Open:
		return allClear(reasonOpenGroup, nil)
	case !m.Scope.NamesAnybody():
		return allClear(reasonNoScope, nil)
	case m.Scope.Includes(m.Person, m.Dir.Units):
		return allClear(reasonInScope, nil)
	case slices.Contains(m.Group.Responsible(), m.Person.Code):
		return allClear(reasonOwnerOrAdmin, nil)
	case slices.Contains(m.Policy.Member.AlwaysAllowed.Posts, m.Person.Post) && m.Person.Post != "",
		slices.ContainsFunc(m.Policy.Member.AlwaysAllowed.Roles, m.Person.HasRole):
		return allClear(reasonAlwaysAllowed, nil)
	case !m.Dir.NamesSomebody(m.Scope):
		return cannotJudge(reasonScopeOfNobody, nil)
	}
	return violated(reasonNotInScope, memberBeyondScope{
		memberFacts: m.facts(), Unit: m.Dir.Units[m.Person.Unit].Short(), Post: m.Person.Post, Scope: ScopeText(m.Scope.String()),
	})
}
