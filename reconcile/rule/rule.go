// Package rule says what is wrong now. Each rule has a file of its own; it
// looks at facts that are handed to it and answers with a verdict that names
// its reason. Rules know no database, no clock and no ledger history, and
// they never decide what happens next.
package rule

import (
	"encoding/json"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// Rule ids (contract §5).
const (
	MemberUnknown      = "member.unknown"
	MemberAmbiguous    = "member.ambiguous"
	MemberLeft         = "member.left"
	MemberOutOfScope   = "member.out_of_scope"
	MemberOtherAccount = "member.other_account"
	MemberCard         = "member.card"
	MemberMissing      = "member.missing"
	RosterStale        = "roster.stale"
	GroupZombie        = "group.zombie"
	GroupStageExpired  = "group.stage_expired"
	GroupStageUndated  = "group.stage_undated"
	GroupNoOwner       = "group.no_owner"
	GroupNoAdmin       = "group.no_admin"
)

// AsksRemoval reports whether a case of the rule ends in somebody's removal
// from the group, when reminders have no effect.
func AsksRemoval(id string) bool {
	switch id {
	case MemberUnknown, MemberAmbiguous, MemberLeft, MemberOutOfScope, MemberOtherAccount, MemberCard:
		return true
	}
	return false
}

// Outcome is a verdict in one word.
type Outcome string

// A rule is broken, is kept, or its input is absent, stale or failed.
const (
	Violated    Outcome = "violated"
	Clear       Outcome = "clear"
	CannotJudge Outcome = "cannot_judge"
)

// Evidence is what a verdict rests on: figures, dates, names. Its keys are
// those of a case's evidence object.
type Evidence map[string]any

// JSON writes the evidence with sorted keys, so that equal evidence is equal
// bytes.
func (e Evidence) JSON() json.RawMessage {
	if len(e) == 0 {
		return json.RawMessage("{}")
	}
	b, err := json.Marshal(e)
	if err != nil {
		// Evidence holds strings, numbers and lists of them; anything else is
		// a mistake in a rule that its test must see.
		panic("rule: evidence: " + err.Error())
	}
	return b
}

// Verdict is one rule's answer about one subject.
type Verdict struct {
	Outcome  Outcome
	Reason   string // named reason, e.g. template_mismatch, roster_stale, young
	Evidence Evidence
}

func violated(reason string, e Evidence) Verdict { return Verdict{Violated, reason, e} }
func allClear(reason string, e Evidence) Verdict { return Verdict{Clear, reason, e} }
func cannotJudge(reason string, e Evidence) Verdict {
	return Verdict{CannotJudge, reason, e}
}

// Violation is what a rule sees now about one subject.
type Violation struct {
	Rule     string
	Subject  ledger.Subject
	Unit     string
	Reason   string
	Evidence Evidence
	LeftOn   workgroup.Date // member.left: removal is due from this day; empty = no date given
}

// World is what all rules may look at: one policy, one directory, one moment.
type World struct {
	Policy *policy.Policy
	Dir    *workgroup.Directory
	Moment time.Time      // in the policy's time zone
	Day    workgroup.Date // the moment's local date
}

// NewWorld fixes the moment that every decision of a run uses.
func NewWorld(p *policy.Policy, dir *workgroup.Directory, moment time.Time) *World {
	return &World{Policy: p, Dir: dir, Moment: moment, Day: workgroup.DateOf(moment)}
}
