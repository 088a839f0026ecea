package ledger

import (
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/workgroup"
)

// after is the one table of people's steps (S13.2): which states may follow a
// state. 排查 → 移交 → 处置 → 追责 → 通报 → 销号; a stage may be left out, but
// what nobody was handed is not circulated; a case may be handed to somebody
// else while it is handled, and what was called to account or circulated may
// be handled again. What is closed or exempt takes no step: a closed case comes
// back only when a rule sees it again.
var after = map[State][]State{
	Found:          {HandedOver, Handling, Accountability, Closed},
	HandedOver:     {Handling, Accountability, Circulated, Closed},
	Handling:       {HandedOver, Accountability, Circulated, Closed},
	Accountability: {Handling, Circulated, Closed},
	Circulated:     {Handling, Accountability, Closed},
}

// StepsFrom lists the states that a person's step may give a case now; none
// for a closed or exempt one.
func StepsFrom(s State) []State { return slices.Clone(after[s]) }

// Named reasons of people's steps.
const (
	ReasonStep      = "step"      // a person moved the case on
	ReasonRectified = "rectified" // the responsible person says 已整改; not closed by it
	ReasonNote      = "note"      // words, and no change of state
	ReasonMilestone = "milestone" // a measure 整改措施 and the day it is to be done by
)

// StepError says that a case cannot take the step from the state it is in.
type StepError struct {
	From, To State
	Allowed  []State
}

// Error names both states.
func (e *StepError) Error() string {
	return fmt.Sprintf("a case that is %s cannot become %s", e.From, e.To)
}

// OwnCaseError says that the person whom a case is about wanted to close it.
type OwnCaseError struct{ By string }

// Error names the person.
func (e *OwnCaseError) Error() string {
	return "a case about " + e.By + " is not closed by " + e.By
}

// DatedError says that a step was dated outside its time: it lies between the
// case's last step and now.
type DatedError struct{ At, From, To time.Time }

// Error names the three moments.
func (e *DatedError) Error() string {
	return fmt.Sprintf("a step at %s does not lie between %s and %s", e.At, e.From, e.To)
}

// Dated is the moment of a step: at, if it lies between the case's last step
// and now; *DatedError if it does not. Without at it is now. A day that
// somebody writes is its 09:00; so what lies outside by hours of the same day is
// moved to the nearer end and not refused.
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

// TakeStep is a person's step on a case at a moment: the case as it shall be,
// and the step's named reason. Closing is somebody else's business than the
// responsible person's: from them it means "rectified", which leaves the case
// open and rests its ladder until fresh data judges it (S3.4). *StepError for
// a step that the table does not have, *OwnCaseError for a closing by the person
// whom the case is about.
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

// Acknowledged reports whether somebody has taken the case up.
func (s State) Acknowledged() bool {
	return s == Handling || s == Accountability || s == Circulated
}
