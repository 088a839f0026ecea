// Package rule finds the present faults and has all the words about them. Each rule has a file of its
// own: its judgement, its evidence, and its words in both languages. Lists, notices, pages and
// explanations walk the rules (all.go); a piece that a rule lacks fails in rule_test.go, at the rule.
// Rules know no database, no clock and no ledger history, and they never decide what happens next.
package rule

import (
	"slices"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// Rule is everything the program knows of one rule but its clause and its
// severity, which the policy owns. docs/adding-a-rule.md has an example.
type Rule struct {
	ID      string
	Job     string             // the job that judges it
	Subject ledger.SubjectType // the subject of its cases
	Judge   Judge
	Reads   Reads // the data that judging needs beside the directory and the groups

	Evidence Evidence // of its violations: Fields[E]()
	Figure   Figure   // the figure of the policy by which a fact is judged; zero = there is none

	// Confirmed is by which data a case is judged anew after it was told.
	Confirmed Confirmation
	// Starts is the first place in the chain of people who answer for a case; nil: the owner of the
	// case's group, or the unit where there is no group.
	Starts func(View) Start
	// Due is the deadline where it is not the severity's; an empty one leaves
	// it to the severity. nil: always the severity's.
	Due func(Deadline) workgroup.Date
	// Highest is the highest rung that cases climb, and hear of as a count; empty:
	// the policy's ladder has no end for them.
	Highest string
	// Cites is the published passage that a case follows, where it is not the
	// rule's; nil or empty: the rule's.
	Cites func(*policy.Policy, View) string
	// Inspects: the person who answers for a case inspects another person's property. The ladder
	// climbs above the inspector, and not above the owner.
	Inspects bool
	// OutsideGuard: cases come in numbers that say nothing of bad data.
	OutsideGuard bool
	// Answered: no data ends a case, but somebody's word: a confirmation, a
	// decision, a step.
	Answered bool
	// Pointless: by the directory alone, asking leads nowhere, whatever the roster's age; no notice
	// is sent, and the case stays.
	Pointless func(*Snapshot, ledger.Case) bool
	// Settled: by the registry alone, the case no longer holds, whatever the roster's age; it closes
	// though the roster cannot be judged.
	Settled func(*Snapshot, ledger.Case) bool
	// Unjudged: this run's data cannot tell whether the case of a county rule still holds, for the
	// reason; nil: a case that the rule does not name is over.
	Unjudged func(*Snapshot, ledger.Case) (Reason, bool)
	// Keeps is the reason, with its figures, that a subject keeps a county rule whose rulings do not
	// name it; nil: explanations say that nothing was found.
	Keeps func(*Snapshot, ledger.Subject) Verdict
	// Dropped: the policy no longer has the requirement of the county rule's case.
	Dropped func(*Snapshot, ledger.Case) bool
	// Concerns: the rule about accounts opens cases about these people only, in whatever group; nil:
	// about anybody.
	Concerns func(*Snapshot, workgroup.Person) bool
	// EndedGroups: groups that are no longer live are judged too, and a case
	// does not close because its group ended.
	EndedGroups bool
	// Removes: a case ends in somebody's removal from the group, when reminders
	// have no effect.
	Removes bool
	// Concerned is the moment at which a person hears of their own removal: beforehand where they can
	// mend the matter themselves.
	Concerned ledger.Concerned
	// NeedsSuccessor: the case asks for a new owner, and the program looks for a person to propose.
	NeedsSuccessor bool

	Words Words
	// Form picks among the forms of Title and Line; nil: always "".
	Form func(View) string
	// Asks picks among the forms of Todo; nil: always "". Where cases share a
	// line, the first that asks for another form than "" decides.
	Asks func(*Teller, View) string
	// Named is how a line names the person or account that a case is about. A
	// rule that has it puts several cases of one group into one line.
	Named func(*Teller, View) string
	// Apart keeps cases out of one line though they are of one rule and group;
	// nil: none.
	Apart func(View) string
	// Together is the key of cases, of several groups, that are one task for
	// the reader and one line; empty: the case stands alone.
	Together func(View) string
	// Unannounced: the person concerned cannot be told, and is not named to the
	// group.
	Unannounced func(View) bool
	// ByCard: the account is not the person's that it names; the group knows it
	// by its card.
	ByCard bool
}

// View is a case as the rule's own functions see it. Evidence is the rule's
// struct, see of.
type View struct {
	Case     ledger.Case
	Evidence any
}

// of is the view's evidence as the rule's own struct.
func of[E any](v View) E {
	e, _ := v.Evidence.(E)
	return e
}

// Figure names, by their keys in the evidence, the fact that was judged and
// the policy's figure that it was judged by. The same fact under another
// figure means that the policy changed, not that anybody mended anything.
type Figure struct{ Fact, By string }

// Confirmation is the kind of data on which a case must have been judged
// since it was told before anybody above hears that it is unsolved
// (contract §5).
type Confirmation int

// The kinds of data.
const (
	ByRegistry Confirmation = iota // by the registry: confirmed whenever it is judged
	ByRoster                       // a newer roster of the group
	ByRosters                      // newer rosters of all groups that it was judged by
	ByLook                         // a newer look at the group's activity
	ByRow                          // a newer row of the platform group, or about it
	ByImport                       // a newer import of the account's or the app's row
)

// Start is the first place in the chain of people who answer for a case: a person, a group's owner,
// else the principal of the case's unit.
type Start struct {
	Person string // 负责人工号; before all others
	Group  string // its owner and administrators
	Nobody bool   // only the office answers

	Only []string // these people, nearest first, but for the group's owner and administrators; then the office
}

// Deadline is the base of a deadline.
type Deadline struct {
	Policy   *policy.Policy
	Days     *calendar.Days
	Day      workgroup.Date // of the run
	Baseline bool           // the rule judges the unit for the first time
	View     View
}

// Removes reports whether a case of the rule ends in somebody's removal from
// the group, when reminders have no effect.
func Removes(id string) bool {
	r := Of(id)
	return r != nil && r.Removes
}

// ConcernedIn is the moment at which a person hears of the removal in which the case may end.
func ConcernedIn(c ledger.Case) ledger.Concerned {
	r := Of(c.Rule)
	if r == nil || c.Subject.Person == "" || r.Unannounced != nil && r.Unannounced(r.view(nil, c)) {
		return ledger.NotTold
	}
	return r.Concerned
}

// ConfirmedBy is the data that confirms a case of the rule.
func ConfirmedBy(id string) Confirmation {
	if r := Of(id); r != nil {
		return r.Confirmed
	}
	return ByRegistry
}

// Answered reports whether cases of the rule end by somebody's word.
func Answered(id string) bool {
	r := Of(id)
	return r != nil && r.Answered
}

// HighestOf is the highest rung that cases of the rule climb; empty: any.
func HighestOf(id string) string {
	if r := Of(id); r != nil {
		return r.Highest
	}
	return ""
}

// Inspects reports whether the people who answer for cases of the rule inspect another person's
// property.
func Inspects(id string) bool {
	r := Of(id)
	return r != nil && r.Inspects
}

// Cited is the published passage that the case follows.
func Cited(p *policy.Policy, c ledger.Case) string {
	if r := Of(c.Rule); r != nil && r.Cites != nil {
		if clause := r.Cites(p, r.view(nil, c)); clause != "" {
			return clause
		}
	}
	return p.Cites[c.Rule]
}

// JudgesCounty reports whether the rule judges the whole county at once.
func JudgesCounty(id string) bool {
	r := Of(id)
	return r != nil && r.Judge.county != nil
}

// Pointless reports whether asking anybody about the case leads nowhere.
func Pointless(c ledger.Case, s *Snapshot) bool {
	r := Of(c.Rule)
	return r != nil && r.Pointless != nil && r.Pointless(s, c)
}

// Settled reports whether the registry alone says that the case is over.
func Settled(c ledger.Case, s *Snapshot) bool {
	r := Of(c.Rule)
	return r != nil && r.Settled != nil && r.Settled(s, c)
}

// ReasonSettled says that the registry alone ended a case.
const ReasonSettled = "settled_by_registry"

var _ = because(ReasonSettled, "登记情况已变", "the registry has changed")

// NeedsSuccessor reports whether the rule asks for a new owner.
func NeedsSuccessor(id string) bool {
	r := Of(id)
	return r != nil && r.NeedsSuccessor
}

// Chain lists the people who answer for a case of any rule, nearest first.
func Chain(c ledger.Case, group func(code string) workgroup.Group, units workgroup.Units) []ledger.Hop {
	s := Start{Group: c.Subject.Group}
	if r := Of(c.Rule); r != nil && r.Starts != nil {
		s = r.Starts(r.view(nil, c))
	}
	if s.Nobody {
		return nil
	}
	var chain []ledger.Hop
	if len(s.Only) > 0 {
		theirs := group(c.Subject.Group).Responsible() // today: the draw may be older
		for _, code := range s.Only {
			if !slices.Contains(theirs, code) {
				chain = append(chain, ledger.Hop{Role: ledger.RoleInCharge, To: code})
			}
		}
		return chain
	}
	if s.Person != "" {
		chain = append(chain, ledger.Hop{Role: ledger.RoleInCharge, To: s.Person})
	}
	var g workgroup.Group
	if s.Group != "" {
		g = group(s.Group)
	}
	return append(chain, ledger.Chain(g, c.Unit, s.Group == "", units)...)
}

// DueOn is the case's deadline where its rule has one of its own; empty: the
// severity's.
func DueOn(c ledger.Case, d Deadline) workgroup.Date {
	r := Of(c.Rule)
	if r == nil || r.Due == nil {
		return ""
	}
	d.View = r.view(nil, c)
	return r.Due(d)
}
