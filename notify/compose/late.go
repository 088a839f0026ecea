package compose

import (
	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// dueIfTold is the deadline that a case will have when its first notice has
// arrived: a text must not name a day that is past before it can be read.
func (in Input) dueIfTold(c ledger.Case, to notify.Recipient) workgroup.Date {
	if in.NextWorkday == nil {
		return c.DueOn
	}
	on := workgroup.DateOf(in.Allowed(notify.KindReminder, to, in.Now))
	return ledger.DueWhenTold(c, on, in.NextWorkday(on))
}
