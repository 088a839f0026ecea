package ledger

import (
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// Concerned says whether and when the person who is to be removed hears of the demand for the removal.
type Concerned int

// The moments at which the person concerned hears of the removal (S8.7).
const (
	NotTold    Concerned = iota // there is no such person, or no private route to them
	ToldBeside                  // on the day of the demand
	ToldBefore                  // a working day before the demand, so that they can rectify it themselves
)

// demand asks for a removal once the reminders were given and newer data still shows the case (S6.2):
// together with the responsible person's rung where one falls due, else one working day after the last
// reminder. A person is never asked to remove themselves.
func (w *walk) demand() {
	_, demanded := w.recorded[ToRemove]
	if !demanded && (w.Case.ToldOn == "" || !w.Case.State.Open() || w.own()) {
		return
	}
	with := w.rungNow()
	if !demanded && w.Case.Reminders < w.RemindBeforeRemoval {
		if with && w.Case.Reminders+1 >= w.RemindBeforeRemoval {
			w.prior() // the prior notice goes out now, so that the demand need not wait for it
		}
		return
	}
	f := RungStatus{Rung: ToRemove, Day: w.Days.NextWorkingDay(w.reminded), To: w.responsible()}
	switch {
	case with:
		f.Day = w.Day
	case !demanded && w.rungToCome():
		w.prior()
		return
	}
	waits := w.prior()
	w.stand(&f, nil)
	if waits && f.Record == NotificationDue {
		f.Reason, f.Record = RungPrior, ""
	}
	f.onlyNow()
	w.statuses = append(w.statuses, f)
	if f.Record == NotificationDue && w.Concerned == ToldBeside {
		w.tellConcerned()
	}
}

// own reports whether the responsible person is also the person to be removed.
func (w *walk) own() bool {
	return w.Case.Subject.Person != "" && w.Case.Subject.Person == w.Case.Responsible
}

// rungNow reports whether a rung for the responsible person falls due today.
func (w *walk) rungNow() bool {
	for _, f := range w.statuses {
		if f.Reason == RungDueNow && f.Rung.Target == ToResponsible && f.Rung.Kind != Inquiry && f.Rung.Kind != MeasureDue {
			return true
		}
	}
	return false
}

// prior tells the person concerned before the demand, and reports whether the demand must wait until
// they have had a working day. A person without a private route reads the text that is put into the
// group, so the demand does not wait for them.
func (w *walk) prior() (waits bool) {
	if w.Concerned != ToldBefore || w.Case.Subject.Person == "" || w.own() {
		return false
	}
	waits = w.tellConcerned()
	switch t := w.recorded[Prior]; t.State {
	case NotificationTold:
		return w.Day < w.Days.NextWorkingDay(t.ToldOn)
	case NotificationDue:
		return w.Day < w.Days.Due(t.Day, priorWaits, calendar.WorkingDays)
	}
	return waits
}

// priorWaits is the number of working days for which a demand waits for an undelivered prior notice.
// Without a limit a route that never delivers would hold the demand back for good.
const priorWaits = 3

// tellConcerned adds the prior notice and reports whether it is on its way.
func (w *walk) tellConcerned() bool {
	f := RungStatus{Rung: Prior, Day: w.Day, To: workgroup.Recipient{Type: workgroup.ToPerson, Code: w.Case.Subject.Person}}
	if w.Private == nil || !w.Private(f.To) {
		if _, recorded := w.recorded[Prior]; !recorded {
			return false
		}
	}
	w.stand(&f, nil)
	f.onlyNow()
	w.statuses = append(w.statuses, f)
	return f.Record == NotificationDue || f.Reason == RungOnTheWay || f.Reason == RungUnconfirmed || f.Reason == RungPaused
}
