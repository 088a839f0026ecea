package casebook

import (
	"cmp"
	"slices"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// counts keeps the figures of the whole ledger for each pair of days; those of a
// part are counted whenever somebody asks.
func (x *index) counts(day, soon workgroup.Date, w *ledger.Within) []ledger.Count {
	if w != nil {
		return x.count(day, soon, x.part(w))
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	days := [2]workgroup.Date{day, soon}
	list, ok := x.counted[days]
	if !ok {
		list = x.count(day, soon, nil)
		x.counted[days] = list
	}
	return list
}

func (x *index) count(day, soon workgroup.Date, p *part) []ledger.Count {
	var list []ledger.Count
	place := map[[4]uint32]int{}
	today, until := dayNumber(day), dayNumber(soon)
	for i := range x.entries {
		e := &x.entries[i]
		if !p.has(e) {
			continue
		}
		key := [4]uint32{e.state, e.severity, e.unit, e.rule}
		at, ok := place[key]
		if !ok {
			at = len(list)
			place[key] = at
			list = append(list, ledger.Count{State: ledger.State(x.texts[e.state]), Severity: x.texts[e.severity], Unit: x.texts[e.unit], Rule: x.texts[e.rule]})
		}
		c := &list[at]
		c.N++
		switch {
		case e.dueOn == 0:
			c.Undated++
		case !e.open:
		case e.dueOn < today:
			c.Overdue++
		case e.dueOn <= until:
			c.Soon++
		default:
			c.Later++
		}
	}
	slices.SortFunc(list, func(a, b ledger.Count) int { return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Rule, b.Rule)) })
	return list
}

// flow keeps the whole ledger's for each day; a part's is counted whenever somebody
// asks.
func (x *index) flow(from workgroup.Date, w *ledger.Within) []ledger.Flow {
	if w != nil {
		return x.countFlow(from, x.part(w))
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	list, ok := x.flows[from]
	if !ok {
		list = x.countFlow(from, nil)
		x.flows[from] = list
	}
	return list
}

func (x *index) countFlow(from workgroup.Date, p *part) []ledger.Flow {
	var list []ledger.Flow
	place := map[int32]int{}
	of := func(day int32) *ledger.Flow {
		at, ok := place[day]
		if !ok {
			at = len(list)
			place[day] = at
			list = append(list, ledger.Flow{Day: dayOf(day)})
		}
		return &list[at]
	}
	first, closed := dayNumber(from), x.number[string(ledger.Closed)]
	for i := range x.entries {
		e := &x.entries[i]
		if !p.has(e) {
			continue
		}
		if e.open || e.openedOn >= first {
			one := of(e.openedOn)
			one.Opened++
			if e.open {
				one.Open++
			}
		}
		if closed != 0 && e.state == closed && e.closedOn >= first {
			of(e.closedOn).Closed++
		}
	}
	return list
}
