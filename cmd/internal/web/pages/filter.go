package pages

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"qunguan/cmd/internal/web/page"
	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// soonDays is how near a due day is "soon", in calendar days.
const soonDays = 7

// Values of the filter's fields that are no codes.
const (
	stateOpen  = "" // neither closed nor exempt
	stateAll   = "all"
	dueAny     = ""
	dueOverdue = "overdue"
	dueSoon    = "week"
	dueLater   = "later"
)

// states lists the states in the order of a case's life.
var states = []ledger.State{
	ledger.Found, ledger.HandedOver, ledger.Handling, ledger.Accountability, ledger.Circulated, ledger.Closed, ledger.Exempt,
}

// sorts lists the orders of the ledger.
var sorts = []ledger.Sort{ledger.SortDue, ledger.SortSeverity, ledger.SortNewest, ledger.SortOldest}

// within is a scope as the ledger takes it.
func within(s access.Scope) *ledger.Within {
	if s.All {
		return nil
	}
	return &ledger.Within{Units: slices.Sorted(maps.Keys(s.Units)), Groups: slices.Sorted(maps.Keys(s.Groups))}
}

// filter is the reader's choice of cases, as the address says it. A meaningless value counts as
// absent.
type filter struct {
	Unit, Rule, Group, Severity, State, Due string

	Search, Sort string
	Page         int // counts from 1
}

func readFilter(q url.Values) filter {
	f := filter{
		Unit: q.Get("unit"), Rule: q.Get("rule"), Group: strings.TrimSpace(q.Get("group")),
		Severity: q.Get("severity"), State: q.Get("state"), Due: q.Get("due"), Page: 1,
		Search: strings.TrimSpace(q.Get("q")), Sort: q.Get("sort"),
	}
	if !slices.Contains(sorts, ledger.Sort(f.Sort)) {
		f.Sort = string(ledger.SortDue)
	}
	if f.State != stateAll && !slices.Contains(states, ledger.State(f.State)) {
		f.State = stateOpen
	}
	if !slices.Contains([]string{dueOverdue, dueSoon, dueLater}, f.Due) {
		f.Due = dueAny
	}
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n > 1 && n <= 1_000_000 {
		f.Page = n
	}
	return f
}

// set reports whether anything is filtered.
func (f filter) set() bool {
	return f.Unit+f.Rule+f.Group+f.Severity+f.State+f.Due+f.Search != ""
}

// pairs are the query of an address that shows the same at another page.
func (f filter) pairs(page int) []string {
	number := ""
	if page > 1 {
		number = strconv.Itoa(page)
	}
	return []string{
		"unit", f.Unit, "rule", f.Rule, "group", f.Group, "severity", f.Severity,
		"state", f.State, "due", f.Due, "q", f.Search, "sort", f.Sort, "page", number,
	}
}

// listing is one page of the filter's cases.
func (f filter) listing(n *page.Names, scope access.Scope, day workgroup.Date) ledger.Listing {
	l := ledger.Listing{
		Within: within(scope), Search: f.Search, Sort: ledger.Sort(f.Sort),
		Rule: f.Rule, Severity: f.Severity, States: []ledger.State{ledger.State(f.State)},
		Limit: casesPerPage, Offset: (f.Page - 1) * casesPerPage,
	}
	switch f.State {
	case stateOpen:
		l.States = ledger.OpenStates
	case stateAll:
		l.States = states
	}
	if f.Group != "" {
		l.Groups = n.GroupsNamed(f.Group)
	}
	if f.Unit != "" {
		l.Units = n.WithSections(f.Unit)
	}
	switch f.Due {
	case dueOverdue:
		l.DueTo = day.AddDays(-1)
	case dueSoon:
		l.DueFrom, l.DueTo = day, day.AddDays(soonDays)
	case dueLater:
		l.DueFrom = day.AddDays(soonDays + 1)
	}
	return l
}

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
