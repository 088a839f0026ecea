package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/naming"
	"qunguan/reconcile/workgroup"
)

// AccountName is the rule's id.
const AccountName = "account.name"

var accountName = &Rule{
	ID: AccountName, Job: JobAccountCheck, Subject: ledger.SubjectOfficialAccount,
	Judge: County(judgeAccountNames), Reads: ReadsAccounts, Evidence: Fields[badAccountName](),
	Confirmed: ByImport, Starts: startsInCharge,
	Words: Words{
		Name:  text("账号名称不规范", "account name"),
		Short: text("名称不规范的政务账号", "official accounts with names against the rule"),
		Why:   text("政务账号的名称要规范，看得出是谁的账号。", "An official account's name shows whose it is."),
		Title: Forms{
			"":          {Zh: "{platform}“{name}”名称不规范：{reasons}", En: "The name of {platform} “{name}” breaks the naming rule: {reasons}"},
			"offenders": {Zh: "{platform}“{name}”名称不规范：{reasons}（{offending}）", En: "The name of {platform} “{name}” breaks the naming rule: {reasons} ({offending})"},
		},
		Line: Forms{
			"":          {Zh: "{platform}“{name}”名称不规范：{reasons}", En: "The name of {platform} “{name}” breaks the naming rule: {reasons}"},
			"offenders": {Zh: "{platform}“{name}”名称不规范：{reasons}，不能用的是{offending}", En: "The name of {platform} “{name}” breaks the naming rule: {reasons}; not allowed: {offending}"},
		},
		Todo:    one("请按规定改名；改不了的，请向{office}说明。", "Rename it by the rule; if that is not possible, tell {office}."),
		Measure: text("按规定改名。", "Rename it by the rule."),
	},
	Form: func(v View) string {
		if len(of[badAccountName](v).Offending) > 0 {
			return "offenders"
		}
		return ""
	},
}

type badAccountName struct {
	accountFacts

	Reasons   ReasonIDs `json:"reasons" zh:"不合规范之处" en:"What is wrong"`
	Offending Offenders `json:"offending" zh:"不能用的字符" en:"Characters not allowed"`
}

// judgeAccountNames: the name of a running account breaks the naming rule for
// accounts.
func judgeAccountNames(s *Snapshot) []Ruling {
	r := s.namingRule(s.Policy.AccountNamingRule())
	return eachOfficial(s, runningAccount, func(a workgroup.OfficialAccount) Verdict {
		f := r.Judge(naming.Named{Code: a.Code, Name: a.Name, Unit: a.Unit, Platform: a.Platform}, false)
		if len(f.Reasons) == 0 {
			return allClear(reasonFits, nil)
		}
		return violated(reasonBrokenName, badAccountName{factsOf(a), reasonIDs(f.Reasons), append(Offenders{}, f.Offending...)})
	})
}
