package ledger

import (
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/workgroup"
)

// SentNotice says that a notice counts as told: its channel accepted it, it was tried twice, a person passed
// it on by hand, or the call that it asked for was made.
type SentNotice struct {
	Notice string // empty where calls are noted: each call belongs to a notice of its own
	By     string // a job's name, or the person who passed it on or called
	At     time.Time
	On     workgroup.Date // the local day of At
	Next   workgroup.Date // the first working day after On
	Person string         // person code of the recipient; empty for rooms and offices, and for calls
}

// ReasonDoubted is the step of a case that a notice may have told: its sending has no known end, and it
// was not repeated because nothing in it held any longer. Its note is the notice.
const ReasonDoubted = "told_in_doubt"

// Tell applies a told notice to a case. It returns the changed case, its bound notifications as they are
// recorded, and the steps that say so. Bound are the due notifications of the case that the notice was made
// for. A notice without any comes from a version that kept no notifications, and told the case for the first
// time.
//
// A prior notice goes to the person concerned and to no responsible person: it leaves a step and
// changes nothing else.
func Tell(c Case, bound []Notification, told SentNotice) (Case, []Notification, []Step) {
	done := told.Of(bound)
	said := done
	if len(said) == 0 {
		said = []Notification{{Rung: First, ToType: workgroup.ToPerson, To: told.Person, Notice: told.Notice}}
	}
	var steps []Step
	prior := 0
	for _, t := range said {
		steps = append(steps, toldStep(c, t, told))
		if t.Rung.Climbs() && t.Life >= c.Life { // a notice in doubt is sent again, and its ladder may be over
			c.Rung++
		}
		if t.Rung.Kind == PriorNotice {
			prior++
		}
	}
	if prior == len(said) {
		return c, done, steps
	}
	if reminds(c, said) {
		c.Reminders++
	}
	if c.ToldOn == "" {
		c.ToldOn, c.ToldAt = told.On, told.At
		if due := DueWhenTold(c, told.On, told.Next); c.State.Open() && due != c.DueOn {
			steps = append(steps, Step{CaseID: c.ID, At: told.At, State: c.State, By: told.By, Reason: "due_moved", Note: string(c.DueOn) + " → " + string(due)})
			c.DueOn = due
		}
	}
	return c, done, steps
}

// Of returns due notifications in the form in which they are recorded once they are told.
func (told SentNotice) Of(due []Notification) []Notification {
	done := slices.Clone(due)
	for i := range done {
		done[i].State, done[i].ToldOn = NotificationTold, told.On
	}
	return done
}

// reminds reports whether the notice reached the responsible person or their stand-in. One notice or
// one call is one reminder, however many rungs it carries.
func reminds(c Case, said []Notification) bool {
	return c.Responsible != "" && slices.ContainsFunc(said, func(t Notification) bool {
		return t.Rung.Kind != PriorNotice && t.Reached() == workgroup.Recipient{Type: workgroup.ToPerson, Code: c.Responsible}
	})
}

// DueWhenTold is the deadline of a case that is first told on a day. A deadline that would have passed
// by then moves to the first working day after that day, so that no case is overdue before people hear
// of it.
func DueWhenTold(c Case, on, next workgroup.Date) workgroup.Date {
	if c.DueOn == "" || on < c.DueOn || next == "" {
		return c.DueOn
	}
	return next
}

// ReadToldNote reads a step's note that toldStep wrote.
func ReadToldNote(note string) (rung, notice string) {
	if at := strings.LastIndexByte(note, ' '); at >= 0 {
		return note[:at], note[at+1:]
	}
	return "", note
}

// toldStep is the step that a notification leaves on its case.
func toldStep(c Case, t Notification, told SentNotice) Step {
	step := Step{CaseID: c.ID, At: told.At, State: c.State, By: told.By, Reason: "told", Note: t.Notice}
	switch t.Rung.Kind {
	case FirstNotification:
	case PriorNotice:
		step.Reason, step.Note = "prior_notice", t.To+" "+t.Notice
		if t.Rung.besidesOwner() {
			step.Reason = "told_beside"
		}
	default:
		step.Reason, step.Note = "rung_told", t.Rung.Name()+" "+t.Notice
	}
	return step
}
