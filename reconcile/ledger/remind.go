package ledger

import "strconv"

// remind adds reminders where the policy demands more of them before a removal than its ladder has
// rungs for the responsible person: each comes one working day after the last (S6.2). While a rung for
// that person is still to come, the rung serves as the next reminder.
func (w *walk) remind() {
	if w.Case.ToldOn == "" || !w.Case.State.Open() || w.Case.Reminders >= w.RemindBeforeRemoval || w.rungToCome() {
		return
	}
	r := Rung{Kind: Reminder, Step: strconv.Itoa(w.Case.Reminders + 1), Target: ToResponsible}
	f := RungStatus{Rung: r, Day: w.Days.NextWorkingDay(w.reminded), To: w.responsible()}
	w.stand(&f, nil)
	f.onlyNow()
	w.statuses = append(w.statuses, f)
}

// rungToCome reports whether a rung of the ladder is still to reach the responsible person, or is on
// its way.
func (w *walk) rungToCome() bool {
	for _, f := range w.statuses {
		if f.Rung.Above() {
			continue
		}
		switch f.Reason {
		case RungWaits, RungPaused, RungDueNow, RungOnTheWay:
			return true
		}
	}
	return false
}

// onlyNow turns a skip for good into a skip for today: the next owner may be reachable, and the demand
// must still be made then.
func (f *RungStatus) onlyNow() {
	if f.Record == NotificationSkipped {
		f.Record = ""
	}
}
