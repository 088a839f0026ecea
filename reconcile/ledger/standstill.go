package ledger

import (
	"slices"

	"qunguan/reconcile/workgroup"
)

// overtaken reports whether a later rung for the responsible person has fallen
// due as well: after days without a worker they hear once. Measures and further
// reminders have days of their own.
func (w *walk) overtaken(r Stair) bool {
	mine := r.Day(w.Case.DueOn, w.Days)
	return slices.ContainsFunc(w.Rungs, func(next Stair) bool {
		_, recorded := w.recorded[next.Rung]
		day := next.Day(w.Case.DueOn, w.Days)
		return !next.Above() && !recorded && mine < day && day <= w.Day && day > w.Case.ToldOn
	})
}

// climbedToday reports whether a rung of another day goes up on this one: of
// those that are late after a standstill each has a working day to itself, the
// lowest first, so that nobody above hears before the one below could act.
func (w *walk) climbedToday(r Stair) bool {
	today, mine := w.workday(w.Day), r.Day(w.Case.DueOn, w.Days)
	return slices.ContainsFunc(w.Rungs, func(other Stair) bool {
		if other.Day(w.Case.DueOn, w.Days) == mine {
			return false
		}
		if t, ok := w.recorded[other.Rung]; ok {
			return t.State != TellingSkipped && (t.ToldOn == w.Day || w.workday(t.Day) == today)
		}
		return slices.Contains(w.climbed, other.Rung)
	})
}

// workday is the day itself, or the working day on which it is spoken of.
func (w *walk) workday(d workgroup.Date) workgroup.Date {
	if w.Days.IsWorkingDay(d) {
		return d
	}
	return w.Days.NextWorkingDay(d)
}
