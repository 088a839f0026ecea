package rule

import (
	"strings"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
)

// MemberAmbiguous is the rule's id.
const MemberAmbiguous = "member.ambiguous"

var memberAmbiguous = &Rule{
	ID: MemberAmbiguous, Job: JobMemberCheck, Subject: ledger.SubjectAccount,
	Judge: Account(judgeAmbiguous), Evidence: Fields[ambiguousMember](),
	Confirmed: ByRoster, Removes: true,
	Words: Words{
		Name:   text("身份有歧义", "ambiguous member"),
		Short:  text("成员重名待确认", "members with a shared name"),
		Why:    text("群昵称对得上不止一个人，账号也分不出是谁。", "The card fits more than one person, and the account does not tell them apart."),
		Title:  one("群“{group}”里的“{nickname}”（账号 {account}）可能是多人：{candidates}", "Group “{group}”: “{nickname}” (account {account}) may be several people: {candidates}"),
		Line:   one("有同名人员，分不清是哪一位：{who}", "Several people fit: {who}"),
		Many:   text("{n} 个成员有同名人员，分不清是哪一位：{list}", "{n} members fit several people each: {list}"),
		Todo:   one("请确认是哪一位，并请本人在群昵称里加上单位或岗位；不便改的，报{office}登记身份绑定。", "Confirm who it is and ask them to add the unit or post to the card; where that cannot be, ask {office} to bind the account (身份绑定)."),
		Demand: text("请再确认一次；仍不能确认身份的，请告知原因后移出本群。", "Check once more; who is still not confirmed: give the reason and remove them."),
		Reason: text("同名人员身份未确认", "shares a name and is not confirmed"),
		Entry:  text("同名多人，核实是哪一位：请其在群昵称里加上单位或岗位；不便改的，登记身份绑定", "several people of this name: find out which, and have unit or post added to the card; where that cannot be, bind the account"),
		Copy:   text("您好，本群有同名的同志，请在群昵称里加上单位或岗位，便于区分，谢谢。", "Hello, several people here share your name. Please add your unit or post to your card. Thank you."),
		Measure: text("确认身份，群昵称加注单位或岗位；不便改的，登记身份绑定。",
			"Confirm who it is; add unit or post to the card, or bind the account."),
	},
	Named: func(t *Teller, v View) string {
		e := of[ambiguousMember](v)
		return t.stranger(v.Case, e.memberFacts, e.maybe(t))
	},
}

type ambiguousMember struct {
	memberFacts

	Candidates Candidates `json:"candidates" zh:"可能是" en:"May be"`
}

// maxCandidates is how many people an ambiguous card is explained with.
const maxCandidates = 4

// maybe names the people that a card may mean: 水利局张伟或教育局张伟; with the code where unit and name do not
// tell them apart.
func (e ambiguousMember) maybe(t *Teller) string {
	if len(e.Candidates) == 0 {
		return ""
	}
	seen := map[string]int{}
	for _, p := range e.Candidates {
		seen[p.Unit+p.Name]++
	}
	var names []string
	for _, p := range e.Candidates[:min(maxCandidates, len(e.Candidates))] {
		name := t.Say("notice.unit_person", "unit", p.Unit, "name", p.Name)
		if seen[p.Unit+p.Name] > 1 {
			name += " " + p.Code
		}
		names = append(names, strings.TrimSpace(name))
	}
	list := strings.Join(names, t.Say("notice.or"))
	if len(e.Candidates) > maxCandidates {
		list = t.Say("notice.and_more", "list", list, "n", len(e.Candidates))
	}
	return t.Say("notice.maybe", "names", list)
}

var (
	reasonNotAmbiguous  = because("not_ambiguous", "没有重名", "not ambiguous")
	reasonSeveralByForm = because("several_fit_template", "对得上多个人", "several fit")
	reasonSeveralByName = because("several_fit_loose", "对得上多个人", "several fit")
)

// judgeAmbiguous finds cards that fit several people, in any state of service.
func judgeAmbiguous(m *MemberView) Verdict {
	switch {
	case m.Who.How != identity.Ambiguous:
		return allClear(reasonNotAmbiguous, nil)
	case m.Open:
		return allClear(reasonOpenGroup, nil)
	}
	reason := reasonSeveralByForm
	if m.Who.Reason == identity.SeveralFitLoose {
		reason = reasonSeveralByName
	}
	return violated(reason, ambiguousMember{memberFacts: m.facts(), Candidates: m.candidates(m.Who.Candidates)})
}
