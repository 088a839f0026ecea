package ledger

import (
	"time"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// Confirmed reports whether newer data than its first telling has shown the
// case, and newer than what somebody said about it. Before that nobody knows
// whether those who were told have acted, and nobody above them hears that
// they have not. zone is where a day ends, for cases of which only the day of
// the first telling is known.
func (c Case) Confirmed(zone *time.Location) bool {
	told := c.ToldAt
	if told.IsZero() && c.ToldOn != "" {
		told = c.ToldOn.AddDays(1).In(zone)
	}
	return c.DataAt.After(told) && c.DataAt.After(c.SaidAt)
}

// confirmed is Confirmed for any rule: what the registry alone says is so
// whenever it is judged.
func (w *walk) confirmed() bool { return !w.ByData || w.Case.Confirmed(w.Zone) }

// inquiryPrincipal is how many working days after the responsible person the
// unit's principal hears that nobody knows.
const inquiryPrincipal = 3

// inquire asks once whether a case is done of which the deadline has come and
// no newer data: first the responsible person, then the unit's principal. What
// newer data shows climbs the ladder instead.
func (w *walk) inquire() {
	_, asked := w.recorded[IsItDone]
	_, passedOn := w.recorded[Unknown]
	if w.confirmed() && !asked && !passedOn || w.Case.ToldOn == "" || !w.Case.State.Open() {
		return
	}
	first := Footing{Rung: IsItDone, Day: w.Case.DueOn, To: w.responsible()}
	w.stand(&first, nil)
	w.footings = append(w.footings, first)
	if Unknown.higherThan(w.Highest) {
		return
	}
	then := Footing{Rung: Unknown, To: w.target(Unknown)}
	switch t := w.recorded[IsItDone]; {
	case t.State == TellingTold:
		then.Day = w.Days.Due(t.ToldOn, inquiryPrincipal, calendar.WorkingDays)
	case t.State == TellingSkipped || first.Record == TellingSkipped:
		then.Day = w.Days.Due(w.Case.DueOn, inquiryPrincipal, calendar.WorkingDays)
	default:
		then.Day = w.Days.Due(max(w.Case.DueOn, w.Day), inquiryPrincipal, calendar.WorkingDays)
	}
	w.stand(&then, nil)
	w.footings = append(w.footings, then)
}

// unconfirmed reports whether a rung must wait until newer data has shown the
// case: every one from the due day on. Inquiries are for exactly these cases,
// and what reminds before the due day says nothing of what was not done.
func (w *walk) unconfirmed(f *Footing) bool {
	switch f.Rung.Kind {
	case LadderRung, Reminder:
		return (f.Rung.Above() || f.Day >= w.Case.DueOn) && !w.confirmed()
	case Demand, PriorNotice:
		return !w.confirmed()
	}
	return false
}

// settledBy reports whether newer data has answered an inquiry that is not on
// its way yet.
func (w *walk) settledBy(f *Footing) bool { return f.Rung.Kind == Inquiry && w.confirmed() }

// dayOf is the local day of a moment.
func (l Ladder) dayOf(at time.Time) workgroup.Date { return workgroup.DateOf(at.In(l.Zone)) }
