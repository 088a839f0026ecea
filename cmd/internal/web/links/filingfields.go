package links

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"qunguan/reconcile/filing"
	"qunguan/reconcile/overlap"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// fieldSet is a part of the form.
type fieldSet struct {
	Legend string
	Fields []formField
}

// formField is one thing to fill in.
type formField struct {
	Name, Label, Hint, Value string
	Kind                     string // text, area, date, check, choice
	List                     string // id of the list of suggestions
	Must                     bool
	Checked                  bool
	Choices                  []choice
	Faults                   []string
}

// Kinds of fields.
const (
	fieldText   = "text"
	fieldArea   = "area"
	fieldDate   = "date"
	fieldCheck  = "check"
	fieldChoice = "choice"
)

// fieldShape is a field of the form without what was typed.
type fieldShape struct {
	name, kind string
	must       bool
	value      func(*filing.Form) *string
	tick       func(*filing.Form) *bool
}

// shapes are the form's fields, by their set.
var shapes = []struct {
	set    string
	fields []fieldShape
}{
	{"who", []fieldShape{
		{name: filing.FieldBy, kind: fieldText, must: true, value: func(f *filing.Form) *string { return &f.By }},
		{name: filing.FieldByName, kind: fieldText, must: true, value: func(f *filing.Form) *string { return &f.ByName }},
	}},
	{"what", []fieldShape{
		{name: filing.FieldKind, kind: fieldChoice, must: true, value: func(f *filing.Form) *string { return &f.Kind }},
		{name: filing.FieldName, kind: fieldText, must: true, value: func(f *filing.Form) *string { return &f.Name }},
		{name: filing.FieldUnit, kind: fieldText, must: true, value: func(f *filing.Form) *string { return &f.Unit }},
		{name: "platform", kind: fieldText, value: func(f *filing.Form) *string { return &f.Platform }},
		{name: filing.FieldPurpose, kind: fieldArea, must: true, value: func(f *filing.Form) *string { return &f.Purpose }},
		{name: filing.FieldOwner, kind: fieldText, must: true, value: func(f *filing.Form) *string { return &f.Owner }},
		{name: filing.FieldAdmins, kind: fieldText, value: func(f *filing.Form) *string { return &f.Admins }},
	}},
	{"people", []fieldShape{
		{name: "all_staff", kind: fieldCheck, tick: func(f *filing.Form) *bool { return &f.AllStaff }},
		{name: filing.FieldScope, kind: fieldArea, value: func(f *filing.Form) *string { return &f.Scope }},
	}},
	{"period", []fieldShape{
		{name: filing.FieldFrom, kind: fieldDate, value: func(f *filing.Form) *string { return &f.From }},
		{name: filing.FieldUntil, kind: fieldDate, value: func(f *filing.Form) *string { return &f.Until }},
		{name: "staged", kind: fieldCheck, tick: func(f *filing.Form) *bool { return &f.Staged }},
		{name: filing.FieldOpen, kind: fieldArea, value: func(f *filing.Form) *string { return &f.OpenEnded }},
	}},
}

// typedForm reads what was typed.
func typedForm(given url.Values) (f filing.Form) {
	for _, set := range shapes {
		for _, one := range set.fields {
			if one.tick != nil {
				*one.tick(&f) = given.Get(one.name) != ""
			} else {
				*one.value(&f) = strings.TrimSpace(given.Get(one.name))
			}
		}
	}
	return f
}

// filingFields is the form with what was typed and what is wrong with it.
func (f frame) filingFields(typed filing.Form, faults []filing.FormFault) (sets []fieldSet) {
	for _, set := range shapes {
		one := fieldSet{Legend: f.Say("filing.form.set." + set.set)}
		for _, shape := range set.fields {
			field := formField{Name: shape.name, Label: f.Say("filing.form.field." + shape.name), Kind: shape.kind, Must: shape.must}
			if hint := phrase.Key("filing.form.hint." + shape.name); phrase.Has(hint) {
				field.Hint = f.Lang.Say(hint)
			}
			if shape.tick != nil {
				field.Checked = *shape.tick(&typed)
			} else {
				field.Value = *shape.value(&typed)
			}
			switch shape.name {
			case filing.FieldUnit:
				field.List = "units"
			case filing.FieldKind:
				for _, kind := range []string{filing.Group, filing.Account, filing.App} {
					field.Choices = append(field.Choices, choice{kind, f.Say("filing.kind." + kind), kind == field.Value})
				}
			}
			for _, fault := range faults {
				if fault.Field == shape.name {
					field.Faults = append(field.Faults, f.faultWords(fault))
				}
			}
			one.Fields = append(one.Fields, field)
		}
		sets = append(sets, one)
	}
	return sets
}

// faultWords is the fault of a field in words; of people nothing but the typed text.
func (f frame) faultWords(fault filing.FormFault) string {
	return f.Say("filing.form.fault."+fault.Reason, "value", fault.Value, "office", f.Office)
}

// said is the typed text, for reading over.
func (f frame) said(typed filing.Form) (list []saidField) {
	for _, set := range f.filingFields(typed, nil) {
		for _, one := range set.Fields {
			value := one.Value
			switch {
			case one.Kind == fieldCheck && one.Checked:
				value = f.Say("filing.form.yes")
			case one.Kind == fieldChoice:
				value = f.Say("filing.kind." + one.Value)
			}
			if value != "" {
				list = append(list, saidField{one.Name, one.Label, value})
			}
		}
	}
	return list
}

// hidden is the typed text, for the next form.
func hidden(typed filing.Form) (list []saidField) {
	for _, set := range shapes {
		for _, one := range set.fields {
			value := ""
			if one.tick == nil {
				value = *one.value(&typed)
			} else if *one.tick(&typed) {
				value = "1"
			}
			if value != "" {
				list = append(list, saidField{Name: one.name, Value: value})
			}
		}
	}
	return list
}

// compared is the comparison with the registry, without people: of groups that are like the proposed
// one by their members only the number, or a list of names would tell the members of each group.
func (f frame) compared(c filing.Comparison) (lines []string) {
	if !c.Name.OK {
		var words []string
		for _, r := range c.Name.Reasons {
			words = append(words, rule.ReasonWord(f.Lang, r))
		}
		lines = append(lines, f.Say("filing.name", "reasons", strings.Join(words, f.Say("notice.comma")), "proposed", cmp.Or(c.Name.Proposed, f.Say("filing.form.none_proposed"))))
	}
	if q := c.Quota; q.Limit != nil {
		lines = append(lines, f.Say("filing.quota", "count", q.Count, "limit", *q.Limit, "free", cmp.Or(string(q.FreeOn), f.Say("filing.form.unknown_day"))))
	}
	byPeople := 0
	for _, one := range c.Similar {
		if one.Why == overlap.SamePeople || one.Why == overlap.Contained {
			byPeople++
			continue
		}
		lines = append(lines, f.Say("filing.form.similar", "name", one.Name, "why", f.Say("filing.why."+one.Why)))
	}
	if byPeople > 0 {
		lines = append(lines, f.Say("filing.form.same_people", "n", byPeople))
	}
	return append(lines, f.Say("filing.form.advice."+string(c.Advice)))
}

// unitNames are the names that the form suggests.
func unitNames(units workgroup.Units) (names []string) {
	for _, u := range units {
		names = append(names, u.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
