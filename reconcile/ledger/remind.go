package ledger

import "strconv"

// remind goes on where the policy gives more reminders before a removal than
// its ladder has rungs for the responsible person: one working day after the
// last one comes the next (S6.2). While a rung for that person is still to
// come, it carries the next one.
func (w *walk) remind() {
	if w.Case.ToldOn == "" || !w.Case.State.Open() || w.Case.Reminders >= w.RemindBeforeRemoval || w.rungToCome() {
		return
	}
	r := Rung{Kind: Reminder, Step: strconv.Itoa(w.Case.Reminders + 1), Target: ToResponsible}
	f := Footing{Rung: r, Day: w.Days.NextWorkingDay(w.reminded), To: w.responsible()}
	w.stand(&f, nil)
	f.onlyNow()
	w.footings = append(w.footings, f)
}

// rungToCome reports whether the responsible person hears by a rung of the
// ladder, or is about to.
func (w *walk) rungToCome() bool {
	for _, f := range w.footings {
		if f.Rung.Above() {
			continue
		}
		switch f.Reason {
		case FootWaits, FootPaused, FootDueNow, FootOnTheWay:
			return true
		}
	}
	return false
}

// onlyNow takes back that a footing is skipped: the next owner may be
// reachable, and the demand is still to be made.
func (f *Footing) onlyNow() {
	if f.Record == TellingSkipped {
		f.Record = ""
	}
}
