package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// AccountStillActive is the rule's id.
const AccountStillActive = "account.still_active"

var accountStillActive = &Rule{
	ID: AccountStillActive, Job: JobAccountCheck, Subject: ledger.SubjectOfficialAccount,
	Judge: County(judgeAccountStillActive), Reads: ReadsAccounts, Evidence: Fields[postedAfterStop](),
	Confirmed: ByImport, Starts: startsInCharge,
	Words: Words{
		Name:    text("停更后仍在发布", "account used after its end"),
		Short:   text("登记停更后仍在发布的政务账号", "official accounts used after their end"),
		Why:     text("登记为停更或注销，之后却还在发布。", "On record it has stopped, and it published since."),
		Title:   one("{platform}“{name}”登记 {stopped_on} 停更，{last_post} 仍有发布", "{platform} “{name}” stopped on {stopped_on} on record and published on {last_post}"),
		Line:    one("{platform}“{name}”登记 {stopped_on} 停更，{last_post} 仍有发布", "{platform} “{name}” stopped on {stopped_on} on record and published on {last_post}"),
		Todo:    one("请真正停止运营；恢复运营的，请报{office}更正登记。", "Really stop it; if it is run again, tell {office}."),
		Measure: text("停止运营，或更正登记。", "Stop it, or correct the registry."),
	},
}

type postedAfterStop struct {
	accountFacts

	StoppedOn workgroup.Date `json:"stopped_on" zh:"停更日期" en:"Stopped on"`
	LastPost  workgroup.Date `json:"last_post" zh:"最近发布日期" en:"Last post"`
}

var reasonPostedAfterStop = because("posted_after_stop", "停更后仍有发布", "published after its end")

// judgeAccountStillActive: an account that stopped on paper published since,
// and lately.
func judgeAccountStillActive(s *Snapshot) []Ruling {
	stopped := func(a workgroup.OfficialAccount) bool { return a.State == stateStopped || a.State == stateCancelled }
	return eachOfficial(s, stopped, func(a workgroup.OfficialAccount) Verdict {
		switch {
		case a.StoppedOn == "" || a.LastPostOn == "":
			return cannotJudge(reasonUnknownFigure, nil)
		case a.LastPostOn <= a.StoppedOn || a.LastPostOn > s.Day || a.LastPostOn.DaysUntil(s.Day) > stillActiveDays:
			return allClear(reasonFits, nil)
		}
		return violated(reasonPostedAfterStop, postedAfterStop{factsOf(a), a.StoppedOn, a.LastPostOn})
	})
}
