package pages

import (
	"cmp"
	"maps"
	"slices"

	"qunguan/cmd/internal/web/page"
	"qunguan/reconcile/ledger"
)

// tallies is how many units or rules the overview lists one by one.
const tallies = 15

// overview is the ledger in figures: open cases only.
type overview struct {
	Open, Overdue, Soon, High int
	Units, Rules              page.Count
}

func (f frame) overview(counts []ledger.Count) overview {
	var o overview
	units, rules := map[string]*page.Tally{}, map[string]*page.Tally{}
	var last ledger.Count // counts come by unit and rule
	var unit, byRule *page.Tally
	for _, c := range counts {
		if !c.State.Open() {
			continue
		}
		high := 0
		if c.Severity == "high" {
			high = c.N
		}
		o.Open, o.Overdue, o.Soon, o.High = o.Open+c.N, o.Overdue+c.Overdue, o.Soon+c.Soon, o.High+high
		if unit == nil || c.Unit != last.Unit {
			unit = row(units, f.Names.Answering(c.Unit))
		}
		if byRule == nil || c.Rule != last.Rule {
			byRule = row(rules, c.Rule)
		}
		last = c
		for _, t := range []*page.Tally{unit, byRule} {
			t.Open, t.Overdue, t.High = t.Open+c.N, t.Overdue+c.Overdue, t.High+high
		}
	}
	o.Units = f.count(units, f.Names.Unit, "unit")
	o.Rules = f.count(rules, f.Rule, "rule")
	return o
}

func row(m map[string]*page.Tally, code string) *page.Tally {
	if m[code] == nil {
		m[code] = &page.Tally{Code: code}
	}
	return m[code]
}

func (f frame) count(m map[string]*page.Tally, name func(code string) string, field string) page.Count {
	var c page.Count
	for _, t := range m {
		t.Name, t.URL = name(t.Code), f.Link("/ledger", field, t.Code)
		c.Rows = append(c.Rows, *t)
	}
	slices.SortFunc(c.Rows, func(a, b page.Tally) int {
		return cmp.Or(cmp.Compare(b.Open, a.Open), cmp.Compare(b.Overdue, a.Overdue), cmp.Compare(a.Code, b.Code))
	})
	for i := range c.Rows {
		c.Rows[i].Share = c.Rows[i].Open * 100 / c.Rows[0].Open
	}
	if len(c.Rows) > tallies {
		for _, t := range c.Rows[tallies:] {
			c.RestRows, c.RestCases = c.RestRows+1, c.RestCases+t.Open
		}
		c.Rows = c.Rows[:tallies]
	}
	return c
}

// sortedKeys lists the keys of a map in order.
func sortedKeys[T any](m map[string]T) []string {
	return slices.Sorted(maps.Keys(m))
}
