package ledger

import (
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// ReasonExtended is the step of an approved new deadline (S5.7); its note is "old → new" and the
// reason.
const ReasonExtended = "extended"

// MaxExtendDays is how far ahead an extension may move a deadline. A case that cannot be rectified
// within a year needs an exemption, which is watched by its own rule.
const MaxExtendDays = 365

// Extend gives an open case a later deadline with a person's approval. It returns the changed case, or
// a named reason for refusing. A day off moves to the next working day. The ladder begins anew under
// the new deadline; earlier notifications stay told.
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

// MayExtend lists the people who may move the deadline of a case. The responsible person and the person
// the case is about are left out.
func MayExtend(c Case, units workgroup.Units, contacts []string, people workgroup.People, day workgroup.Date) []string {
	return MayApprove(c.Unit, []string{c.Responsible, c.Subject.Person}, units, contacts, people, day)
}
