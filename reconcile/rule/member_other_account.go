package rule

import (
	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// MemberOtherAccount is the rule's id.
const MemberOtherAccount = "member.other_account"

// askThePerson is the advice about an account that may be another person's, from the first reminder
// on.
var askThePerson = phrase.Text{
	Zh: "请当面或打电话向本人核实。是本人换号的，请报{office}更新登记；不是本人的，请立即移出本群，并提醒群成员。",
	En: "Ask the person face to face or by phone. Their new account: tell {office}. Not theirs: remove it at once and warn the members.",
}

var memberOtherAccount = &Rule{
	ID: MemberOtherAccount, Job: JobMemberCheck, Subject: ledger.SubjectAccount,
	Judge: Account(judgeOtherAccount), Evidence: Fields[otherAccount](),
	Confirmed: ByRoster, Removes: true, Concerned: ledger.ToldBeside, ByCard: true,
	Words: Words{
		Name:    text("同名异号", "same name, other account"),
		Short:   text("账号与登记不一致", "accounts other than on file"),
		Why:     text("群昵称是这个人，账号却不是登记的那一个：可能是冒名，也可能是换了号，要向本人核实。", "The card names this person, but the account is not the one on file: an impostor, or a new number. Ask the person."),
		Title:   one("群“{group}”里自称“{name}”的账号 {account} 与登记的账号不一致，须核实", "Group “{group}”: account {account} goes by the name of {name} but is not the account on file; confirm who it is"),
		Line:    one("所用账号与登记的不一致，可能是换了号，也可能被人冒名：{who}", "Not the account on file; an old number or somebody else: {who}"),
		Many:    text("{n} 人所用账号与登记的不一致，可能是换了号，也可能被人冒名：{list}", "{n} people use other accounts than on file; old numbers or somebody else: {list}"),
		Todo:    Forms{"": askThePerson},
		Demand:  askThePerson,
		Reason:  text("所用账号与登记的不一致", "not the account on file"),
		Prior:   one("是您本人换了账号的，请告知；不是您本人的，将移出本群", "If it is your new account, say so; if it is not yours, it will be removed"),
		Yours:   one("群里账号 {account} 用的是您的姓名，与您登记的账号不一致", "Account {account} goes by your name and is not the one on file for you"),
		Own:     one("这个账号用的是您的姓名：是您本人的，请报{office}更新登记；不是的，请移出本群，并提醒群成员。", "This account goes by your name: if it is yours, tell {office}; if not, remove it and warn the members."),
		Entry:   text("账号与登记的不一致：当面或打电话向{name}核实", "not the account on file: confirm with {name} in person or by phone"),
		Copy:    text("{name}，您好：群“{group}”里有一个与您同名、但不是您登记账号的成员，请确认是不是您本人换了账号。", "{name}, hello: “{group}” has a member with your name but another account than yours on file. Please confirm whether it is you."),
		Measure: text("当面或电话核实；非本人账号立即清退。", "Verify in person; remove it if it is not theirs."),
	},
	Named: func(t *Teller, v View) string {
		e := of[otherAccount](v)
		if account := shownAccount(v.Case); account != "" && len(e.OnFile) > 0 {
			return t.label(e.name(), t.Say("notice.uses", "what", account), t.Say("notice.on_file", "what", phrase.Mask(t.List(e.OnFile))))
		}
		return e.name()
	},
}

type otherAccount struct {
	memberFacts

	OnFile Accounts `json:"on_file" zh:"登记的账号" en:"Account on file"`
}

var (
	reasonNotByNickname    = because("not_by_nickname", "不是按昵称认出的", "not identified by nickname")
	reasonNoAccountShown   = because("no_account_shown", "来源没有显示账号", "no account shown")
	reasonNoAccountOnFile  = because("no_account_on_file", "没有登记账号", "no account on file")
	reasonAccountOnFile    = because("account_on_file", "账号与登记一致", "the account on file")
	reasonDifferentAccount = because("different_account", "账号与登记不一致", "another account than on file")
)

// judgeOtherAccount: same name, but another account than the one on file: an
// impostor, or an old number.
func judgeOtherAccount(m *MemberView) Verdict {
	switch {
	case m.Who.How != identity.Nickname && m.Who.How != identity.Loose:
		return allClear(reasonNotByNickname, nil)
	case m.Here != workgroup.InService:
		return allClear(reasonNotInService, nil)
	case m.Open:
		return allClear(reasonOpenGroup, nil)
	case !m.Member.OwnAccount():
		return allClear(reasonNoAccountShown, nil)
	}
	onFile := m.Matcher.AccountsOnFile(m.Person.Code)
	if len(onFile) == 0 {
		return allClear(reasonNoAccountOnFile, nil)
	}
	for _, a := range onFile {
		if workgroup.AccountKey(a) == m.Member.Key() {
			return allClear(reasonAccountOnFile, nil)
		}
	}
	return violated(reasonDifferentAccount, otherAccount{memberFacts: m.facts(), OnFile: onFile})
}
