package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

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

// filter is what the reader wants to see of the ledger, as the address says
// it. A value that means nothing is as if absent.
type filter struct {
	Unit, Rule, Group, Severity, State, Due string
	Page                                    int // counts from 1
}

func readFilter(q url.Values) filter {
	f := filter{
		Unit: q.Get("unit"), Rule: q.Get("rule"), Group: strings.TrimSpace(q.Get("group")),
		Severity: q.Get("severity"), State: q.Get("state"), Due: q.Get("due"), Page: 1,
	}
	if f.State != stateAll && !slices.Contains(states, ledger.State(f.State)) {
		f.State = stateOpen
	}
	if !slices.Contains([]string{dueOverdue, dueSoon, dueLater}, f.Due) {
		f.Due = dueAny
	}
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n > 1 {
		f.Page = n
	}
	return f
}

// set reports whether anything is filtered.
func (f filter) set() bool {
	return f.Unit+f.Rule+f.Group+f.Severity+f.State+f.Due != ""
}

// pairs are the query of an address that shows the same at another page.
func (f filter) pairs(page int) []string {
	number := ""
	if page > 1 {
		number = strconv.Itoa(page)
	}
	return []string{
		"unit", f.Unit, "rule", f.Rule, "group", f.Group, "severity", f.Severity,
		"state", f.State, "due", f.Due, "page", number,
	}
}

// openOnly reports whether open cases are all that is wanted.
func (f filter) openOnly() bool {
	return f.State == stateOpen || ledger.State(f.State).Open() && f.State != stateAll
}

// picker decides about one case after another.
type picker struct {
	filter
	units, groups []string // nil = any; sorted
	day           workgroup.Date
}

func newPicker(f filter, n *names, day workgroup.Date) picker {
	p := picker{filter: f, day: day}
	if f.Unit != "" {
		p.units = n.withSections(f.Unit)
	}
	if f.Group != "" {
		p.groups = n.groupsLike(f.Group)
	}
	return p
}

// query is what of the filter the store can do.
func (p picker) query() ledger.Filter {
	q := ledger.Filter{Units: p.units, OpenOnly: p.openOnly()}
	if p.Rule != "" {
		q.Rules = []string{p.Rule}
	}
	return q
}

func (p picker) picks(c ledger.Case) bool {
	switch {
	case p.units != nil && !contains(p.units, c.Unit),
		p.Group != "" && !contains(p.groups, c.Subject.Group) && !contains(p.groups, c.Subject.Group2),
		p.Rule != "" && c.Rule != p.Rule,
		p.Severity != "" && c.Severity != p.Severity:
		return false
	case p.State == stateOpen && !c.State.Open():
		return false
	case p.State != stateOpen && p.State != stateAll && string(c.State) != p.State:
		return false
	}
	return p.Due == dueAny || c.State.Open() && p.Due == dueClass(c.DueOn, p.day)
}

// dueClass is which of the due filters a due day falls under; dueAny for a
// case without one.
func dueClass(due, day workgroup.Date) string {
	switch {
	case due == "":
		return dueAny
	case due < day:
		return dueOverdue
	case due <= day.AddDays(soonDays):
		return dueSoon
	}
	return dueLater
}

func contains(sorted []string, s string) bool {
	_, ok := slices.BinarySearch(sorted, s)
	return ok
}
