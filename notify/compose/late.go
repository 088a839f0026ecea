package compose

import (
	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// dueIfTold is the deadline that a case will have when its first notice has arrived: a text must not
// name a day that has passed before it can be read.
func (in Input) dueIfTold(c ledger.Case, to notify.Recipient) workgroup.Date {
	if in.NextWorkday == nil {
		return c.DueOn
	}
	on := in.readOn(notify.KindReminder, to)
	return ledger.DueWhenTold(c, on, in.NextWorkday(on))
}

// readOn is the first day on which the recipient may be written to.
func (in Input) readOn(kind string, to notify.Recipient) workgroup.Date {
	return workgroup.DateOf(in.Allowed(kind, to, in.Now))
}

// workdayAfter is the n-th working day after the day on which a notice is read.
func (w writer) workdayAfter(n int) workgroup.Date { return w.workdaysFrom(w.on, n) }

func (w writer) workdaysFrom(day workgroup.Date, n int) workgroup.Date {
	for range n {
		if w.in.NextWorkday == nil {
			day = day.AddDays(1)
			continue
		}
		day = w.in.NextWorkday(day)
	}
	return day
}

// Demands, and the prior notices before them, have deadlines of their own, in working days after the
// day on which they are read.
const (
	demandDays = 2
	priorDays  = 1
)

// deadline is the day by which the recipient is to act on a case.
func (w writer) deadline(it item, due workgroup.Date) workgroup.Date {
	switch it.manner {
	case demanded:
		return w.workdayAfter(demandDays)
	case concerned:
		if rule.ConcernedIn(it.Case) == ledger.ToldBeside {
			return w.workdayAfter(demandDays)
		}
		return w.workdayAfter(priorDays)
	}
	if it.demanded != "" {
		return max(due, w.workdaysFrom(it.demanded, demandDays))
	}
	return due
}

// dueWords is the deadline as the line states it, and the number of days by which the case's own has
// passed. A case that newer data does not show is never called overdue, because it may be solved.
func (w writer) dueWords(it item, due workgroup.Date) string {
	by := w.due(w.deadline(it, due))
	late := 0
	if due != "" {
		late = due.DaysUntil(w.on)
	}
	switch {
	case late <= 0, it.manner == concerned, it.manner == inquired, it.manner == wondering, it.Case.ToldOn == "", !w.in.proven(it.Case):
		return by
	case it.manner == demanded || it.demanded != "":
		return w.say("notice.due.demand", "by", by, "due", w.teller.ShortDay(due), "n", late)
	}
	return w.say("notice.due.late", "by", by, "n", late)
}
