package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// AccountNoNotice is the rule's id.
const AccountNoNotice = "account.no_notice"

var accountNoNotice = &Rule{
	ID: AccountNoNotice, Job: JobAccountCheck, Subject: ledger.SubjectOfficialAccount,
	Judge: County(judgeNoNotice), Reads: ReadsAccounts, Evidence: Fields[accountFacts](),
	Confirmed: ByImport, Starts: startsInCharge,
	Words: Words{
		Name:    text("停更没有公告", "no closing announcement"),
		Short:   text("停更没有公告的政务账号", "official accounts stopped without an announcement"),
		Why:     text("账号停更要发停更公告。", "An account that stops announces it."),
		Title:   one("{platform}“{name}”已停更，没有登记停更公告", "{platform} “{name}” has stopped without an announcement on record"),
		Line:    one("{platform}“{name}”已停更，没有登记停更公告", "{platform} “{name}” has stopped without an announcement on record"),
		Todo:    one("请发停更公告，把日期或网址报{office}登记。", "Announce its end and tell {office} the date or address."),
		Measure: text("发停更公告并登记。", "Announce its end and record it."),
	},
}

var reasonNoNotice = because("no_notice", "没有停更公告", "no closing announcement")

// judgeNoNotice: an account stopped, and a file that has the column for its
// announcement leaves it empty.
func judgeNoNotice(s *Snapshot) []Ruling {
	stopped := func(a workgroup.OfficialAccount) bool { return a.State == stateStopped }
	return eachOfficial(s, stopped, func(a workgroup.OfficialAccount) Verdict {
		switch {
		case a.StopNotice != "":
			return allClear(reasonFits, nil)
		case !a.ColumnsSeen.Has(workgroup.ColumnStopNotice):
			return cannotJudge(reasonUnknownFigure, nil)
		}
		return violated(reasonNoNotice, factsOf(a))
	})
}
