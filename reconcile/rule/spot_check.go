package rule

import (
	"cmp"
	"encoding/json"
	"slices"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/spotcheck"
	"qunguan/reconcile/workgroup"
)

// SpotCheck is the rule's id.
const SpotCheck = "spot.check"

// spotCheckRule is something that was drawn for inspection. No job judges it: the
// draw opens it, and the inspector's answer closes it; what is amiss is a report.
var spotCheckRule = &Rule{
	ID: SpotCheck, Subject: ledger.SubjectGroup, Evidence: Fields[inspection](), OutsideGuard: true, Answered: true,
	Starts: func(v View) Start {
		inspector := string(of[inspection](v).Inspector)
		return Start{Person: inspector, Nobody: inspector == ""}
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
	Period    string     `json:"period" zh:"哪一期" en:"Period"`
	Kind      string     `json:"kind" zh:"种类" en:"Kind"`
	Code      string     `json:"code" zh:"编码" en:"Code"`
	Name      string     `json:"name" zh:"名称" en:"Name"`
	Inspector PersonCode `json:"inspector,omitempty" zh:"检查人" en:"Inspector"`
	Items     Quotations `json:"items" zh:"查看项目" en:"Items"`
}

// Quotations are texts of the policy.
type Quotations []string

func (q Quotations) say(t *Teller, m manner) string {
	return t.each(len(q), m, func(i int) string { return q[i] })
}

// hidden: the sentence has them.
func (inspection) hidden(*Teller) []string { return []string{"kind", "code"} }

// Drawn is the case of an object that was drawn, ready to be opened.
func Drawn(s *Snapshot, period string, o spotcheck.Object) (Violation, bool) {
	e := inspection{Period: period, Kind: o.Kind, Code: o.Code, Items: s.Policy.SpotCheck.Items}
	v := Violation{Rule: SpotCheck, Subject: ledger.Subject{Code: o.Code + ":" + period}}
	lead := s.Policy.Lead.Group
	switch o.Kind {
	case "account":
		lead, v.Subject.Type = s.Policy.Lead.Account, ledger.SubjectOfficialAccount
		for _, a := range s.County.Accounts {
			if a.Code == o.Code {
				e.Name, v.Unit = a.Name, a.Unit
			}
		}
	case "app":
		lead, v.Subject.Type = s.Policy.Lead.App, ledger.SubjectApp
		for _, a := range s.County.Apps {
			if a.Code == o.Code {
				e.Name, v.Unit = a.Name, a.Unit
			}
		}
	default:
		g, _ := s.group(o.Code)
		e.Name, v.Unit = g.Name, g.Unit
		v.Subject.Type, v.Subject.Group = ledger.SubjectGroup, o.Code
	}
	e.Name = cmp.Or(e.Name, o.Code)
	if contact := s.Policy.Offices[lead].Contact; s.Dir.People[contact].ServiceOn(s.Day) == workgroup.InService {
		e.Inspector = PersonCode(contact)
	}
	v.Evidence = e
	return v, v.Unit != ""
}

// DrawnIn is the period of a spot check's case, and what was drawn.
func DrawnIn(c ledger.Case) (period string, o spotcheck.Object) {
	var e inspection
	if json.Unmarshal(c.Evidence, &e) != nil {
		return "", o
	}
	return e.Period, spotcheck.Object{Kind: e.Kind, Code: e.Code}
}

// Drawable lists what a spot check may draw now: what is in use, of the policy's
// kinds and units.
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
	for _, g := range s.County.Groups {
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

// InspectorOf is who inspects what was drawn; empty: the office.
func InspectorOf(c ledger.Case) string {
	return string(of[inspection](spotCheckRule.view(nil, c)).Inspector)
}
