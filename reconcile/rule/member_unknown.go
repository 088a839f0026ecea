package rule

import (
	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
)

// MemberUnknown is the rule's id.
const MemberUnknown = "member.unknown"

var memberUnknown = &Rule{
	ID: MemberUnknown, Job: JobMemberCheck, Subject: ledger.SubjectAccount,
	Judge: Account(judgeUnknown), Evidence: Fields[unknownMember](),
	Confirmed: ByRoster, Removes: true,
	Words: Words{
		Name:  text("身份不明", "unknown member"),
		Short: text("成员身份不明", "unknown members"),
		Why:   text("工作群要求实名。程序先看账号，再看群昵称，都对不上人员表里的任何人。", "Work groups are for people with a name. Neither the account nor the card belongs to anybody in the directory."),
		Title: Forms{
			"":        {Zh: "群“{group}”里的“{nickname}”（账号 {account}）认不出是谁", En: "Group “{group}”: nobody can tell who “{nickname}” (account {account}) is"},
			"no_card": {Zh: "群“{group}”里的账号 {account} 没有设群昵称，认不出是谁", En: "Group “{group}”: account {account} has set no card; nobody can tell who it is"},
		},
		Line:   one("认不出是谁：{who}", "Nobody can tell who this is: {who}"),
		Many:   text("{n} 个成员认不出是谁：{list}", "Nobody can tell who these {n} are: {list}"),
		Todo:   one("请核实身份。应在群的，请本人把群昵称改成“{card}”的格式；不应在群的，告知原因后请其退群。", "Find out who it is. Who belongs here should write the card as “{card}”; who does not should be told why and asked to leave."),
		Demand: text("请再核实一次；仍不能确认身份的，请告知原因后移出本群。", "Check once more; who is still unknown: give the reason and remove them."),
		Reason: text("身份不明", "nobody can tell who it is"),
		Entry:  text("核实是谁：是同事的，请其改群昵称；不是的，说明原因后移出", "find out who it is: a colleague sets the card; anybody else is told why and removed"),
		Copy: phrase.Text{
			Zh: "您好，本群实行实名制，请在“我在本群的昵称”里填写您的姓名。如您不是本群人员，请退出本群，谢谢。",
			En: "Hello, members of this group go by their full names. Please set your name as your card in this group; if you do not belong here, please leave. Thank you.",
		},
		Measure: text("核实身份；属实的规范群昵称，无关人员清退。", "Find out who it is; correct the card or remove the account."),
	},
	Form: func(v View) string {
		if of[unknownMember](v).noCard() {
			return "no_card"
		}
		return ""
	},
	Named: func(t *Teller, v View) string { return t.stranger(v.Case, of[unknownMember](v).memberFacts) },
}

type unknownMember struct {
	memberFacts

	Suggestions Candidates `json:"suggestions,omitempty" zh:"名字相近的人" en:"People with a similar name"`
}

var reasonIdentified = because("identified", "已认出", "identified")

// judgeUnknown finds accounts without a known bearer.
func judgeUnknown(m *MemberView) Verdict {
	switch {
	case m.Who.How != identity.Unknown:
		return allClear(reasonIdentified, nil)
	case m.Open:
		return allClear(reasonOpenGroup, nil)
	}
	e := unknownMember{memberFacts: m.facts()}
	if near := m.Matcher.Suggest(m.Member.Nickname); len(near) > 0 {
		e.Suggestions = m.candidates(near)
	}
	if m.Who.Reason == identity.NoCard {
		return violated(reasonNoCard, e)
	}
	return violated(reasonNobodyFits, e)
}
