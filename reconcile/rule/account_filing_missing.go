package rule

import (
	"slices"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// AccountFilingMissing is the rule's id.
const AccountFilingMissing = "account.filing_missing"

var accountFilingMissing = &Rule{
	ID: AccountFilingMissing, Job: JobAccountCheck, Subject: ledger.SubjectOfficialAccount,
	Judge: County(judgeAccountFilings), Keeps: keepsAccountFiling, Reads: ReadsAccounts, Evidence: Fields[accountFacts](),
	Confirmed: ByImport, Starts: startsInCharge,
	Words: Words{
		Name:    text("账号没有备案", "account not filed"),
		Short:   text("没有备案的政务账号", "official accounts that are not filed"),
		Why:     text("政务账号要审核备案，这个账号没有备案编号。", "Official accounts are reviewed and filed; this one has no filing number."),
		Title:   one("{platform}“{name}”没有备案编号", "{platform} “{name}” has no filing number"),
		Line:    one("{platform}“{name}”没有备案编号", "{platform} “{name}” has no filing number"),
		Todo:    one("请向{office}补办备案；不再运营的，请公告后停止运营。", "File it with {office}; if it is no longer run, announce its end and stop it."),
		Measure: text("补办备案。", "File it."),
	},
}

// judgeAccountFilings: running accounts without a filing number. A registry in
// which no account has one never got the column.
func judgeAccountFilings(s *Snapshot) []Ruling {
	if !s.Policy.Account.FilingRequired {
		return nil
	}
	if !anyFiled(s.County.Accounts, func(a workgroup.OfficialAccount) string { return a.Filing }) {
		return Unjudgeable(reasonNoFilings)
	}
	return eachOfficial(s, runningAccount, func(a workgroup.OfficialAccount) Verdict {
		if a.Filing != "" {
			return allClear(reasonFits, nil)
		}
		return violated(reasonNoFiling, factsOf(a))
	})
}

func keepsAccountFiling(s *Snapshot, about ledger.Subject) Verdict {
	running := slices.ContainsFunc(s.County.Accounts, func(a workgroup.OfficialAccount) bool { return a.Code == about.Code && Running(a.State) })
	return keepsFiling(s.Policy.Account.FilingRequired, running)
}
