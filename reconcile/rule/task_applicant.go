package rule

import (
	"fmt"

	"qunguan/reconcile/filing"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// TaskApplicant is the rule's id.
const TaskApplicant = "task.applicant"

// taskApplicant tells the person in whose name somebody filed by the public form, and asks whether it
// was they: the form's sender is not proved. A silent applicant is told once, and the case ends with
// its time. It stays after a decision about the filing: an applicant who hears of it late must hear.
var taskApplicant = &Rule{
	ID: TaskApplicant, Job: JobGroupCheck, Subject: ledger.SubjectUnit,
	Judge: County(judgeFiledInTheirName), Reads: ReadsRequests, Evidence: Fields[filedInTheirName](), OutsideGuard: true, Answered: true,
	Starts: func(v View) Start { return Start{Only: []string{string(of[filedInTheirName](v).Applicant)}} },
	Due:    func(d Deadline) workgroup.Date { return of[filedInTheirName](d.View).FiledOn.AddDays(applicantDays) },
	Pointless: func(_ *Snapshot, c ledger.Case) bool {
		return c.ToldOn != ""
	},
	Words: Words{
		Name:    text("报备待本人核对", "filing to be confirmed by its applicant"),
		Short:   text("待申请人核对的报备", "filings to be confirmed by the applicant"),
		Why:     text("公开表单不核实提交人，收到的报备都告诉申请人本人。", "The public form does not prove who files, so the person named as applicant is always told."),
		Title:   one("以{applicant}的名义报备“{name}”，请本人核对", "“{name}” was filed in the name of {applicant}: was it they?"),
		Line:    one("{filed_on}有人以{applicant}的名义，经公开表单报备“{name}”（第 {filing} 号）。用途：{purpose}", "On {filed_on} somebody filed “{name}” (no. {filing}) in the name of {applicant} by the public form. Purpose: {purpose}"),
		Todo:    one("是本人报的，选“同意”或不必答复；不是的，请选“不同意”：还没有批准的随即撤回，并转{office}查处。也可以直接告诉{office}。", "If it was they, agree, or do nothing. If it was not, refuse: it is taken back unless it was decided, and {office} looks into it. You can also tell {office}."),
		Measure: text("由申请人本人核对。", "The applicant says whether it was they."),
	},
}

// applicantDays is for how many days after a filing its applicant is asked.
const applicantDays = 14

type filedInTheirName struct {
	Filing    int64          `json:"filing" zh:"报备号" en:"Filing"`
	Name      string         `json:"name" zh:"名称" en:"Name"`
	Purpose   string         `json:"purpose" zh:"用途" en:"Purpose"`
	Applicant PersonCode     `json:"applicant" zh:"申请人" en:"Applicant"`
	FiledOn   workgroup.Date `json:"filed_on" zh:"报备日期" en:"Filed on"`
}

var reasonInTheirName = because("in_their_name", "公开表单以其名义提交", "filed in their name by the public form")

// NotFiledByThem is the note of a filing, and of the report about it, whose applicant did not file it.
const NotFiledByThem = "申请人说不是本人报的"

// judgeFiledInTheirName: a filing by the public form is new, and its applicant has not taken it back.
func judgeFiledInTheirName(s *Snapshot) []Ruling {
	var rulings []Ruling
	for _, f := range s.County.Requests {
		on := workgroup.DateOf(f.FiledAt.In(s.Moment.Location()))
		if f.Request.Via != filing.ByForm || f.State == filing.Withdrawn || on.DaysUntil(s.Day) > applicantDays {
			continue
		}
		rulings = append(rulings, Ruling{
			Subject: ledger.Subject{Type: ledger.SubjectUnit, Code: fmt.Sprintf("%s:%d", f.Request.Unit, f.ID)}, Unit: f.Request.Unit,
			Verdict: violated(reasonInTheirName, filedInTheirName{f.ID, f.Request.Name, f.Request.Purpose, PersonCode(f.Request.By), on}),
		})
	}
	return rulings
}
