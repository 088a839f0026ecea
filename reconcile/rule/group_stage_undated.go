package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// GroupStageUndated is the rule's id.
const GroupStageUndated = "group.stage_undated"

var groupStageUndated = &Rule{
	ID: GroupStageUndated, Job: JobStageExpiry, Subject: ledger.SubjectGroup,
	Judge: Group(judgeStageUndated), Evidence: Fields[endlessStage](),
	Words: Words{
		Name:    text("阶段性群无期限", "stage without an end"),
		Short:   text("阶段性工作群没有截止日期", "stage-limited groups without an end"),
		Why:     text("阶段性工作群必须登记截止日期，不然永远不会到期。", "A stage-limited group needs an end date, or it never ends."),
		Title:   one("阶段性工作群“{group}”没有登记截止日期", "Stage-limited group “{group}” has no end date on record"),
		Line:    one("阶段性工作群没有登记截止日期", "A stage-limited group without an end date on record"),
		Todo:    one("请把截止日期报{office}登记。", "Tell {office} the end date."),
		Measure: text("登记截止日期。", "Record an end date."),
	},
}

type endlessStage struct {
	StartsOn workgroup.Date `json:"starts_on" zh:"开始日期" en:"Start date"`
}

var (
	reasonDated     = because("dated", "有截止日期", "dated")
	reasonNoEndDate = because("no_end_date", "没有截止日期", "no end date")
)

// judgeStageUndated: a stage-limited group without an end would never end.
func judgeStageUndated(f GroupFacts) Verdict {
	switch g := f.Group; {
	case !g.Staged:
		return allClear(reasonNotStaged, nil)
	case g.EndsOn != "":
		return allClear(reasonDated, nil)
	}
	return violated(reasonNoEndDate, endlessStage{f.Group.StartsOn})
}
