package rule

import (
	"time"
	"unicode/utf8"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/naming"
	"qunguan/reconcile/workgroup"
)

// AppDuplicate is the rule's id.
const AppDuplicate = "app.duplicate"

var appDuplicate = &Rule{
	ID: AppDuplicate, Job: JobAccountCheck, Subject: ledger.SubjectPair,
	Judge: County(judgeAppDuplicates), Reads: ReadsApps, Evidence: Fields[twinApps](),
	Confirmed: ByImport, Starts: startsInCharge,
	Words: Words{
		Name:  text("应用重复", "duplicate applications"),
		Short: text("功能相近的应用程序", "duplicate applications"),
		Why:   text("同一单位有两个名称或功能相同的应用程序，可以合并。", "A unit has two applications with the same name or function, which could be one."),
		Title: Forms{
			"same_name":     {Zh: "应用“{name}”和“{name2}”名称相同", En: "Applications “{name}” and “{name2}” have the same name"},
			"same_function": {Zh: "应用“{name}”和“{name2}”功能相同（{function}）", En: "Applications “{name}” and “{name2}” have the same function ({function})"},
			"":              {Zh: "应用“{name}”和“{name2}”重复", En: "Applications “{name}” and “{name2}” are duplicates"},
		},
		Line: Forms{
			"same_name":     {Zh: "应用“{name}”和“{name2}”名称相同，像是同一件事", En: "Applications “{name}” and “{name2}” have the same name"},
			"same_function": {Zh: "应用“{name}”和“{name2}”功能相同（{function}）", En: "Applications “{name}” and “{name2}” have the same function ({function})"},
			"":              {Zh: "应用“{name}”和“{name2}”重复", En: "Applications “{name}” and “{name2}” are duplicates"},
		},
		Todo:    one("请合并成一个；确实是两件事的，请向{office}说明。", "Merge them into one; if they are two matters, tell {office}."),
		Measure: text("合并成一个。", "Merge them into one."),
	},
	Form: func(v View) string { return string(of[twinApps](v).Reason) },
}

type twinApps struct {
	appFacts

	Reason   ReasonID `json:"reason" zh:"相同之处" en:"What is the same"`
	Name2    string   `json:"name2" zh:"另一个应用" en:"The other application"`
	Function string   `json:"function,omitempty" zh:"功能" en:"Function"`
}

var (
	reasonSameName     = because("same_name", "名称相同", "same name")
	reasonSameFunction = because("same_function", "功能相同", "same function")
)

// judgeAppDuplicates: two running applications of one own unit have the same
// core name, or the same function.
func judgeAppDuplicates(s *Snapshot) []Ruling {
	cores := naming.NewCores(s.namingRule(s.Policy.Group.Naming), s.Dir.Units, s.Policy.SectionKinds, naming.AppWords...)
	byUnit := map[string][]workgroup.App{}
	for _, a := range s.County.Apps { // by code: the first of a pair has the smaller one
		if Running(a.State) {
			own := s.OwnUnit(a.Unit)
			byUnit[own] = append(byUnit[own], a)
		}
	}
	var rulings []Ruling
	for _, own := range sortedKeys(byUnit) {
		apps := byUnit[own]
		for i, a := range apps {
			for _, b := range apps[i+1:] {
				reason, same := sameApp(cores, a, b)
				if !same {
					continue
				}
				rulings = append(rulings, Ruling{
					Subject: ledger.Subject{Type: ledger.SubjectPair, Code: a.Code + "|" + b.Code}, Unit: a.Unit,
					Verdict: violated(reason, twinApps{appFacts{a.Name, PersonCode(a.Responsible)}, ReasonID(reason.ID), b.Name, a.Function}),
					Data:    earlier(a.ImportedAt, b.ImportedAt),
				})
			}
		}
	}
	return rulings
}

func sameApp(cores *naming.Cores, a, b workgroup.App) (Reason, bool) {
	coreA, coreB := cores.Of(a.Name, a.Unit), cores.Of(b.Name, b.Unit)
	if coreA == coreB && coreA.Text != "" {
		return reasonSameName, true
	}
	function := identity.Fold(a.Function)
	return reasonSameFunction, utf8.RuneCountInString(function) >= 2 && function == identity.Fold(b.Function)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
