// Package answer decides the effects of people's answers (contract-people §2) and the outcome of the
// requests among them (§4): the answers that a case takes, the people who may give them, the changes
// that they make. It is pure: its results are written by the caller, in one transaction.
package answer

import (
	"errors"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Action is the kind of an answer.
type Action string

// The answers.
const (
	Rectified Action = "rectified" // 已整改
	Extend    Action = "extend"    // 申请延期
	Exempt    Action = "exempt"    // 申请豁免
	Keep      Action = "keep"      // 仍需保留
	Dissolved Action = "dissolved" // 群已解散
	Who       Action = "who"       // 这是某某
	NotMine   Action = "not_mine"  // 不归我负责
	Wrong     Action = "wrong"     // 判断有误
	Phoned    Action = "phoned"    // 已电话/当面通知
	Confirm   Action = "confirm"   // 已完成
	Problem   Action = "problem"   // 有问题: it was checked, and something is amiss
	Approve   Action = "approve"   // a task: 同意
	Deny      Action = "deny"      // a task: 不同意
)

// Actions lists the answers to cases that are no tasks, in the contract's order.
var Actions = []Action{Rectified, Extend, Exempt, Keep, Dissolved, Who, NotMine, Wrong, Phoned, Confirm, Problem}

// Way is how an answer came.
type Way int

// The ways. A link that somebody passed on by hand may be in other hands.
const (
	ByCommand Way = iota
	ByLink
	ByRelayedLink
)

// String is the way as records name it.
func (w Way) String() string {
	switch w {
	case ByLink:
		return "link"
	case ByRelayedLink:
		return "relayed"
	}
	return "command"
}

// Answer is one answer of one person to one case.
type Answer struct {
	Action   Action
	By       string // person code
	Way      Way
	Until    workgroup.Date
	Person   string // person code: the bearer, or the person who answers for it
	Outsider string // the bearer, where they are no person of the directory
	Reason   string
	Failed   []string // items of an inspection's form, by id
	At       time.Time
}

// confirmable are the rules whose cases are a thing to do, to be confirmed by the people who answer
// for it; a fault is a report of its own.
var confirmable = []string{rule.GroupUpkeepDue, rule.SpotCheck, rule.ReportGroupProblem}

// Takes lists the answers that an open case takes from the people who answer for it; a call is noted
// only by the person who is to make it.
func Takes(c ledger.Case) []Action {
	switch {
	case !c.State.Open():
		return nil
	case rule.IsTask(c.Rule):
		return []Action{Approve, Deny}
	}
	if c.Rule == rule.SpotCheck { // the inspector's answer is not the owner's word
		return []Action{Extend, Phoned, Confirm, Problem}
	}
	list := slices.Clone(Actions)
	return slices.DeleteFunc(list, func(a Action) bool {
		switch a {
		case Exempt: // of a whole group, or of no person, would be more than was asked
			return c.Subject.Type == ledger.SubjectAccount && c.Subject.Person == "" || c.Subject.Group == "" && c.Subject.Person == ""
		case Keep:
			return !slices.Contains([]string{rule.GroupZombie, rule.GroupStageExpired, rule.GroupStageUndated}, c.Rule)
		case Dissolved:
			return c.Subject.Type != ledger.SubjectGroup || !strings.HasPrefix(c.Rule, "group.")
		case Who:
			return !slices.Contains([]string{rule.MemberUnknown, rule.MemberAmbiguous, rule.MemberOtherAccount}, c.Rule)
		case Confirm:
			return !slices.Contains(confirmable, c.Rule)
		case Problem:
			return !slices.Contains(confirmable, c.Rule) || c.Rule == rule.ReportGroupProblem
		}
		return false
	})
}

// Refusal is the reason why an answer is not taken, with the people who may give it.
type Refusal struct {
	Reason string   // named; phrase "answer.no.REASON" has the words
	May    []string // person codes; empty: it does not depend on the person
}

// Error gives the named reason.
func (r *Refusal) Error() string { return "answer refused: " + r.Reason }

func refuse(reason string, may ...string) *Refusal { return &Refusal{Reason: reason, May: may} }

// Named reasons of refusals.
const (
	NotOpen      = "not_open"       // the case is closed or exempt
	NotForCase   = "not_for_case"   // such a case does not take the answer
	NotAnswering = "not_answering"  // the person does not answer for the case
	NotDeciding  = "not_deciding"   // the person does not decide the task
	NotByRelay   = "not_by_relay"   // the link went through other hands
	NoReason     = "no_reason"      // a request without a reason
	ReasonLong   = "reason_long"    // more than 500 characters
	NoDay        = "no_day"         // a day is missing
	DayPassed    = "day_passed"     // the day is not after today, or not after the present deadline
	DayTooFar    = "day_too_far"    // more than 365 days ahead
	DayInFuture  = "day_in_future"  // a dissolution that has not happened yet
	NoPerson     = "no_person"      // there is no name, or no person in service
	NoTaker      = "no_taker"       // there is no person in service who answers for it
	NamedTwice   = "named_twice"    // a person and an outsider
	NoCard       = "no_card"        // neither an account nor a card by which anybody could be recognised
	Waiting      = "waiting"        // the same was said, and no newer data has judged it since
	AlreadyAsked = "asked"          // the same request waits for its decision
	NoCall       = "no_call"        // there is no call to make
	OwnCase      = "own_case"       // a person does not close a case about themselves
	NotOwner     = "not_owner"      // only owner and administrators say so
	Undoable     = "undoable"       // the request cannot be carried out any more
	SamePerson   = "same_person"    // the named person answers for it already
	NoSuchItem   = "no_such_item"   // an item that the form of the inspection does not have
	GroupEnded   = "group_not_live" // the group is no longer live
)

// Form is a page's form that was sent: it counts once.
type Form struct {
	ID      string // the one-time token
	Notice  string // of the link
	Outcome string // the outcome in words, for a form that is sent again
}

// ErrUsed says that a form was sent before.
var ErrUsed = errors.New("the form was sent before")
