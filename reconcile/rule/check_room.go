package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Watch holds the account keys and person codes of a group that have a case:
// about them the reason of a clear verdict is wanted.
type Watch map[string]bool

// Check judges one room while its rows stream by: Row for each, then End.
type Check struct {
	room     *Room
	findings *Findings
	watch    Watch
	missing  bool // member.missing is judged here
	here     attendance
	seat     Seat // the row being judged; one for all rows
	known    *Regulars
	kind     int  // of the room, to the regulars
	regular  bool // so far, the row's answers are those of a regular
}

// NewCheck starts the member check of a room. watch may be nil. known are those
// of the rooms before, of the same world.
func NewCheck(r *Room, f *Findings, watch Watch, known *Regulars) *Check {
	return &Check{
		room: r, findings: f, watch: watch, seat: Seat{Room: r, asked: &f.asked}, known: known, kind: known.enter(r),
		missing: r.Group.AllStaff && !r.Policy.IsOff(MemberMissing),
		here:    attendance{present: map[string]bool{}, candidates: map[string]bool{}},
	}
}

// Row judges one account.
func (c *Check) Row(m workgroup.Member) {
	s := &c.seat
	c.findings.asked = ""
	c.findings.Rows++
	s.Detail = len(c.watch) > 0 && c.watch[m.Key()]
	if person, ok := c.known.knows(c.kind, &m); ok && !s.Detail {
		if c.missing {
			c.here.present[person] = true
		}
		return
	}
	s.take(detached(m))
	if c.missing {
		c.here.note(s)
	}
	if s.Detail {
		c.watched(s)
		return
	}
	c.regular = s.Person.Code != ""
	s.judge(c.take)
	if c.regular {
		c.known.remember(c.kind, s)
	}
}

// detached is the row with texts of its own. Rows come as parts of their whole
// roster's text, and what is found out about one must not keep that in memory
// until the unit's part is committed.
func detached(m workgroup.Member) workgroup.Member {
	text := m.Account + m.Nickname + m.Role
	account, nickname := len(m.Account), len(m.Account)+len(m.Nickname)
	m.Account, m.Nickname, m.Role = text[:account], text[account:nickname], text[nickname:]
	return m
}

// take notes an answer about an account without a case.
func (c *Check) take(a Answer) {
	c.regular = c.regular && isRegular(a)
	switch a.Outcome {
	case Violated:
		c.findings.Violations = append(c.findings.Violations, c.violation(a, &c.seat))
	case CannotJudge:
		c.findings.BlindFor(a.Rule, c.room.Group.Code, c.seat.Member.Key(), a.Reason)
	}
}

// watched notes the answers about an account that has a case: also why it is
// clear.
func (c *Check) watched(s *Seat) {
	answers := s.Judge()
	for _, a := range answers {
		c.take(a)
		if a.Outcome == Clear {
			c.findings.Cleared(a.Rule, c.room.Group.Code, s.Member.Key(), a.Verdict)
		}
	}
	if len(answers) > 0 && answers[len(answers)-1].Outcome == Violated {
		c.findings.superseded[groupSubject{c.room.Group.Code, s.Member.Key()}] = true
	}
}

func (c *Check) violation(a Answer, s *Seat) Violation {
	v := Violation{
		Rule: a.Rule, Unit: c.room.Group.Unit, Reason: a.Reason, Evidence: a.Evidence,
		Subject: ledger.Subject{
			Type: ledger.SubjectAccount, Group: c.room.Group.Code,
			Account: s.Member.Account, Person: s.Who.Person,
		},
	}
	if a.Rule == MemberLeft {
		v.LeftOn = s.Person.LeftOn
	}
	return v
}

// End judges what needs the whole roster and closes the sheet for the group.
func (c *Check) End() {
	group := c.room.Group.Code
	for _, r := range accountRules {
		c.findings.Judged(r.ID, group)
	}
	c.findings.Judged(MemberMissing, group)
	if !c.missing {
		return
	}
	c.findings.asked = MemberMissing
	for _, code := range c.room.Dir.InScope(c.room.Scope) {
		v := judgeMissing(c.room, &c.here, c.room.Dir.People[code])
		switch {
		case v.Outcome == Violated:
			c.findings.Violations = append(c.findings.Violations, Violation{
				Rule: MemberMissing, Unit: c.room.Group.Unit, Reason: v.Reason, Evidence: v.Evidence,
				Subject: ledger.Subject{Type: ledger.SubjectPerson, Group: group, Person: code},
			})
		case v.Outcome == CannotJudge:
			c.findings.BlindFor(MemberMissing, group, code, v.Reason)
		case c.watch[code]:
			c.findings.Cleared(MemberMissing, group, code, v)
		}
	}
}

// CheckStale judges roster.stale of a live group and reports whether its
// member rules can be judged. Where they cannot, they are noted as blind.
func CheckStale(w *World, g workgroup.Group, r workgroup.Roster, f *Findings) (fresh bool) {
	f.Groups++
	f.asked = RosterStale
	v := judgeStale(w, r)
	f.apply(w, Answer{RosterStale, v}, g)
	if v.Outcome == Clear {
		return true
	}
	reason := "roster_stale"
	if v.Outcome == CannotJudge {
		reason = v.Reason
	}
	BlindTo(w, g.Code, reason, f)
	return false
}

// ReasonDamaged says that the registry's own document of a roster cannot be
// read any more: nothing follows from it about anybody.
const ReasonDamaged = "roster_damaged"

// BlindTo notes that no member rule can judge a group.
func BlindTo(w *World, group, reason string, f *Findings) {
	for _, id := range RulesOf(JobMemberCheck) {
		if id != RosterStale && !w.Policy.IsOff(id) {
			f.Blind(id, group, reason)
		}
	}
}

// CheckGroup judges the job's group rules of a live group.
func CheckGroup(job string, facts GroupFacts, f *Findings) {
	f.Groups++
	for _, r := range groupRules {
		if r.Job == job {
			f.asked = r.ID
			f.apply(facts.World, Answer{r.ID, r.Judge(facts)}, facts.Group)
		}
	}
}

// apply notes a verdict on the group itself.
func (f *Findings) apply(w *World, a Answer, g workgroup.Group) {
	if w.Policy.IsOff(a.Rule) {
		return
	}
	switch a.Outcome {
	case Violated:
		f.Judged(a.Rule, g.Code)
		f.Violations = append(f.Violations, Violation{
			Rule: a.Rule, Unit: g.Unit, Reason: a.Reason, Evidence: a.Evidence,
			Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: g.Code},
		})
	case CannotJudge:
		f.Blind(a.Rule, g.Code, a.Reason)
	default:
		f.Judged(a.Rule, g.Code)
		f.Cleared(a.Rule, g.Code, "", a.Verdict)
	}
}
