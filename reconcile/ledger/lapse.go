package ledger

import (
	"fmt"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// lapseDays is how many working days before its last day an exemption's end is
// told of.
const lapseDays = 10

// Lapses reports whether the end of an exemption is to be told of on the day:
// from ten working days before its last day on, unless it was granted later
// than that, or another exemption covers the same for longer.
func (e Exemption) Lapses(all []Exemption, days *calendar.Days, day workgroup.Date) bool {
	on := days.WorkingDaysBefore(e.Until, lapseDays)
	if !e.ActiveOn(day) || day < on || on <= e.From {
		return false
	}
	for _, o := range all {
		if o.ID != e.ID && o.ActiveOn(day) && o.Until > e.Until && o.Rule == e.Rule &&
			(o.Group == "" || o.Group == e.Group) && (o.Person == "" || o.Person == e.Person) {
			return false
		}
	}
	return true
}

// LapseTelling is the telling of an exemption's end to one side: ToResponsible
// or ToApprover.
func (e Exemption) LapseTelling(to string, day workgroup.Date) Telling {
	return Telling{Group: e.Group, Rung: Rung{Kind: LapseNotice, Step: fmt.Sprintf("%d %s", e.ID, e.Until), Target: to}, Day: day}
}
