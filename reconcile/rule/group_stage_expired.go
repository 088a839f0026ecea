package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// GroupStageExpired is the rule's id.
const GroupStageExpired = "group.stage_expired"

var groupStageExpired = &Rule{
	ID: GroupStageExpired, Job: JobStageExpiry, Subject: ledger.SubjectGroup,
	Judge: Group(judgeStageExpired), Evidence: Fields[endedStage](), Due: graceForTheBacklog,
	Words: Words{
		Name:    text("阶段性群到期未散", "stage ended"),
		Short:   text("阶段性工作群到期未解散", "expired stage-limited groups"),
		Why:     text("阶段性工作群在工作结束后应当解散。", "A stage-limited group has to be dissolved when its work is over."),
		Title:   one("阶段性工作群“{group}”已于 {ends_on} 到期，尚未解散", "Stage-limited group “{group}” ended on {ends_on} and has not been dissolved"),
		Line:    one("阶段性工作已于 {ends_on} 到期，群还没有解散", "The work ended on {ends_on}; the group still exists"),
		Todo:    one("工作已结束的，请解散并报{office}登记；确需延长的，请报{office}调整截止日期。", "Dissolve it if the work is done, and tell {office}; if it must go on, ask {office} for a new end date."),
		Measure: text("到期解散；确需延长的报批新的截止日期。", "Dissolve it, or have a new end date approved."),
	},
}

type endedStage struct {
	EndsOn workgroup.Date `json:"ends_on" zh:"截止日期" en:"End date"`
}

// graceForTheBacklog gives the findings of the first look some days before they are overdue: no one
// had promised anything about them.
func graceForTheBacklog(d Deadline) workgroup.Date {
	if !d.Baseline {
		return ""
	}
	return d.Days.Due(d.Day, d.Policy.Stage.GraceDays, "d")
}

var (
	reasonUndated      = because("undated", "没有截止日期", "undated")
	reasonStillRunning = because("still_running", "尚未到期", "still running")
	reasonEnded        = because("ended", "已到期", "ended")
)

// judgeStageExpired: the work is over, the group is not.
func judgeStageExpired(f GroupFacts) Verdict {
	switch g := f.Group; {
	case !g.Staged:
		return allClear(reasonNotStaged, nil)
	case g.EndsOn == "":
		return allClear(reasonUndated, nil)
	case g.EndsOn >= f.Day:
		return allClear(reasonStillRunning, endedStage{g.EndsOn})
	}
	return violated(reasonEnded, endedStage{f.Group.EndsOn})
}
