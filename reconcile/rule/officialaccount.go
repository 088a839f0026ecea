package rule

import (
	"slices"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// accountFacts are the evidence of every rule about an official account.
type accountFacts struct {
	Platform string     `json:"platform" zh:"平台" en:"Platform"`
	Name     string     `json:"name" zh:"名称" en:"Name"`
	InCharge PersonCode `json:"in_charge,omitempty" zh:"负责人" en:"In charge"`
}

func factsOf(a workgroup.OfficialAccount) accountFacts {
	return accountFacts{a.Platform, a.Name, PersonCode(a.Responsible)}
}

// inCharge starts the chain at 负责人工号.
func (f accountFacts) inCharge() Start { return Start{Person: string(f.InCharge)} }

// appFacts are the evidence of every rule about an application.
type appFacts struct {
	Name     string     `json:"name" zh:"名称" en:"Name"`
	InCharge PersonCode `json:"in_charge,omitempty" zh:"负责人" en:"In charge"`
}

func (f appFacts) inCharge() Start { return Start{Person: string(f.InCharge)} }

// charged is evidence that names the person in charge.
type charged interface{ inCharge() Start }

// startsInCharge begins the chain at the person in charge of the case's subject.
func startsInCharge(v View) Start {
	if e, ok := v.Evidence.(charged); ok {
		return e.inCharge()
	}
	return Start{}
}

// Running reports whether an account or application with the state is in use.
func Running(state string) bool {
	return state == "" || state == "正常" || state == "运营"
}

// states of an official account that is no longer run.
const (
	stateStopped   = "停更"
	stateCancelled = "注销"
)

// eachOfficial judges the official accounts that are wanted.
func eachOfficial(s *Snapshot, want func(workgroup.OfficialAccount) bool, judge func(workgroup.OfficialAccount) Verdict) []Ruling {
	var rulings []Ruling
	for _, a := range s.County.Accounts {
		if !want(a) {
			continue
		}
		if v := judge(a); v.Outcome != Clear {
			rulings = append(rulings, Ruling{Subject: ledger.Subject{Type: ledger.SubjectOfficialAccount, Code: a.Code}, Unit: a.Unit, Verdict: v, Data: a.ImportedAt})
		}
	}
	return rulings
}

func runningAccount(a workgroup.OfficialAccount) bool { return Running(a.State) }

// eachApp judges the applications in use.
func eachApp(s *Snapshot, judge func(workgroup.App) Verdict) []Ruling {
	var rulings []Ruling
	for _, a := range s.County.Apps {
		if !Running(a.State) {
			continue
		}
		if v := judge(a); v.Outcome != Clear {
			rulings = append(rulings, Ruling{Subject: ledger.Subject{Type: ledger.SubjectApp, Code: a.Code}, Unit: a.Unit, Verdict: v, Data: a.ImportedAt})
		}
	}
	return rulings
}

// anyFiled reports whether one of the filing numbers is given.
func anyFiled[T any](list []T, filing func(T) string) bool {
	return slices.ContainsFunc(list, func(t T) bool { return filing(t) != "" })
}

var (
	reasonFits          = because("fits", "符合规定", "as the rules say")
	reasonUnknownFigure = since("figure_unknown", "没有这个数字或日期", "figure or date unknown", "{n} 处因没有填数字或日期，没有判断", "not judged, a figure or date is missing: {n}")
)
