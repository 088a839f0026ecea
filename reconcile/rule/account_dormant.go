package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// AccountDormant is the rule's id.
const AccountDormant = "account.dormant"

var accountDormant = &Rule{
	ID: AccountDormant, Job: JobAccountCheck, Subject: ledger.SubjectOfficialAccount,
	Judge: County(judgeDormant), Reads: ReadsAccounts, Evidence: Fields[dormantAccount](), Figure: Figure{Fact: "last_post", By: "days"},
	Confirmed: ByImport, Starts: startsInCharge,
	Words: Words{
		Name:    text("账号长期不更新", "dormant account"),
		Short:   text("长期不更新的政务账号", "dormant official accounts"),
		Why:     text("政务账号长期没有发布内容。", "The official account has published nothing for long."),
		Title:   one("{platform}“{name}”自 {last_post} 起没有更新", "{platform} “{name}” has published nothing since {last_post}"),
		Line:    one("{platform}“{name}”自 {last_post} 起没有更新，已满 {days} 天", "{platform} “{name}”: nothing since {last_post}, {days} days or more"),
		Todo:    one("请恢复更新；不再运营的，请发停更公告后停止运营，报{office}登记。", "Publish again; if it is no longer run, announce its end, stop it, and tell {office}."),
		Measure: text("恢复更新，或公告后停止运营。", "Publish again, or announce its end and stop it."),
	},
}

type dormantAccount struct {
	accountFacts

	LastPost workgroup.Date `json:"last_post" zh:"最近发布日期" en:"Last post"`
	Days     int            `json:"days" zh:"多少天不更新算停更" en:"Days that make it dormant"`
}

var reasonDormant = because("dormant", "长期没有更新", "nothing published for long")

// judgeDormant: the account published nothing for the policy's days.
func judgeDormant(s *Snapshot) []Ruling {
	limit := s.Policy.Account.DormantDays
	return eachOfficial(s, runningAccount, func(a workgroup.OfficialAccount) Verdict {
		switch {
		case a.LastPostOn == "":
			return cannotJudge(reasonUnknownFigure, nil)
		case a.LastPostOn.DaysUntil(s.Day) >= limit:
			return violated(reasonDormant, dormantAccount{factsOf(a), a.LastPostOn, limit})
		}
		return allClear(reasonFits, nil)
	})
}
