package compose

import (
	"cmp"
	"encoding/json"
	"fmt"

	"qunguan/reconcile/ledger"
)

// Lapse is an exemption that ends soon, with the notification that announces it once to one side: the
// responsible person, or the person who granted it.
type Lapse struct {
	Exemption    ledger.Exemption
	Notification ledger.Notification
}

// ruleExemptEnds names the line about it. It is no rule, because the exemption still holds.
const ruleExemptEnds = "exempt.ends"

// asCase is the exemption's end in the form of a case, for a line. It has no number: it is no case.
func (l Lapse) asCase(in Input) ledger.Case {
	e := l.Exemption
	evidence, err := json.Marshal(map[string]string{"ends_on": string(e.Until), "rule": e.Rule, "approver": e.Approver})
	if err != nil {
		evidence = nil // writing texts never fails
	}
	c := ledger.Case{
		Rule: ruleExemptEnds, Clause: in.Policy.Cites[e.Rule], Unit: in.Groups.Of(e.Group).Unit, State: ledger.Found, Severity: "normal",
		Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: e.Group, Person: e.Person, Code: fmt.Sprint("exemption ", e.ID)},
		DueOn:   e.Until, LastSeenOn: in.day(), Evidence: evidence,
	}
	if e.Group == "" {
		c.Subject.Type, c.Unit = ledger.SubjectPerson, in.People.Of(e.Person).Unit
	}
	return c
}

// lapse announces that an exemption ends; it is no case yet.
func (p *planner) lapse(l Lapse) {
	key := topicOf(l.Notification)
	if p.settled(key) {
		return
	}
	c := l.asCase(p.in)
	choice := choose(p.in, c, p.died[key])
	if l.Notification.Rung.Target == ledger.ToApprover {
		choice = chooseFrom(p.in, c, []ledger.Hop{{Role: ledger.ToApprover, To: l.Exemption.Approver}}, p.died[key])
	}
	t := l.Notification
	t.ToType, t.To, t.For = choice.To.Type, choice.To.Code, choice.Away
	p.draft(choice.To, choice.Channel, false).add(p.in, c, choice, t)
}

// lapseText is the line about an exemption that ends.
func (w writer) lapseText(c ledger.Case) string {
	var e struct {
		EndsOn   string `json:"ends_on"`
		Rule     string `json:"rule"`
		Approver string `json:"approver"`
	}
	_ = json.Unmarshal(c.Evidence, &e) // written by asCase
	who := ""
	if p := c.Subject.Person; p != "" {
		who = cmp.Or(w.in.People.Of(p).Name, p)
	}
	key := "notice.one." + ruleExemptEnds
	if who != "" {
		key += ".person"
	}
	return w.say(key, "what", w.short(e.Rule), "who", who, "date", w.date(e.EndsOn), "name", cmp.Or(w.in.People.Of(e.Approver).Name, e.Approver))
}
