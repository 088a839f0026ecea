package rule

import (
	"cmp"
	"maps"
	"slices"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/spotcheck"
	"qunguan/reconcile/workgroup"
)

// SpotCheck is the rule's id.
const SpotCheck = "spot.check"

// spotCheckRule is a thing drawn for inspection. No job judges it: the draw opens it, and the
// inspector's answer closes it; a fault is a report.
var spotCheckRule = &Rule{
	ID: SpotCheck, Subject: ledger.SubjectGroup, Evidence: Fields[inspection](), OutsideGuard: true, Answered: true, Inspects: true,
	Starts: func(v View) Start {
		e := of[inspection](v)
		return Start{Only: asCodes(e.Inspectors), Nobody: len(e.Inspectors) == 0}
	},
	Due: func(d Deadline) workgroup.Date { return d.Days.Due(d.Day, inspectionDays, calendar.WorkingDays) },
	Words: Words{
		Name:    text("抽查", "spot check"),
		Short:   text("抽中待查的", "drawn for a spot check"),
		Why:     text("按制度不定期抽查，抽到了它；抽签可用 spot-check verify 复核。", "The rules ask for spot checks, and it was drawn; spot-check verify draws again."),
		Title:   one("抽查（{period}）：{name}", "Spot check ({period}): {name}"),
		Line:    one("{period}抽中“{name}”，请逐项查看：{items}", "“{name}” was drawn for {period}. Look at: {items}"),
		Todo:    one("没有问题的，请确认；有问题的，请写明是哪一项、什么情况。", "Confirm that nothing is amiss, or say which item is, and how."),
		Measure: text("逐项查看并答复结果。", "Look at each item and answer."),
	},
}

// inspectionDays is how many working days an inspector has.
const inspectionDays = 5

type inspection struct {
	Period     Period      `json:"period" zh:"哪一期" en:"Period"`
	Kind       string      `json:"kind" zh:"种类" en:"Kind"`
	Code       string      `json:"code" zh:"编码" en:"Code"`
	Name       string      `json:"name" zh:"名称" en:"Name"`
	Inspector  PersonCode  `json:"inspector,omitempty" zh:"检查人" en:"Inspector"`
	Inspectors PersonCodes `json:"inspectors,omitempty" zh:"依次由谁检查" en:"Inspected by the first in service of"`
	Own        PersonCodes `json:"own,omitempty" zh:"不得检查的人" en:"May not inspect it"` // owner, administrators, principals
	Items      FormItems   `json:"items" zh:"查看项目" en:"Items"`
	Result     ReasonID    `json:"result,omitempty" zh:"结果" en:"Result"` // once it was inspected
	Failed     FormItems   `json:"failed,omitempty" zh:"不合格的项目" en:"Items that failed"`
}

// Results of inspections.
const (
	InspectionPassed = "inspection_passed"
	InspectionFailed = "inspection_failed"
)

var (
	_ = because(InspectionPassed, "没有问题", "nothing amiss")
	_ = because(InspectionFailed, "有问题", "something amiss")
)

// FormItem is a line of an inspection's form, as the policy had it at the draw.
type FormItem struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Rule  string `json:"rule,omitempty"` // the rule that a failure breaks
}

// FormItems are the lines of a form.
type FormItems []FormItem

func (f FormItems) say(t *Teller, m manner) string {
	return t.each(len(f), m, func(i int) string { return f[i].Title })
}

// hidden: the sentence has them, or they are for the program.
func (inspection) hidden(*Teller) []string { return []string{"kind", "code", "inspectors"} }

// Drawn is the case of an object that was drawn, ready to be opened.
func Drawn(s *Snapshot, period string, o spotcheck.Object) (Violation, bool) {
	e := inspection{Period: Period(period), Kind: o.Kind, Code: o.Code, Items: FormItems{}}
	for _, item := range s.Policy.SpotCheck.ItemsFor(o.Kind) {
		e.Items = append(e.Items, FormItem{item.ID, item.Title, item.Rule})
	}
	v := Violation{Rule: SpotCheck, Subject: ledger.Subject{Code: o.Code + ":" + period}}
	lead := s.Policy.Lead.Group
	var own []string
	switch o.Kind {
	case "account":
		lead, v.Subject.Type = s.Policy.Lead.Account, ledger.SubjectOfficialAccount
		for _, a := range s.County.Accounts {
			if a.Code == o.Code {
				e.Name, v.Unit, own = a.Name, a.Unit, []string{a.Responsible}
			}
		}
	case "app":
		lead, v.Subject.Type = s.Policy.Lead.App, ledger.SubjectApp
		for _, a := range s.County.Apps {
			if a.Code == o.Code {
				e.Name, v.Unit, own = a.Name, a.Unit, []string{a.Responsible}
			}
		}
	default:
		g := s.County.Groups.Of(o.Code)
		e.Name, v.Unit, own = g.Name, g.Unit, g.Responsible()
		v.Subject.Type, v.Subject.Group = ledger.SubjectGroup, o.Code
	}
	e.Name = cmp.Or(e.Name, o.Code)
	own = append(own, s.principalsOf(v.Unit)...)
	for _, code := range own {
		if code != "" && !slices.Contains(e.Own, PersonCode(code)) {
			e.Own = append(e.Own, PersonCode(code))
		}
	}
	for _, code := range s.inspectors(lead, v.Unit) {
		if may := s.Dir.People.Of(code).ServiceOn(s.Day) == workgroup.InService && !slices.Contains(own, code); may && !slices.Contains(e.Inspectors, PersonCode(code)) {
			e.Inspectors = append(e.Inspectors, PersonCode(code))
		}
	}
	if len(e.Inspectors) > 0 {
		e.Inspector = e.Inspectors[0]
	}
	v.Evidence = e
	return v, v.Unit != ""
}

// principalsOf are the heads of a unit: its own principal's, and those of the
// units between it and its own unit.
func (s *Snapshot) principalsOf(unit string) []string {
	var list []string
	own := s.OwnUnit(unit)
	for _, u := range s.Dir.Units.Chain(unit) {
		list = append(list, u.Principal)
		if u.Code == own {
			break
		}
	}
	return list
}

// inspectors are the people who may inspect things of a unit, in the order in which they are asked:
// the policy's for the unit or the nearest above it, the contact of the leading office, those of the
// other offices, and the principals of the units above its own.
func (s *Snapshot) inspectors(lead, unit string) []string {
	var list []string
	for _, u := range s.Dir.Units.Chain(unit) {
		list = append(list, s.Policy.SpotCheck.Inspectors[u.Code])
	}
	list = append(list, s.Policy.Offices[lead].Contact)
	for _, key := range slices.Sorted(maps.Keys(s.Policy.Offices)) {
		list = append(list, s.Policy.Offices[key].Contact)
	}
	for _, u := range s.Dir.Units.Chain(unit) {
		list = append(list, u.Principal)
	}
	return slices.DeleteFunc(list, func(code string) bool { return code == "" })
}

// MayNotInspect lists the people who do not inspect the case's subject because it is theirs, at the
// draw or today. Empty for cases of other rules.
func MayNotInspect(s *Snapshot, c ledger.Case, group workgroup.Group) []string {
	if c.Rule != SpotCheck {
		return nil
	}
	own := asCodes(of[inspection](spotCheckRule.view(nil, c)).Own)
	own = append(append(own, group.Responsible()...), s.principalsOf(c.Unit)...)
	return slices.DeleteFunc(own, func(code string) bool { return code == "" })
}

func asCodes(list PersonCodes) []string {
	codes := make([]string, len(list))
	for i, p := range list {
		codes[i] = string(p)
	}
	return codes
}

// FormOf are the lines of the case's form; none for cases of other rules.
func FormOf(c ledger.Case) FormItems {
	if c.Rule != SpotCheck {
		return nil
	}
	return of[inspection](spotCheckRule.view(nil, c)).Items
}

// Inspected is the case with its result: the items that failed, or a problem that
// is none of them.
func Inspected(c ledger.Case, failed FormItems, problem bool) ledger.Case {
	e := of[inspection](spotCheckRule.view(nil, c))
	e.Result, e.Failed = InspectionPassed, failed
	if problem || len(failed) > 0 {
		e.Result = InspectionFailed
	}
	c.Evidence = encode(e)
	return c
}

// ResultOf is the result of an inspection, empty if there is none yet, and the items that failed.
func ResultOf(c ledger.Case) (result string, failed FormItems) {
	e := of[inspection](spotCheckRule.view(nil, c))
	return string(e.Result), e.Failed
}

// DrawnIn is the period of a spot check's case, and the thing that was drawn.
func DrawnIn(c ledger.Case) (period string, o spotcheck.Object) {
	e := of[inspection](spotCheckRule.view(nil, c))
	return string(e.Period), spotcheck.Object{Kind: e.Kind, Code: e.Code}
}

// InspectionsOf counts the cases of the period that were inspected, and those of
// them in which something was amiss.
func InspectionsOf(period string, cases []ledger.Case) (checked, failed int) {
	for _, c := range cases {
		if c.Rule != SpotCheck {
			continue
		}
		if of, _ := DrawnIn(c); of != period {
			continue
		}
		switch result, _ := ResultOf(c); result {
		case InspectionFailed:
			failed++
			checked++
		case InspectionPassed:
			checked++
		}
	}
	return checked, failed
}

// Drawable lists the things that a spot check may draw now: those in use, of the policy's kinds and
// units.
func Drawable(s *Snapshot) []spotcheck.Object {
	p := s.Policy.SpotCheck
	var list []spotcheck.Object
	add := func(kind, code, unit string) {
		o := spotcheck.Object{Kind: kind, Code: code}
		if p.By == "unit" {
			o.Stratum = s.OwnUnit(unit)
		}
		within := len(p.Units) == 0 || slices.ContainsFunc(p.Units, func(above string) bool { return s.Dir.Units.Within(unit, above) })
		if within && slices.Contains(p.Kinds, kind) {
			list = append(list, o)
		}
	}
	for g := range s.County.Groups.All() {
		if g.Live() {
			add("group", g.Code, g.Unit)
		}
	}
	for _, a := range s.County.Accounts {
		if Running(a.State) {
			add("account", a.Code, a.Unit)
		}
	}
	for _, a := range s.County.Apps {
		if Running(a.State) {
			add("app", a.Code, a.Unit)
		}
	}
	return list
}
