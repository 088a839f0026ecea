package ledger

import (
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// ReasonExtended is the step by which a deadline was moved with approval
// (S5.7); its note is "old → new" and the reason.
const ReasonExtended = "extended"

// MaxExtendDays is how far ahead an extension may move a deadline: what cannot
// be mended in a year is granted as an exemption, with its own watch, or not.
const MaxExtendDays = 365

// Extend gives an open case a later deadline, with somebody's approval: the
// case as it shall be, or a named reason why not. A day that is no working day
// moves to the next one. The ladder begins anew under the new deadline; what
// was told stays told.
func Extend(c Case, until workgroup.Date, by string, days *calendar.Days, day workgroup.Date) (Case, string) {
	switch {
	case !c.State.Open():
		return c, "extend_not_open"
	case by == c.Responsible:
		return c, "extend_by_responsible"
	case until <= day:
		return c, "extend_into_past"
	case until <= c.DueOn:
		return c, "extend_not_later"
	case day.DaysUntil(until) > MaxExtendDays:
		return c, "extend_too_long"
	}
	c.DueOn, c.ExtendedBy = days.OnOrNextWorkingDay(until), by
	c.Rung = 0
	c.Life++
	return c, ""
}

// MayExtend lists who may move the deadline of a case: neither who answers for
// it nor the person whom it is about.
func MayExtend(c Case, units workgroup.Units, contacts []string, people workgroup.People, day workgroup.Date) []string {
	return MayApprove(c.Unit, []string{c.Responsible, c.Subject.Person}, units, contacts, people, day)
}
