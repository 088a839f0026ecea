package rule

import (
	"fmt"
	"slices"

	"qunguan/reconcile/filing"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// FilingUseExisting is the rule's id.
const FilingUseExisting = "filing.use_existing"

// filingUseExisting asks the owner of a group that serves already to take the
// applicant in as administrator, so that no second one is founded (S4.2). It
// closes when they are one, or when the filing is approved or taken back all
// the same.
var filingUseExisting = &Rule{
	ID: FilingUseExisting, Job: JobGroupCheck, Subject: ledger.SubjectGroup,
	Judge: County(judgeUseExisting), Reads: ReadsRequests, Evidence: Fields[existingGroup](),
	OutsideGuard: true, Highest: ledger.ToUnitPrincipal,
	Words: Words{
		Name:    text("请拉入现有群", "applicant to be added"),
		Short:   text("请把申请人拉入现有群", "applicants to be added to existing groups"),
		Why:     text("有人报备建群，比对发现这个群已经可用，不用再建。", "Somebody filed a new group, and this one serves already: no second one is needed."),
		Title:   one("{applicant}报备的“{name}”与群“{group}”相似，请拉入并设为管理员", "“{name}”, filed by {applicant}, is like group “{group}”: add them as administrator"),
		Line:    one("{applicant}报备建“{name}”（用途：{purpose}），与本群相似（{why}）", "{applicant} filed “{name}” (purpose: {purpose}), which is like this group ({why})"),
		Todo:    one("请把{applicant}拉进本群并设为管理员，登记表里补上；确实是两件事的，请告诉{office}。", "Add {applicant} to the group as administrator, and to the registry; if they are two matters, tell {office}."),
		Measure: text("拉入现有群并设为管理员。", "Add them to the existing group as administrator."),
	},
}

type existingGroup struct {
	Filing    int64      `json:"filing" zh:"报备号" en:"Filing"`
	Name      string     `json:"name" zh:"报备的名称" en:"Name filed"`
	Purpose   string     `json:"purpose" zh:"用途" en:"Purpose"`
	Applicant PersonCode `json:"applicant" zh:"申请人" en:"Applicant"`
	Why       ReasonID   `json:"why" zh:"怎样相似" en:"In what way"`
}

var (
	reasonServesAlready = because("serves_already", "已有群可用", "a group serves already")
	_                   = because(SamePurposeInCounty, "用途相同的全县群", "a county-wide group with the same purpose")
)

// judgeUseExisting finds filings whose comparison named a group that serves the purpose already, and
// whose applicant is no administrator of it.
func judgeUseExisting(s *Snapshot) []Ruling {
	var rulings []Ruling
	for _, f := range s.County.Requests {
		g, ok := s.existingFor(&f)
		if !ok || slices.Contains(g.Responsible(), f.Request.By) {
			continue
		}
		rulings = append(rulings, Ruling{
			Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: g.Code, Code: fmt.Sprintf("%s:%d", g.Code, f.ID)}, Unit: g.Unit,
			Verdict: violated(reasonServesAlready, existingGroup{f.ID, f.Request.Name, f.Request.Purpose, PersonCode(f.Request.By), ReasonID(f.Shown.Similar[0].Why)}),
		})
	}
	return rulings
}

// existingFor is the live group that serves the purpose of a filing, while the question is open:
// until the filing is approved or withdrawn, and after a rejection for as long as an unused approval
// would wait.
func (s *Snapshot) existingFor(f *filing.Filing) (workgroup.Group, bool) {
	if f.Request.Kind != filing.Group || f.Shown.Advice != filing.UseExisting || len(f.Shown.Similar) == 0 {
		return workgroup.Group{}, false
	}
	decided := workgroup.DateOf(f.DecidedAt.In(s.Moment.Location()))
	if !f.State.Waiting() && (f.State != filing.Rejected || decided.DaysUntil(s.Day) > s.Policy.Filing.UnusedDays) {
		return workgroup.Group{}, false
	}
	g, ok := s.County.Groups.Find(f.Shown.Similar[0].Group)
	return g, ok && g.Live()
}
