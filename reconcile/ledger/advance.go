package ledger

import (
	"bytes"
	"time"

	"qunguan/reconcile/workgroup"
)

// Observation is the finding of one run about one subject under one rule. Exactly one of its three
// fields is set.
type Observation struct {
	Seen  *Seen       // the violation is there
	Gone  CloseReason // the subject was judged and the violation is not there; why
	Blind string      // the subject could not be judged; the named reason
}

// Seen is a violation as it stands today, with all that a case for it needs.
type Seen struct {
	Rule        string
	Clause      string
	Unit        string
	Subject     Subject
	Title       string
	Severity    string
	DueOn       workgroup.Date // the deadline of a case that is opened today
	Responsible string
	Evidence    []byte
	ExemptUntil workgroup.Date // the last day of an exemption that covers it; empty: no exemption does
	DataAt      time.Time      // moment of the data that shows it; zero: the rule judges the registry alone
}

// Event names the change that a run made to a case.
type Event string

// The events of a run.
const (
	EventNone     Event = ""         // nothing to write
	EventOpened   Event = "opened"   // a new case
	EventReopened Event = "reopened" // a closed case came back
	EventSeen     Event = "seen"     // still there; only last_seen_on and the moment of its data move
	EventUpdated  Event = "updated"  // still there, and something about it changed
	EventClosed   Event = "closed"   // judged, and no longer there
)

// Advance is the one transition function of a run. From the present case (nil: there is none), the
// run's observation and the run's day it makes the case that the store shall write. It reads no clock,
// so equal arguments give an equal answer; advancing the result again on the same day is EventNone or
// EventSeen, and a repeated run therefore writes no second step.
func Advance(c *Case, o Observation, day workgroup.Date) (Case, Event) {
	switch {
	case o.Seen != nil && c == nil:
		return open(*o.Seen, day), EventOpened
	case c == nil:
		return Case{}, EventNone
	case o.Seen != nil && c.State == Closed:
		return reopen(*c, *o.Seen, day), EventReopened
	case o.Seen != nil:
		return stay(*c, *o.Seen, day)
	case o.Gone != "" && c.State != Closed:
		return Close(*c, o.Gone, day), EventClosed
	}
	return *c, EventNone
}

func open(s Seen, day workgroup.Date) Case {
	c := Case{Rule: s.Rule, Subject: s.Subject, State: Found, OpenedOn: day, LastSeenOn: day, DueOn: s.DueOn}
	c.describe(s)
	return excuse(c, s.ExemptUntil, s.DueOn)
}

// reopen gives a closed case a new deadline and makes it untold. OpenedOn stays, because it is the same
// case.
func reopen(c Case, s Seen, day workgroup.Date) Case {
	c.State, c.DueOn, c.LastSeenOn = Found, s.DueOn, day
	c.ClosedOn, c.ClosedReason = "", ""
	c.beginAnew()
	c.Reopened++
	c.describe(s)
	return excuse(c, s.ExemptUntil, s.DueOn)
}

// beginAnew makes a case untold, so that its ladder starts at the first rung again.
func (c *Case) beginAnew() {
	c.ToldOn, c.ToldAt, c.Reminders, c.Rung, c.SaidAt, c.ExtendedBy = "", time.Time{}, 0, 0, time.Time{}, ""
	c.PausedAt, c.PausedUntil, c.Objection = time.Time{}, "", ""
	c.Life++
}

// stay keeps the deadline and the state: people were told both, and a later run must not move them.
func stay(c Case, s Seen, day workgroup.Date) (Case, Event) {
	before := c
	c.describe(s)
	c = excuse(c, s.ExemptUntil, s.DueOn)
	event := EventSeen
	if c.changed(before) {
		event = EventUpdated
	}
	if event == EventSeen && c.LastSeenOn >= day && c.DataAt.Equal(before.DataAt) {
		return c, EventNone
	}
	c.LastSeenOn = max(c.LastSeenOn, day)
	return c, event
}

// Close ends a case for the reason on the day.
func Close(c Case, reason CloseReason, day workgroup.Date) Case {
	c.State, c.ClosedOn, c.ClosedReason, c.ExemptUntil = Closed, day, reason, ""
	return c
}

// describe copies today's description of the subject into the case.
func (c *Case) describe(s Seen) {
	c.Clause, c.Unit, c.Title, c.Severity = s.Clause, s.Unit, s.Title, s.Severity
	c.Responsible, c.Evidence = s.Responsible, s.Evidence
	c.Subject = s.Subject // the same key; spelling and the recognised person may differ
	if s.DataAt.After(c.DataAt) {
		c.DataAt = s.DataAt
	}
}

func (c *Case) changed(before Case) bool {
	return c.Clause != before.Clause || c.Unit != before.Unit || c.Title != before.Title ||
		c.Severity != before.Severity || c.Responsible != before.Responsible ||
		c.State != before.State || c.ExemptUntil != before.ExemptUntil || c.Subject != before.Subject || !bytes.Equal(c.Evidence, before.Evidence)
}
