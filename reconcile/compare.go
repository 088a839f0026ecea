// Package reconcile compares the violations that the rules see with the cases that the ledger holds,
// and plans the openings, closings and changes, and says whether a guard holds the plan back. It is
// pure; comparing twice on the same day gives an empty second plan.
package reconcile

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Input is one part of a run: a job's rules over some groups.
type Input struct {
	Snapshot *rule.Snapshot
	Groups   workgroup.Groups // the groups of all findings and cases
	Existing []ledger.Case    // all cases of the rules about the groups, closed ones too
	Findings *rule.Findings
	Exempt   []ledger.Exemption
	Days     *calendar.Days
	Baseline map[string]bool // rules that judge the unit for the first time

	// CloseOnly is set for a judgement before a notice is sent: it opens and reopens nothing.
	CloseOnly bool
}

// Change is the change of one case. Before is the zero case for an opening.
type Change struct {
	Event  ledger.Event
	Before ledger.Case
	After  ledger.Case
	Reason string // the violation's or the verdict's named reason
}

// Plan lists the changes that a part of a run would make, in a stable order.
type Plan struct {
	Changes []Change // all events but seen and none
	Seen    []Seen   // cases that are still there and otherwise unchanged

	// StillThere counts all cases that were there before and still are, whether or not one of their
	// fields needs writing.
	StillThere int
	Blind      map[string]int // reason → cases that could not be judged and stay unchanged
}

// Seen is a case that is still there, with the moment of the newest data that shows it; zero where its
// rule judges the registry alone.
type Seen struct {
	ID     int64
	DataAt time.Time
}

// Count is the number of changes with the event.
func (p *Plan) Count(e ledger.Event) int {
	n := 0
	for _, c := range p.Changes {
		if c.Event == e {
			n++
		}
	}
	return n
}

type caseKey struct{ rule, subject string }

// Compare plans one part of a run.
func Compare(in Input) Plan {
	plan := Plan{Blind: map[string]int{}}
	existing := make(map[caseKey]*ledger.Case, len(in.Existing))
	for i := range in.Existing {
		c := &in.Existing[i]
		existing[caseKey{c.Rule, c.Subject.Key()}] = c
	}
	met := make(map[caseKey]bool, len(in.Findings.Violations))
	if opened := len(in.Findings.Violations) - len(in.Existing); opened > 0 { // most violations are cases already, or none is
		plan.Changes = make([]Change, 0, opened)
	}
	for _, v := range in.Findings.Violations {
		key := caseKey{v.Rule, v.Subject.Key()}
		if met[key] {
			continue
		}
		met[key] = true
		c := existing[key]
		if in.CloseOnly && (c == nil || c.State == ledger.Closed) || in.settledByHand(c, v) {
			continue
		}
		plan.add(c, ledger.Observation{Seen: in.seen(v)}, v.Reason, in.Snapshot.Day)
	}
	for i := range in.Existing {
		c := &in.Existing[i]
		if met[caseKey{c.Rule, c.Subject.Key()}] || c.State == ledger.Closed {
			continue
		}
		observed, reason := in.absent(c)
		if observed.Blind != "" {
			plan.Blind[observed.Blind]++
			plan.keepCurrent(in, c)
			continue
		}
		plan.add(c, observed, reason, in.Snapshot.Day)
	}
	slices.SortStableFunc(plan.Changes, func(a, b Change) int { return comparePlace(a.After, b.After) })
	slices.SortFunc(plan.Seen, func(a, b Seen) int { return cmp.Compare(a.ID, b.ID) })
	return plan
}

func (p *Plan) add(c *ledger.Case, observed ledger.Observation, reason string, day workgroup.Date) {
	after, event := ledger.Advance(c, observed, day)
	if observed.Seen != nil && c != nil && c.State != ledger.Closed {
		p.StillThere++
	}
	change := Change{Event: event, After: after, Reason: reason}
	if c != nil {
		change.Before = *c
	}
	if why := exemptionReason(change.Before, after); why != "" {
		change.Reason = why
	}
	if (event == ledger.EventSeen || event == ledger.EventUpdated) && ledger.StillThere(*c, after) {
		event, change.Event, change.Reason = ledger.EventUpdated, ledger.EventUpdated, ledger.ReasonStillThere
	}
	switch event {
	case ledger.EventNone:
	case ledger.EventSeen:
		p.Seen = append(p.Seen, Seen{c.ID, after.DataAt})
	default:
		p.Changes = append(p.Changes, change)
	}
}

// keepCurrent updates a case that could not be judged as far as no judgement is needed: its responsible
// person may have left, and an exemption may have been granted or have ended.
func (p *Plan) keepCurrent(in Input, c *ledger.Case) {
	responsible := in.responsible(*c)
	until := ledger.ExemptUntil(in.Exempt, c.Rule, c.Subject, in.Snapshot.Day)
	after, event := ledger.Excuse(*c, until, in.dueAnew(c))
	reason := exemptionReason(*c, after)
	if after.Responsible != responsible {
		after.Responsible, event = responsible, ledger.EventUpdated
		if reason == "" {
			reason = "responsible_changed"
		}
	}
	if event != ledger.EventNone {
		p.Changes = append(p.Changes, Change{Event: event, Before: *c, After: after, Reason: reason})
	}
}

// exemptionReason names a change into or out of an exemption; empty for other changes.
func exemptionReason(before, after ledger.Case) string {
	switch {
	case after.State == ledger.Exempt && (before.State != ledger.Exempt || before.ExemptUntil != after.ExemptUntil):
		return "exempted"
	case before.State == ledger.Exempt && after.State == ledger.Found:
		return "exemption_ended"
	}
	return ""
}

// comparePlace orders cases by group, rule and subject, so that new ids follow an order that people can
// read and that does not depend on the input's.
func comparePlace(a, b ledger.Case) int {
	for _, pair := range [][2]string{
		{a.Unit, b.Unit},
		{a.Subject.Group, b.Subject.Group},
		{a.Rule, b.Rule},
		{a.Subject.Group2, b.Subject.Group2},
		{workgroup.AccountKey(a.Subject.Account), workgroup.AccountKey(b.Subject.Account)},
		{a.Subject.Person, b.Subject.Person},
		{a.Subject.Code, b.Subject.Code},
	} {
		if c := strings.Compare(pair[0], pair[1]); c != 0 {
			return c
		}
	}
	return 0
}

// seen describes a violation in the fields of a case.
func (in *Input) seen(v rule.Violation) *ledger.Seen {
	w := in.Snapshot
	severity := w.Policy.SeverityOf(v.Rule)
	c := v.Case()
	data, _ := in.Findings.DataOf(c)
	return &ledger.Seen{
		Rule: v.Rule, Clause: rule.Cited(w.Policy, c), Unit: v.Unit, Subject: v.Subject,
		Title: v.Title(in.teller()), Severity: severity,
		DueOn: in.dueOn(c, severity), Responsible: in.responsible(c), Evidence: c.Evidence,
		ExemptUntil: ledger.ExemptUntil(in.Exempt, v.Rule, v.Subject, w.Day),
		DataAt:      data,
	}
}

func (in *Input) teller() *rule.Teller {
	return rule.TellerOf(phrase.Zh, in.Snapshot, in.Groups)
}

// responsible is the person who answers for a case today; empty if there is none.
func (in *Input) responsible(c ledger.Case) string {
	w := in.Snapshot
	chain := rule.Chain(c, in.Groups.Of, w.Dir.Units)
	person, _ := ledger.Responsible(chain, w.Dir.People, w.Day)
	return person
}

// settledByHand reports whether a person other than the responsible one closed the case after the data
// that shows it was taken. They have seen a newer state, so only newer data may reopen the case. A case
// of a rule that judges the registry alone stays closed as long as its evidence and title are those
// with which it was closed.
func (in *Input) settledByHand(c *ledger.Case, v rule.Violation) bool {
	if c == nil || c.State != ledger.Closed || c.ClosedReason != ledger.ByHand {
		return false
	}
	if looked, ok := in.Findings.DataOf(*c); ok {
		return !looked.After(c.SaidAt)
	}
	return bytes.Equal(c.Evidence, v.Case().Evidence) && c.Title == v.Title(in.teller())
}

// absent is the reason why a case has no violation now: its rule is off, its group ended, it was judged
// clear, or it could not be judged.
func (in *Input) absent(c *ledger.Case) (ledger.Observation, string) {
	if in.Snapshot.Policy.IsOff(c.Rule) {
		return ledger.Observation{Gone: ledger.RuleOff}, string(ledger.RuleOff)
	}
	if in.groupEnded(c) {
		return ledger.Observation{Gone: ledger.GroupEnded}, string(ledger.GroupEnded)
	}
	v := in.Findings.Verdict(c.Rule, c.Subject)
	if v.Outcome == rule.CannotJudge && rule.Settled(*c, in.Snapshot) {
		return ledger.Observation{Gone: ledger.Fixed}, rule.ReasonSettled
	}
	if v.Outcome == rule.CannotJudge {
		return ledger.Observation{Blind: v.Reason}, v.Reason
	}
	return ledger.Observation{Gone: closeReason(c, v)}, v.Reason
}

// groupEnded reports whether the case's group, or one of its pair, is no longer
// live, where the rule judges live groups only.
func (in *Input) groupEnded(c *ledger.Case) bool {
	if r := rule.Of(c.Rule); r != nil && r.EndedGroups {
		return false
	}
	for _, code := range []string{c.Subject.Group, c.Subject.Group2} {
		if g, ok := in.Groups.Find(code); ok && !g.Live() {
			return true
		}
	}
	return false
}
