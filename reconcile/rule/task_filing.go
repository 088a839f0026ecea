package rule

import (
	"encoding/json"
	"fmt"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/filing"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// TaskFiling is the rule's id.
const TaskFiling = "task.filing"

// taskFiling is a filing's next step. The register of filings knows whom each filing waits for: the
// task opens with the filing, goes to the next person with each step, and closes with the last.
var taskFiling = &Rule{
	ID: TaskFiling, Job: JobGroupCheck, Subject: ledger.SubjectUnit,
	Judge: County(judgeFilingSteps), Reads: ReadsRequests, Evidence: Fields[filingStep](), OutsideGuard: true, Answered: true,
	Starts: func(v View) Start {
		decider := string(of[filingStep](v).Decider)
		return Start{Person: decider, Nobody: decider == ""}
	},
	Form: func(v View) string { return of[filingStep](v).Via },
	Due:  func(d Deadline) workgroup.Date { return d.Days.Due(d.Day, taskDays, calendar.WorkingDays) },
	Words: Words{
		Name:  text("报备待审批", "filing to decide"),
		Short: text("待审批的报备", "filings to decide"),
		Why:   text("建群、开账号、做应用要先报备，需要您决定。", "Groups, accounts and applications are filed first, and you decide."),
		Title: one("{applicant}报备“{name}”，等待审批", "{applicant} files “{name}”: to be decided"),
		Line: Forms{
			"":            {Zh: "{applicant}报备“{name}”（第 {filing} 号）。用途：{purpose}。比对结果：{advice}", En: "{applicant} files “{name}” (no. {filing}). Purpose: {purpose}. Comparison: {advice}"},
			filing.ByForm: {Zh: "有人以{applicant}的名义，经公开表单报备“{name}”（第 {filing} 号），批准前请向本人核实。用途：{purpose}。比对结果：{advice}", En: "Somebody filed “{name}” (no. {filing}) in the name of {applicant} by the public form: ask them before you approve it. Purpose: {purpose}. Comparison: {advice}"},
		},
		Todo:    one("有现成的群可用的，请不批准，让申请人加入现有群；确有必要的，请批准。", "If a group is there that serves, reject it and let the applicant join that one; approve what is needed."),
		Measure: text("由审批人作出决定。", "Whoever decides it decides it."),
	},
}

type filingStep struct {
	Filing    int64      `json:"filing" zh:"报备号" en:"Filing"`
	Name      string     `json:"name" zh:"名称" en:"Name"`
	Purpose   string     `json:"purpose" zh:"用途" en:"Purpose"`
	Applicant PersonCode `json:"applicant" zh:"申请人" en:"Applicant"`
	Step      string     `json:"step" zh:"步骤" en:"Step"`
	Decider   PersonCode `json:"decider,omitempty" zh:"审批人" en:"Decided by"`
	Advice    ReasonID   `json:"advice" zh:"比对结果" en:"Comparison"`
	Via       string     `json:"via,omitempty" zh:"报备途径" en:"Filed by"` // form: the public form
}

// AsksOfFiling reports whether the rule's tasks are about a filing: its next step, or its applicant.
func AsksOfFiling(id string) bool { return id == TaskFiling || id == TaskApplicant }

// FilingOf is the number of the filing that a task is about.
func FilingOf(task ledger.Case) int64 {
	var e struct {
		Filing int64 `json:"filing"`
	}
	if json.Unmarshal(task.Evidence, &e) != nil {
		return 0
	}
	return e.Filing
}

var (
	reasonWaits = because("filing_waits", "等待审批", "waits for a decision")
	_           = because("use_existing", "已有类似的群", "a similar group exists")
	_           = because("rename", "名称不合规定", "the name breaks the rule")
	_           = because("approve", "没有发现问题", "nothing speaks against it")
)

// judgeFilingSteps: a filing waits for somebody's decision.
func judgeFilingSteps(s *Snapshot) []Ruling {
	var rulings []Ruling
	for _, f := range s.County.Requests {
		step := f.Next(s.Policy.Filing.Steps)
		if step == "" {
			continue
		}
		e := filingStep{
			Filing: f.ID, Name: f.Request.Name, Purpose: f.Request.Purpose, Applicant: PersonCode(f.Request.By), Step: step,
			Advice: ReasonID(f.Shown.Advice), Via: f.Request.Via,
		}
		if may := FilingDeciders(&f, s.Policy, s.Dir, s.Day); len(may) > 0 {
			e.Decider = PersonCode(may[0])
		}
		rulings = append(rulings, Ruling{
			Subject: ledger.Subject{Type: ledger.SubjectUnit, Code: fmt.Sprintf("%s:%d", f.Request.Unit, f.ID)}, Unit: f.Request.Unit,
			Verdict: violated(reasonWaits, e),
		})
	}
	return rulings
}
