package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// AppLowUse is the rule's id.
const AppLowUse = "app.low_use"

var appLowUse = &Rule{
	ID: AppLowUse, Job: JobAccountCheck, Subject: ledger.SubjectApp,
	Judge: County(judgeLowUse), Reads: ReadsApps, Evidence: Fields[lowUse](), Figure: Figure{Fact: "users", By: "required"},
	Confirmed: ByImport, Starts: startsInCharge,
	Words: Words{
		Name:    text("应用使用率低", "low use"),
		Short:   text("使用率低的应用程序", "applications of low use"),
		Why:     text("很少有人用的应用程序要下线或合并。", "Applications that few people use are merged or taken down."),
		Title:   one("应用“{name}”月活用户只有 {users}，少于 {required}", "Application “{name}” has {users} users a month, fewer than {required}"),
		Line:    one("应用“{name}”月活用户只有 {users}，少于 {required}", "Application “{name}” has {users} users a month, fewer than {required}"),
		Todo:    one("请下线或与功能相近的应用合并；确需保留的，请向{office}说明。", "Take it down or merge it with a like one; if it is needed, tell {office} why."),
		Measure: text("下线或合并。", "Take it down or merge it."),
	},
}

type lowUse struct {
	appFacts

	Users    int `json:"users" zh:"月活用户数" en:"Users a month"`
	Required int `json:"required" zh:"至少要有" en:"Required"`
}

var reasonLowUse = because("low_use", "使用率低", "low use")

// judgeLowUse: few people use the application.
func judgeLowUse(s *Snapshot) []Ruling {
	least := s.Policy.App.MonthlyUsersMin
	return eachApp(s, func(a workgroup.App) Verdict {
		switch {
		case a.MonthlyUsers < 0:
			return cannotJudge(reasonUnknownFigure, nil)
		case a.MonthlyUsers >= least:
			return allClear(reasonFits, nil)
		}
		return violated(reasonLowUse, lowUse{appFacts{a.Name, PersonCode(a.Responsible)}, a.MonthlyUsers, least})
	})
}
