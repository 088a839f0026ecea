package rule

import (
	"cmp"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
)

// Findings are the results of a job's rules in one part of a run: violations, and the subjects that
// could and could not be judged. A subject in neither list was not looked at, and nothing may be
// concluded about it.
type Findings struct {
	Violations []Violation
	Rows       int // fresh roster rows judged, for the guard's share
	Groups     int // live groups judged

	// Rosters and Observed are, by group, when the roster that was judged was taken,
	// and when somebody last looked at the activity; a group is absent where
	// nothing of the kind was judged.
	Rosters, Observed map[string]time.Time

	judged   map[ruleGroup]bool
	blind    map[ruleGroup]string     // reason why the rule could not judge the group
	blindFor map[ruleGroupKey]string  // … or one subject in it
	cleared  map[ruleGroupKey]Verdict // why a watched subject is clear
	unjudged map[notJudged]bool       // each counts once, however many rules it blinds

	// superseded are watched accounts for which one account rule holds: the rules
	// after it give way, and an open case of theirs is over though nothing was
	// mended.
	superseded map[groupSubject]bool

	data map[subjectKey]time.Time // of county rules' cases: the oldest data they rest on

	county *CountyFindings // of rules that judge the whole county at once; nil: none was asked

	// Index takes in where people were found; nil: the job keeps no such index.
	Index *roster.PersonIndex

	asked string // the rule that is being asked, should it panic
}

type ruleGroup struct{ rule, group string }

type groupSubject struct{ group, subject string }

type ruleGroupKey struct{ rule, group, subject string }

type notJudged struct{ reason, group, subject string }

// NewFindings is an empty sheet.
func NewFindings() *Findings {
	return &Findings{
		judged: map[ruleGroup]bool{}, blind: map[ruleGroup]string{},
		blindFor: map[ruleGroupKey]string{}, cleared: map[ruleGroupKey]Verdict{},
		unjudged: map[notJudged]bool{}, superseded: map[groupSubject]bool{}, data: map[subjectKey]time.Time{}, Rosters: map[string]time.Time{}, Observed: map[string]time.Time{},
	}
}

// subjectOf names a subject within its group: the account's key, the person,
// a pair's other group, or nothing for the group itself.
func subjectOf(s ledger.Subject) string {
	switch s.Type {
	case ledger.SubjectAccount:
		return workgroup.AccountKey(s.Account)
	case ledger.SubjectPerson:
		if s.Group != "" {
			return s.Person
		}
		return cmp.Or(s.Code, s.Person)
	case ledger.SubjectPair:
		return cmp.Or(s.Code, s.Group2)
	}
	return s.Code
}

// SubjectOf is the key under which Findings and Watch name a subject within
// its group: the account's key, the person, or nothing for the group itself.
func SubjectOf(s ledger.Subject) string { return subjectOf(s) }

// Judged notes that the rule looked at the whole group.
func (f *Findings) Judged(rule, group string) { f.judged[ruleGroup{rule, group}] = true }

// Blind notes that the rule could not judge the group.
func (f *Findings) Blind(rule, group, reason string) {
	f.blind[ruleGroup{rule, group}] = reason
	f.unjudged[notJudged{reason, group, ""}] = true
}

// BlindFor notes that the rule could not judge one subject of the group.
func (f *Findings) BlindFor(rule, group, subject, reason string) {
	f.blindFor[ruleGroupKey{rule, group, subject}] = reason
	f.unjudged[notJudged{reason, group, subject}] = true
}

// Cleared notes why a subject that has an open case is clear now.
func (f *Findings) Cleared(rule, group, subject string, v Verdict) {
	f.cleared[ruleGroupKey{rule, group, subject}] = v
}

// Verdict is the run's answer about a case that no violation matches: the rule judged its subject and
// found it clear (with an empty reason if the subject was not met at all), or it could not judge it.
func (f *Findings) Verdict(rule string, s ledger.Subject) Verdict {
	key := ruleGroupKey{rule, s.Group, subjectOf(s)}
	if reason, ok := f.blindFor[key]; ok {
		return Verdict{Outcome: CannotJudge, Reason: reason}
	}
	if v, ok := f.cleared[key]; ok {
		return v
	}
	if f.superseded[groupSubject{key.group, key.subject}] && isExclusive(rule) {
		return allClear(reasonSuperseded, nil)
	}
	at := ruleGroup{rule, s.Group}
	if reason, ok := f.blind[at]; ok {
		return Verdict{Outcome: CannotJudge, Reason: reason}
	}
	if f.judged[at] {
		return judged
	}
	if v, ok := f.county.look(key, s); ok {
		return v
	}
	return cannotJudge(reasonNotCovered, nil)
}

func isExclusive(id string) bool {
	r := Of(id)
	return r != nil && r.Judge.exclusive
}

// DataOf is the moment of the data by which the rule judged the case's group;
// false where it judges the registry itself, or nothing was judged.
func (f *Findings) DataOf(c ledger.Case) (time.Time, bool) {
	r := Of(c.Rule)
	if r == nil {
		return time.Time{}, false
	}
	at, ok := f.data[subjectKey{c.Rule, c.Subject.Key()}]
	if ok {
		return at, true
	}
	switch r.Confirmed {
	case ByRoster, ByRosters:
		at, ok = f.Rosters[c.Subject.Group]
		if other, two := f.Rosters[c.Subject.Group2]; two && other.Before(at) {
			at = other
		}
	case ByLook, ByRow: // rules that find rows of unregistered groups say with the violation when theirs were taken
		at, ok = f.Observed[c.Subject.Group]
	}
	return at, ok
}

// UnjudgedByReason counts the groups and subjects that could not be judged.
func (f *Findings) UnjudgedByReason() map[string]int {
	sum := map[string]int{}
	for k := range f.unjudged {
		sum[k.reason]++
	}
	return sum
}
