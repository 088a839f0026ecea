package ledger

import (
	"slices"

	"qunguan/reconcile/workgroup"
)

// overtaken reports whether a later rung for the responsible person has fallen due as well: after days
// without a worker they get one message and not several. Measures and further reminders have days of
// their own.
func (w *walk) overtaken(r DatedRung) bool {
	mine := r.Day(w.Case.DueOn, w.Days)
	return slices.ContainsFunc(w.Rungs, func(next DatedRung) bool {
		_, recorded := w.recorded[next.Rung]
		day := next.Day(w.Case.DueOn, w.Days)
		return !next.Above() && !recorded && mine < day && day <= w.Day && day > w.Case.ToldOn
	})
}

// climbedToday reports whether a rung of another day is told on this one. Of the rungs that are late
// after a standstill each gets a working day to itself, the lowest first, so that the person below can
// act before the person above hears.
func (w *walk) climbedToday(r DatedRung) bool {
	today, mine := w.workday(w.Day), r.Day(w.Case.DueOn, w.Days)
	return slices.ContainsFunc(w.Rungs, func(other DatedRung) bool {
		if other.Day(w.Case.DueOn, w.Days) == mine {
			return false
		}
		if t, ok := w.recorded[other.Rung]; ok {
			return t.State != NotificationSkipped && (t.ToldOn == w.Day || w.workday(t.Day) == today)
		}
		return slices.Contains(w.climbed, other.Rung)
	})
}

// workday is the day itself if it is a working day, else the next working day, on which messages for it
// go out.
func (w *walk) workday(d workgroup.Date) workgroup.Date {
	if w.Days.IsWorkingDay(d) {
		return d
	}
	return w.Days.NextWorkingDay(d)
}
