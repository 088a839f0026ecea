package reconcile

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// dueOn is the deadline of a violation that opens on the run's day.
func (in *Input) dueOn(v rule.Violation, severity string) workgroup.Date {
	policy, day := in.World.Policy, in.World.Day
	switch {
	case v.Rule == rule.MemberLeft:
		// Whoever has left must go by the day after, or on the next working
		// day where that has passed or is unknown (S8.3).
		next := in.Days.NextWorkingDay(day)
		if v.LeftOn == "" {
			return next
		}
		return max(next, in.Days.OnOrNextWorkingDay(v.LeftOn.AddDays(policy.Member.RemovalDays)))
	case v.Rule == rule.GroupStageExpired && in.Baseline:
		// A backlog found at the first look was nobody's promise: it gets
		// days of grace before it is overdue.
		return in.Days.Due(day, policy.Stage.GraceDays, "d")
	}
	span := policy.Due[severity]
	return in.Days.Due(day, span.N, span.Unit)
}

// dueAnew is the deadline of a case that begins anew on the run's day although
// nobody could judge it.
func (in *Input) dueAnew(c *ledger.Case) workgroup.Date {
	return in.dueOn(rule.Violation{Rule: c.Rule}, c.Severity)
}
