package ledger

import (
	"fmt"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// lapseDays is the number of working days before an exemption's last day at which its end is announced.
const lapseDays = 10

// Lapses reports whether the end of an exemption is to be announced on the day: from ten working days
// before its last day on, unless the exemption was granted later than that, or another one covers the
// same for longer.
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

// LapseNotification announces an exemption's end to one side: ToResponsible or ToApprover.
func (e Exemption) LapseNotification(to string, day workgroup.Date) Notification {
	return Notification{Group: e.Group, Rung: Rung{Kind: LapseNotice, Step: fmt.Sprintf("%d %s", e.ID, e.Until), Target: to}, Day: day}
}
