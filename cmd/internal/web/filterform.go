package web

import (
	"cmp"
	"slices"

	"qunguan/reconcile/ledger"
)

// field is a choice of the filter.
type field struct {
	Name, Label string
	Options     []option
}

type option struct {
	Value, Label string
	Selected     bool
}

// fields are the choices of the filter: units and rules that have open cases,
// and whatever is chosen now.
func (f frame) fields(chosen filter, counts []ledger.Count) []field {
	units, rules := map[string]string{}, map[string]string{}
	for _, c := range counts {
		if !c.State.Open() {
			continue
		}
		for _, code := range []string{c.Unit, f.names.answering(c.Unit)} {
			units[code] = f.names.unit(code)
		}
		rules[c.Rule] = f.rule(c.Rule)
	}
	if chosen.Unit != "" {
		units[chosen.Unit] = f.names.unit(chosen.Unit)
	}
	if chosen.Rule != "" {
		rules[chosen.Rule] = f.rule(chosen.Rule)
	}
	inStates := []option{{stateOpen, f.Say("web.filter.open"), false}}
	for _, s := range states {
		inStates = append(inStates, option{string(s), f.word("state", string(s)), false})
	}
	inStates = append(inStates, option{stateAll, f.Say("web.filter.all"), false})
	anything := option{"", f.Say("web.filter.any"), false}
	fields := []field{
		{"unit", f.Say("web.col.unit"), append([]option{anything}, sortedOptions(units)...)},
		{"rule", f.Say("web.col.rule"), append([]option{anything}, sortedOptions(rules)...)},
		{"severity", f.Say("web.col.severity"), []option{
			anything, {"high", f.word("severity", "high"), false}, {"normal", f.word("severity", "normal"), false}, {"low", f.word("severity", "low"), false},
		}},
		{"state", f.Say("web.col.state"), inStates},
		{"due", f.Say("web.filter.due"), []option{
			anything, {dueOverdue, f.Say("web.filter.overdue"), false}, {dueSoon, f.Say("web.filter.week"), false}, {dueLater, f.Say("web.filter.later"), false},
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
func sortedOptions(names map[string]string) []option {
	options := make([]option, 0, len(names))
	for code, name := range names {
		options = append(options, option{code, name, false})
	}
	slices.SortFunc(options, func(a, b option) int { return cmp.Compare(a.Value, b.Value) })
	return options
}
