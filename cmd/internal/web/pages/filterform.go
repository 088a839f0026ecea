package pages

import (
	"cmp"
	"slices"

	"qunguan/cmd/internal/web/page"
	"qunguan/reconcile/ledger"
)

// field is a choice of the filter.
type field struct {
	Name, Label string
	Options     []page.Option
}

// fields are the choices of the filter: units and rules that have open cases, and the present choice.
func (f frame) fields(chosen filter, counts []ledger.Count) []field {
	units, rules := map[string]string{}, map[string]string{}
	var last ledger.Count // counts come by unit and rule
	for _, c := range counts {
		if !c.State.Open() || c.Unit == last.Unit && c.Rule == last.Rule {
			continue
		}
		last = c
		if _, known := units[c.Unit]; !known {
			for _, code := range []string{c.Unit, f.Names.Answering(c.Unit)} {
				units[code] = f.Names.Unit(code)
			}
		}
		if _, known := rules[c.Rule]; !known {
			rules[c.Rule] = f.Rule(c.Rule)
		}
	}
	if chosen.Unit != "" {
		units[chosen.Unit] = f.Names.Unit(chosen.Unit)
	}
	if chosen.Rule != "" {
		rules[chosen.Rule] = f.Rule(chosen.Rule)
	}
	inStates := []page.Option{{Value: stateOpen, Label: f.Say("web.filter.open"), Selected: false}}
	for _, s := range states {
		inStates = append(inStates, page.Option{Value: string(s), Label: f.Word("state", string(s)), Selected: false})
	}
	inStates = append(inStates, page.Option{Value: stateAll, Label: f.Say("web.filter.all"), Selected: false})
	anything := page.Option{Value: "", Label: f.Say("web.filter.any"), Selected: false}
	fields := []field{
		{"unit", f.Say("web.col.unit"), append([]page.Option{anything}, sortedOptions(units)...)},
		{"rule", f.Say("web.col.rule"), append([]page.Option{anything}, sortedOptions(rules)...)},
		{"severity", f.Say("web.col.severity"), []page.Option{
			anything, {Value: "high", Label: f.Word("severity", "high"), Selected: false}, {Value: "normal", Label: f.Word("severity", "normal"), Selected: false}, {Value: "low", Label: f.Word("severity", "low"), Selected: false},
		}},
		{"state", f.Say("web.col.state"), inStates},
		{"due", f.Say("web.filter.due"), []page.Option{
			anything, {Value: dueOverdue, Label: f.Say("web.filter.overdue"), Selected: false}, {Value: dueSoon, Label: f.Say("web.filter.week"), Selected: false}, {Value: dueLater, Label: f.Say("web.filter.later"), Selected: false},
		}},
	}
	for i, value := range []string{chosen.Unit, chosen.Rule, chosen.Severity, chosen.State, chosen.Due} {
		for j := range fields[i].Options {
			fields[i].Options[j].Selected = fields[i].Options[j].Value == value
		}
	}
	return fields
}

// sortedOptions lists codes with their names in the order of the codes, which
// is the order people gave them.
func sortedOptions(names map[string]string) []page.Option {
	options := make([]page.Option, 0, len(names))
	for code, name := range names {
		options = append(options, page.Option{Value: code, Label: name, Selected: false})
	}
	slices.SortFunc(options, func(a, b page.Option) int { return cmp.Compare(a.Value, b.Value) })
	return options
}
