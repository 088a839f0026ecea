package ledger

import (
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/workgroup"
)

// after is the one table of people's steps (S13.2): the states that may follow a state. 排查 → 移交 → 处置 →
// 追责 → 通报 → 销号. A stage may be left out, but a case that was never handed over is not circulated; a
// case may be handed to another person while it is handled, and a case under 追责 or 通报 may be handled
// again. Closed and exempt cases take no step: a closed case comes back only when a rule sees it again.
var after = map[State][]State{
	Found:          {HandedOver, Handling, Accountability, Closed},
	HandedOver:     {Handling, Accountability, Circulated, Closed},
	Handling:       {HandedOver, Accountability, Circulated, Closed},
	Accountability: {Handling, Circulated, Closed},
	Circulated:     {Handling, Accountability, Closed},
}

// StepsFrom lists the states to which a person may move a case now; none for a closed or exempt one.
func StepsFrom(s State) []State { return slices.Clone(after[s]) }

// Named reasons of people's steps.
const (
	ReasonStep      = "step"      // a person moved the case on
	ReasonRectified = "rectified" // the responsible person says 已整改; the case stays open
	ReasonNote      = "note"      // a remark without a change of state
	ReasonMilestone = "milestone" // a measure 整改措施 with the day by which it is to be done
)

// StepError says that the case's state does not allow the step.
type StepError struct {
	From, To State
	Allowed  []State
}

// Error names both states.
func (e *StepError) Error() string {
	return fmt.Sprintf("a case that is %s cannot become %s", e.From, e.To)
}

// OwnCaseError says that a person tried to close a case about themselves.
type OwnCaseError struct{ By string }

// Error names the person.
func (e *OwnCaseError) Error() string {
	return "a case about " + e.By + " is not closed by " + e.By
}

// DatedError says that a step was dated outside the time between the case's last step and now.
type DatedError struct{ At, From, To time.Time }

// Error names the three moments.
func (e *DatedError) Error() string {
	return fmt.Sprintf("a step at %s does not lie between %s and %s", e.At, e.From, e.To)
}

// Dated is the moment of a step: at, if it lies between the case's last step and now; *DatedError if it
// does not. Without at it is now. A day without a time is read as 09:00 of that day; a moment outside
// the range, but on the day of one of its ends, is moved to that end and not refused.
func Dated(at, now time.Time, steps []Step) (time.Time, error) {
	if at.IsZero() {
		at = now
	}
	var last time.Time
	for _, s := range steps {
		if s.At.After(last) {
			last = s.At.In(now.Location())
		}
	}
	day := workgroup.DateOf(at.In(now.Location()))
	switch {
	case at.After(now) && day > workgroup.DateOf(now), at.Before(last) && day < workgroup.DateOf(last):
		return at, &DatedError{At: at, From: last, To: now}
	case at.After(now):
		at = now
	}
	if at.Before(last) {
		at = last
	}
	return at, nil
}

// TakeStep is a person's step on a case at a moment. It returns the changed case and the step's named
// reason. Responsible people cannot close their own cases: from them "closed" means "rectified", which
// leaves the case open and pauses its ladder until newer data judges it (S3.4). *StepError for a step
// that the table does not have, *OwnCaseError for a closing by the person the case is about.
func TakeStep(c Case, to State, by string, at time.Time) (Case, string, error) {
	if !slices.Contains(after[c.State], to) {
		return c, "", &StepError{From: c.State, To: to, Allowed: StepsFrom(c.State)}
	}
	switch {
	case to != Closed:
		c.State = to
		return c, ReasonStep, nil
	case by == c.Responsible:
		c.SaidAt = at
		return c, ReasonRectified, nil
	case by == c.Subject.Person:
		return c, "", &OwnCaseError{By: by}
	}
	c = Close(c, ByHand, workgroup.DateOf(at))
	c.SaidAt = at
	return c, string(ByHand), nil
}

// Acknowledged reports whether a person has taken the case up.
func (s State) Acknowledged() bool {
	return s == Handling || s == Accountability || s == Circulated
}
