package ledger

import (
	"time"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// Confirmed reports whether data newer than the first notification, and newer than a person's last answer,
// has shown the case. Without such data it is unknown whether the people who were told have acted, and
// the people above them must not hear that they have not. zone decides where a day ends, for cases that
// keep only the day of the first notification.
func (c Case) Confirmed(zone *time.Location) bool {
	told := c.ToldAt
	if told.IsZero() && c.ToldOn != "" {
		told = c.ToldOn.AddDays(1).In(zone)
	}
	return c.DataAt.After(told) && c.DataAt.After(c.SaidAt)
}

// confirmed is Confirmed for any rule. A rule that judges the registry alone needs no newer data: each
// judgement confirms its cases.
func (w *walk) confirmed() bool { return !w.ByData || w.Case.Confirmed(w.Zone) }

// inquiryPrincipal is the number of working days between the inquiry to the responsible person and the
// message to the unit's principal that the inquiry had no answer.
const inquiryPrincipal = 3

// inquire asks once whether a case is done when its deadline has come without newer data: first the
// responsible person, then the unit's principal. A case that newer data shows climbs the ladder
// instead.
func (w *walk) inquire() {
	_, asked := w.recorded[IsItDone]
	_, passedOn := w.recorded[Unknown]
	if w.confirmed() && !asked && !passedOn || w.Case.ToldOn == "" || !w.Case.State.Open() {
		return
	}
	first := RungStatus{Rung: IsItDone, Day: w.Case.DueOn, To: w.responsible()}
	w.stand(&first, nil)
	w.statuses = append(w.statuses, first)
	if Unknown.higherThan(w.Highest) {
		return
	}
	then := RungStatus{Rung: Unknown, To: w.target(Unknown)}
	switch t := w.recorded[IsItDone]; {
	case t.State == NotificationTold:
		then.Day = w.Days.Due(t.ToldOn, inquiryPrincipal, calendar.WorkingDays)
	case t.State == NotificationSkipped || first.Record == NotificationSkipped:
		then.Day = w.Days.Due(w.Case.DueOn, inquiryPrincipal, calendar.WorkingDays)
	default:
		then.Day = w.Days.Due(max(w.Case.DueOn, w.Day), inquiryPrincipal, calendar.WorkingDays)
	}
	w.stand(&then, nil)
	w.statuses = append(w.statuses, then)
}

// unconfirmed reports whether a rung must wait until newer data has shown the case. Every rung from the
// due day on waits, because it would reproach people for inaction that no data shows; inquiries exist
// for exactly these cases, and reminders before the due day reproach no one.
func (w *walk) unconfirmed(f *RungStatus) bool {
	switch f.Rung.Kind {
	case LadderRung, Reminder:
		return (f.Rung.Above() || f.Day >= w.Case.DueOn) && !w.confirmed()
	case Demand, PriorNotice:
		return !w.confirmed()
	}
	return false
}

// settledBy reports whether newer data has answered an inquiry before it was sent.
func (w *walk) settledBy(f *RungStatus) bool { return f.Rung.Kind == Inquiry && w.confirmed() }

// dayOf is the local day of a moment.
func (l Ladder) dayOf(at time.Time) workgroup.Date { return workgroup.DateOf(at.In(l.Zone)) }

// ReasonStillThere is the reason of the step that newer data leaves on a case that somebody said to be
// rectified.
const ReasonStillThere = "still_there"

// StillThere reports whether the data of this look, and none before, is newer than the word that the case
// is rectified.
func StillThere(before, after Case) bool {
	said := after.SaidAt
	return after.State.Open() && !said.IsZero() && !before.DataAt.After(said) && after.DataAt.After(said)
}
