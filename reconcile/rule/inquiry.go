package rule

import (
	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Inquiry asks every rule about one group, and about one account or person in
// it, and keeps the clear verdicts too. It uses the very functions of the
// check, so that an explanation cannot differ from a case.
type Inquiry struct {
	Group    workgroup.Group
	Roster   workgroup.Roster
	Activity workgroup.GroupActivity
	Matcher  *identity.Matcher
	Account  string // account key; empty = none is asked about
	Person   string // person code; empty = none is asked about

	world   *World
	room    *Room
	fresh   bool
	here    attendance
	seat    *Seat
	answers []SubjectAnswer
}

// SubjectAnswer is one rule's verdict about one subject of the group.
type SubjectAnswer struct {
	Subject ledger.Subject
	Answer
}

// Inquire begins: the group's own rules are answered at once.
func Inquire(w *World, q Inquiry) *Inquiry {
	q.world = w
	q.room = NewRoom(w, q.Group, q.Roster, q.Matcher)
	q.here = attendance{present: map[string]bool{}, candidates: map[string]bool{}}
	self := ledger.Subject{Type: ledger.SubjectGroup, Group: q.Group.Code}
	if !q.Group.Live() {
		return &q
	}
	stale := judgeStale(w, q.Roster)
	q.fresh = stale.Outcome == Clear
	q.add(self, RosterStale, stale)
	for _, r := range groupRules {
		q.add(self, r.ID, r.Judge(GroupFacts{World: w, Group: q.Group, Activity: q.Activity}))
	}
	return &q
}

func (q *Inquiry) add(s ledger.Subject, id string, v Verdict) {
	if q.world.Policy.IsOff(id) {
		v = allClear("rule_off", nil)
	}
	q.answers = append(q.answers, SubjectAnswer{s, Answer{id, v}})
}

// Row takes one row of the group's roster.
func (q *Inquiry) Row(m workgroup.Member) {
	s := q.room.Seat(m)
	q.here.note(s)
	asked := q.Account != "" && m.Key() == q.Account || q.Person != "" && s.Who.Person == q.Person
	if !asked {
		return
	}
	q.seat = s
	subject := ledger.Subject{Type: ledger.SubjectAccount, Group: q.Group.Code, Account: m.Account, Person: s.Who.Person}
	if !q.fresh || !q.Group.Live() {
		return
	}
	for _, a := range s.Judge() {
		q.add(subject, a.Rule, a.Verdict)
	}
}

// Seat is the account that was asked about, or the person's last one; nil if
// no row was it.
func (q *Inquiry) Seat() *Seat { return q.seat }

// End answers what needs the whole roster and returns all verdicts.
func (q *Inquiry) End() []SubjectAnswer {
	if q.Person == "" || !q.Group.Live() || !q.fresh {
		return q.answers
	}
	subject := ledger.Subject{Type: ledger.SubjectPerson, Group: q.Group.Code, Person: q.Person}
	p := q.world.Dir.People[q.Person]
	switch {
	case !q.Group.AllStaff:
		q.add(subject, MemberMissing, allClear("not_all_staff", nil))
	case !q.room.Scope.Includes(p, q.world.Dir.Units):
		q.add(subject, MemberMissing, allClear("not_in_scope", nil))
	default:
		q.add(subject, MemberMissing, judgeMissing(q.room, &q.here, p))
	}
	return q.answers
}
