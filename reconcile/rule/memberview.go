package rule

import (
	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// MemberView is one account of a group's roster, identified.
type MemberView struct {
	*GroupView
	Member workgroup.Member
	Who    identity.Identity
	Person workgroup.Person  // zero unless Who names one
	Here   workgroup.Service // the person's standing on the day

	// Detail makes clear verdicts carry their inputs: somebody will ask why.
	// A roster's millions of rows go without.
	Detail bool

	asked *string // is told the rule that is being asked, should it panic
}

// View identifies the member, with every detail.
func (g *GroupView) View(m workgroup.Member) *MemberView {
	v := &MemberView{GroupView: g, Detail: true, asked: new(string)}
	v.take(m)
	return v
}

// take turns the view to the next member of the same group.
func (m *MemberView) take(member workgroup.Member) {
	m.Member, m.Who = member, m.Matcher.Identify(member, m.Roster.HasNicknames)
	m.Person, m.Here = workgroup.Person{}, workgroup.Unclear
	if m.Who.Person != "" {
		m.Person = m.Dir.People.Of(m.Who.Person)
		m.Here = m.Person.ServiceOn(m.Day)
	}
}

// identified reports whether the account is one known person.
func (m *MemberView) identified() bool { return m.Who.Person != "" }

// Robot reports whether the account is a robot, which no rule judges.
func (m *MemberView) Robot() bool { return m.Who.How == identity.Robot }

// statusOnly is the evidence about a person whose state the program does not know.
type statusOnly struct {
	Status string `json:"status"`
}

// exempted is the verdict on accounts that no exclusive rule judges: robots,
// bound outsiders, and people whose state says neither in service nor left: a
// word that the program does not know opens nothing and mends nothing.
func (m *MemberView) exempted() (Verdict, bool) {
	switch {
	case m.Who.How == identity.Robot:
		return allClear(reasonRobot, nil), true
	case m.Who.How == identity.Outsider:
		return allClear(reasonBoundOutsider, nil), true
	case !m.identified() && !m.Roster.HasNicknames:
		return cannotJudge(reasonNoNicknames, nil), true
	case m.identified() && m.Here == workgroup.Unclear:
		return cannotJudge(reasonStateUnclear, statusOnly{m.Person.Status}), true
	}
	return Verdict{}, false
}

// Judge asks the member check's rules about the account in their order and
// stops at the first that is violated; rules that are off are left out. The
// answers so far are returned in order, the violated one last.
func (m *MemberView) Judge() []Answer {
	rules := exclusiveRules(JobMemberCheck)
	answers := make([]Answer, 0, len(rules))
	m.judge(rules, func(a Answer) { answers = append(answers, a) })
	return answers
}

func exclusiveRules(job string) []*Rule {
	return rulesOfKind(job, func(j Judge) bool { return j.account != nil && j.exclusive })
}

func eachAccountRules(job string) []*Rule {
	return rulesOfKind(job, func(j Judge) bool { return j.account != nil && !j.exclusive })
}

func personRules(job string) []*Rule {
	return rulesOfKind(job, func(j Judge) bool { return j.person != nil })
}

// judge gives the answers of exclusive rules one by one.
func (m *MemberView) judge(rules []*Rule, each func(Answer)) {
	spared, isSpared := m.exempted()
	for _, r := range rules {
		if m.Policy.IsOff(r.ID) {
			continue
		}
		v := spared
		if !isSpared {
			*m.asked = r.ID
			v = r.Judge.account(m)
		}
		each(Answer{r.ID, v})
		if v.Outcome == Violated {
			return
		}
	}
}

// violation is an answer about the account.
func (m *MemberView) violation(a Answer) Violation {
	return Violation{
		Rule: a.Rule, Unit: m.Group.Unit, Reason: a.Reason, Evidence: a.Evidence,
		Subject: ledger.Subject{
			Type: ledger.SubjectAccount, Group: m.Group.Code, Account: m.Member.Account, Person: m.Who.Person,
		},
	}
}
