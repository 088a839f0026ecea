package schedule

import "qunguan/reconcile/phrase"

// ExprError is the reason why an expression cannot be a schedule.
type ExprError struct {
	Expr   string
	Reason phrase.Key // ScheduleForm, ScheduleNever, ScheduleZone, ScheduleEvery
	Err    error      // cron's own words, or nil
}

// Say is the problem as a sentence for the author of the expression.
func (e *ExprError) Say(lang phrase.Lang) string {
	return lang.Say(e.Reason, "expr", e.Expr)
}

// Error is the sentence in English, with cron's own words behind it.
func (e *ExprError) Error() string {
	if e.Err == nil {
		return e.Say(phrase.En)
	}
	return e.Say(phrase.En) + ": " + e.Err.Error()
}

// Unwrap gives cron's error.
func (e *ExprError) Unwrap() error { return e.Err }
