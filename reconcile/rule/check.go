package rule

import (
	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Watch holds the account keys and person codes of a group that have a case:
// about them the reason of a clear verdict is wanted.
type Watch map[string]bool

// Check judges one group's fresh roster with a job's rules while its rows
// stream by: Row for each, then End.
type Check struct {
	group    *GroupView
	findings *Findings
	watch    Watch
	rules    *rosterRules
	scope    []*Rule    // rules about people of the scope that apply here
	here     Attendance // of the scope
	view     MemberView // the row being judged; one for all rows
	known    *ClearMembers
	row      int  // the number of the row being judged
	kind     int  // of the group, to the known
	clear    bool // so far, the row's answers would be the same in every group of the kind
	sparing  bool // only rows of watched accounts are judged
}

// rosterRules are the rules of a job that judge rosters row by row.
type rosterRules struct{ exclusive, each, scope []*Rule }

func rosterRulesOf(job string) *rosterRules {
	return &rosterRules{exclusive: exclusiveRules(job), each: eachAccountRules(job), scope: personRules(job)}
}

// all lists them.
func (r *rosterRules) all() []*Rule {
	var list []*Rule
	return append(append(append(list, r.exclusive...), r.each...), r.scope...)
}

// NewCheck starts a job's check of a group's members. watch may be nil. known
// are those of the groups before, of the same snapshot and job.
func NewCheck(job string, g *GroupView, f *Findings, watch Watch, known *ClearMembers) *Check {
	c := &Check{
		group: g, findings: f, watch: watch, view: MemberView{GroupView: g, asked: &f.asked}, known: known, kind: known.enter(g),
		rules: rosterRulesOf(job), here: newAttendance(),
	}
	for _, r := range c.rules.scope {
		if r.Judge.where(g) && !g.Policy.IsOff(r.ID) {
			c.scope = append(c.scope, r)
		}
	}
	return c
}

// OnlyWatched has the check judge watched accounts alone, where no rule needs the rest of the roster: for
// a judgement that opens no case, and knows by the watch whose cases there are.
func (c *Check) OnlyWatched() { c.sparing = len(c.scope) == 0 }

// Row judges one account.
func (c *Check) Row(m workgroup.Member) {
	if c.sparing && !c.watch[m.Key()] {
		return
	}
	v := &c.view
	c.findings.asked = ""
	c.findings.Rows++
	v.Detail = len(c.watch) > 0 && c.watch[m.Key()]
	if known, ok := c.known.knows(c.kind, &m); ok && !v.Detail && len(c.rules.each) == 0 {
		if len(c.scope) > 0 {
			c.here.present[known.person] = true
		}
		c.found(known.person, known.how)
		return
	}
	v.take(m.Detached()) // the verdict on a row is kept until the unit's part is committed
	c.found(v.Who.Person, v.Who.How)
	if len(c.scope) > 0 {
		c.here.note(v)
	}
	for _, r := range c.rules.each {
		if !c.group.Policy.IsOff(r.ID) {
			c.findings.asked = r.ID
			c.noted(Answer{r.ID, r.Judge.account(v)})
		}
	}
	if v.Detail {
		c.watched(v)
		return
	}
	c.clear = v.Person.Code != ""
	v.judge(c.rules.exclusive, c.take)
	if c.clear {
		c.known.remember(c.kind, v)
	}
}

// found notes the bearer of a row.
func (c *Check) found(person string, how identity.How) {
	if c.findings.Index != nil && person != "" {
		c.findings.Index.Found(person, c.row, string(how))
	}
	c.row++
}

// take notes an answer about an account without a case.
func (c *Check) take(a Answer) {
	c.clear = c.clear && isClearEverywhere(a)
	switch a.Outcome {
	case Violated:
		c.findings.Violations = append(c.findings.Violations, c.view.violation(a))
	case CannotJudge:
		c.findings.BlindFor(a.Rule, c.group.Group.Code, c.view.Member.Key(), a.Reason)
	}
}

// noted notes an answer, and where the account has a case also why it is clear.
func (c *Check) noted(a Answer) {
	c.take(a)
	if c.view.Detail && a.Outcome == Clear {
		c.findings.Cleared(a.Rule, c.group.Group.Code, c.view.Member.Key(), a.Verdict)
	}
}

// watched notes the answers about an account that has a case.
func (c *Check) watched(v *MemberView) {
	last := Answer{}
	v.judge(c.rules.exclusive, func(a Answer) { c.noted(a); last = a })
	if last.Outcome == Violated {
		c.findings.superseded[groupSubject{c.group.Group.Code, v.Member.Key()}] = true
	}
}

// End judges what needs the whole roster and closes the sheet for the group.
func (c *Check) End() {
	group := c.group.Group.Code
	for _, r := range c.rules.all() {
		c.findings.Judged(r.ID, group)
	}
	for _, r := range c.scope {
		c.findings.asked = r.ID
		for _, code := range c.group.Dir.InScope(c.group.Scope) {
			v := r.Judge.person(c.group, &c.here, c.group.Dir.People.Of(code))
			switch {
			case v.Outcome == Violated:
				c.findings.Violations = append(c.findings.Violations, Violation{
					Rule: r.ID, Unit: c.group.Group.Unit, Reason: v.Reason, Evidence: v.Evidence,
					Subject: ledger.Subject{Type: ledger.SubjectPerson, Group: group, Person: code},
				})
			case v.Outcome == CannotJudge:
				c.findings.BlindFor(r.ID, group, code, v.Reason)
			case c.watch[code]:
				c.findings.Cleared(r.ID, group, code, v)
			}
		}
	}
}

// CheckGroup judges a group by the job's rules about groups, and reports
// whether its roster is wanted by the others. Where it is and cannot be judged,
// they are noted as blind.
func CheckGroup(job string, facts GroupFacts, f *Findings) (wanted bool) {
	live := facts.Group.Live()
	if live {
		f.Groups++
	}
	for _, r := range rulesOfKind(job, func(j Judge) bool { return j.group != nil }) {
		if live || r.EndedGroups {
			f.asked = r.ID
			f.apply(facts, Answer{r.ID, r.Judge.group(facts)})
		}
	}
	rules := rosterRulesOf(job).all()
	if !live || len(rules) == 0 {
		return false
	}
	reason, fresh := facts.freshness()
	if fresh {
		return true
	}
	blindTo(facts.Snapshot, rules, facts.Group.Code, reason, f)
	return false
}

// ClearByMembership reports whether the county's membership shows that the job's rules about accounts
// are clear in a group with no case of theirs: they concern none of its members. They are noted as
// judged; the roster's rows need not be read again.
func ClearByMembership(job string, facts GroupFacts, f *Findings) bool {
	rules, county, group := rosterRulesOf(job), &facts.County, facts.Group.Code
	if county.Membership == nil || len(rules.exclusive)+len(rules.scope) > 0 || !county.Rosters.Of(group).DataAt().Equal(facts.Roster.DataAt()) {
		return false // the roster came after the membership was read
	}
	for _, r := range rules.each {
		if !facts.Policy.IsOff(r.ID) && (r.Concerns == nil || county.Membership.hasAny(group, r.ID, func(p workgroup.Person) bool { return r.Concerns(facts.Snapshot, p) })) {
			return false
		}
	}
	for _, r := range rules.each {
		f.Judged(r.ID, group)
	}
	return true
}

// BlindTo notes that none of the job's rules about members can judge a group:
// the registry's own document of its roster cannot be read any more.
func BlindTo(s *Snapshot, job, group string, f *Findings) {
	blindTo(s, rosterRulesOf(job).all(), group, reasonDamaged, f)
}

func blindTo(s *Snapshot, rules []*Rule, group string, reason Reason, f *Findings) {
	for _, r := range rules {
		if !s.Policy.IsOff(r.ID) {
			f.Blind(r.ID, group, reason.ID)
		}
	}
}

// freshness reports whether the group's roster may be judged, or why not.
func (f GroupFacts) freshness() (Reason, bool) {
	switch {
	case f.Roster.TakenAt.After(f.Moment):
		return reasonRosterInFuture, false
	case f.Roster.FreshAt(f.Moment, f.Policy.Member.RosterMaxAgeDays):
		return Reason{}, true
	}
	return reasonRosterStale, false
}

// apply notes a verdict on the group itself.
func (f *Findings) apply(facts GroupFacts, a Answer) {
	if facts.Policy.IsOff(a.Rule) {
		return
	}
	g := facts.Group
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
