package reconcile

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// dueOn is the deadline of a case that opens, or begins anew, on the run's day.
func (in *Input) dueOn(c ledger.Case, severity string) workgroup.Date {
	policy, day := in.Snapshot.Policy, in.Snapshot.Day
	if due := rule.DueOn(c, rule.Deadline{Policy: policy, Days: in.Days, Day: day, Baseline: in.Baseline[c.Rule]}); due != "" {
		return due
	}
	span := policy.Due[severity]
	return in.Days.Due(day, span.N, span.Unit)
}

// dueAnew is the deadline of a case that begins anew on the run's day without having been judged.
func (in *Input) dueAnew(c *ledger.Case) workgroup.Date { return in.dueOn(*c, c.Severity) }
