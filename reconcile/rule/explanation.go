package rule

import (
	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Explanation asks every rule about one group, and about one account or person
// in it, and keeps the clear verdicts too. It uses the very functions of the
// check, so that an explanation cannot differ from a case.
type Explanation struct {
	Group    workgroup.Group
	Roster   workgroup.Roster
	Activity workgroup.GroupActivity
	Matcher  *identity.Matcher
	Account  string // account key; empty = none is asked about
	Person   string // person code; empty = none is asked about

	snapshot *Snapshot
	group    *GroupView
	fresh    bool
	here     Attendance
	view     *MemberView
	answers  []SubjectAnswer
}

// SubjectAnswer is one rule's verdict about one subject of the group.
type SubjectAnswer struct {
	Subject ledger.Subject
	Answer
}

// Explain begins: rules about groups are answered at once. Those over the whole
// county are asked about groups, not about somebody in them.
func Explain(s *Snapshot, e Explanation) *Explanation {
	e.snapshot = s
	e.group = NewGroupView(s, e.Group, e.Roster, e.Matcher)
	e.here = newAttendance()
	self := ledger.Subject{Type: ledger.SubjectGroup, Group: e.Group.Code}
	facts := GroupFacts{Snapshot: s, Group: e.Group, Roster: e.Roster, Activity: e.Activity}
	_, e.fresh = facts.freshness()
	for _, r := range all {
		if r.Judge.group != nil && (e.Group.Live() || r.EndedGroups) {
			e.add(self, r.ID, r.Judge.group(facts))
		}
	}
	for _, r := range all {
		if r.Judge.county == nil || e.Account != "" || e.Person != "" {
			continue
		}
		if r.Subject != ledger.SubjectGroup && r.Subject != ledger.SubjectPair || r.ID == AppDuplicate || !e.Group.Live() && !r.EndedGroups {
			continue
		}
		e.answers = append(e.answers, answersOf(s, r, self, func(other ledger.Subject) bool {
			return other.Group == e.Group.Code || other.Group2 == e.Group.Code
		})...)
	}
	return &e
}

func (e *Explanation) add(s ledger.Subject, id string, v Verdict) {
	if e.snapshot.Policy.IsOff(id) {
		v = allClear(reasonRuleOff, nil)
	}
	e.answers = append(e.answers, SubjectAnswer{s, Answer{id, v}})
}

// Row takes one row of the group's roster.
func (e *Explanation) Row(row workgroup.Member) {
	v := e.group.View(row)
	e.here.note(v)
	asked := e.Account != "" && row.Key() == e.Account || e.Person != "" && v.Who.Person == e.Person
	if !asked {
		return
	}
	e.view = v
	if !e.fresh || !e.Group.Live() {
		return
	}
	subject := ledger.Subject{Type: ledger.SubjectAccount, Group: e.Group.Code, Account: row.Account, Person: v.Who.Person}
	for _, job := range JudgingJobs {
		rules := rosterRulesOf(job)
		v.judge(rules.exclusive, func(a Answer) { e.add(subject, a.Rule, a.Verdict) })
		for _, r := range rules.each {
			e.add(subject, r.ID, r.Judge.account(v))
		}
	}
}

// View is the account that was asked about, or the person's last one; nil if
// no row was it.
func (e *Explanation) View() *MemberView { return e.view }

// End answers the questions that need the whole roster and returns all verdicts.
func (e *Explanation) End() []SubjectAnswer {
	if e.Person == "" || !e.Group.Live() || !e.fresh {
		return e.answers
	}
	subject := ledger.Subject{Type: ledger.SubjectPerson, Group: e.Group.Code, Person: e.Person}
	p := e.snapshot.Dir.People.Of(e.Person)
	for _, r := range all {
		switch {
		case r.Judge.person == nil:
		case !r.Judge.where(e.group):
			e.add(subject, r.ID, allClear(reasonNotAllStaff, nil))
		case !e.group.Scope.Includes(p, e.snapshot.Dir.Units):
			e.add(subject, r.ID, allClear(reasonNotInScope, nil))
		default:
			e.add(subject, r.ID, r.Judge.person(e.group, &e.here, p))
		}
	}
	return e.answers
}
