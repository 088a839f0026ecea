package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// AppUnapproved is the rule's id.
const AppUnapproved = "app.unapproved"

var appUnapproved = &Rule{
	ID: AppUnapproved, Job: JobAccountCheck, Subject: ledger.SubjectApp,
	Judge: County(judgeUnapproved), Keeps: keepsAppFiling, Reads: ReadsApps | ReadsFilings, Evidence: Fields[appFacts](),
	Confirmed: ByImport, Starts: startsInCharge,
	Words: Words{
		Name:    text("应用未经审批", "not approved"),
		Short:   text("未经审批的应用程序", "applications that are not approved"),
		Why:     text("开发应用程序要先审批，这个应用没有备案编号，也没有批准的报备。", "Applications are approved before they are built; this one has neither a filing number nor an approval."),
		Title:   one("应用“{name}”没有审批", "Application “{name}” was not approved"),
		Line:    one("应用“{name}”没有备案编号，也没有批准的报备", "Application “{name}” has neither a filing number nor an approval"),
		Todo:    one("请向{office}补办审批；不需要的，请下线。", "Have it approved by {office}; if it is not needed, take it down."),
		Measure: text("补办审批，或下线。", "Have it approved, or take it down."),
	},
}

var reasonUnapproved = because("unapproved", "没有审批", "not approved")

// judgeUnapproved: an application in use has no filing number, and no approved
// filing is of its name and unit.
func judgeUnapproved(s *Snapshot) []Ruling {
	if !s.Policy.App.FilingRequired {
		return nil
	}
	approved := map[[2]string]bool{}
	for _, f := range s.County.Filings {
		if f.Kind == workgroup.FilingApp && f.ApprovedOn <= s.Day {
			approved[[2]string{f.Name, f.Unit}] = true
		}
	}
	return eachApp(s, func(a workgroup.App) Verdict {
		if a.Filing != "" || approved[[2]string{a.Name, a.Unit}] {
			return allClear(reasonFits, nil)
		}
		return violated(reasonUnapproved, appFacts{a.Name, PersonCode(a.Responsible)})
	})
}

func keepsAppFiling(s *Snapshot, _ ledger.Subject) Verdict {
	return keepsFiling(s.Policy.App.FilingRequired, true)
}
