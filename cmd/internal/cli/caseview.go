package cli

import (
	"cmp"
	"encoding/json"
	"strconv"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
)

// caseJSON is a case as contract §4 has it.
type caseJSON struct {
	ID           int64           `json:"id"`
	Rule         string          `json:"rule"`
	Clause       string          `json:"clause"` // the pack's: a source, no legal basis
	Basis        string          `json:"basis"`  // the owner's own clause
	Unit         string          `json:"unit"`
	SubjectType  string          `json:"subject_type"`
	Group        string          `json:"group"`
	Group2       string          `json:"group2"`
	Account      string          `json:"account"`
	Person       string          `json:"person"`
	Subject      string          `json:"subject"`
	Title        string          `json:"title"`
	State        string          `json:"state"`
	Severity     string          `json:"severity"`
	OpenedOn     string          `json:"opened_on"`
	DueOn        string          `json:"due_on"`
	LastSeenOn   string          `json:"last_seen_on"`
	ClosedOn     string          `json:"closed_on"`
	ClosedReason string          `json:"closed_reason"`
	Reopened     int             `json:"reopened"`
	Responsible  string          `json:"responsible"`
	ExemptUntil  string          `json:"exempt_until"`
	ExtendedBy   string          `json:"extended_by"`
	Evidence     json.RawMessage `json:"evidence"`
}

func (c *call) caseOf(k ledger.Case) caseJSON {
	return caseJSON{
		ID: k.ID, Rule: k.Rule, Clause: k.Clause, Basis: c.clauses[k.Rule], Unit: k.Unit,
		SubjectType: string(k.Subject.Type), Group: k.Subject.Group, Group2: k.Subject.Group2,
		Account: k.Subject.Account, Person: k.Subject.Person, Subject: subjectCode(k.Subject),
		Title: k.Title, State: string(k.State), Severity: k.Severity,
		OpenedOn: string(k.OpenedOn), DueOn: string(k.DueOn), LastSeenOn: string(k.LastSeenOn),
		ClosedOn: string(k.ClosedOn), ClosedReason: string(k.ClosedReason), Reopened: k.Reopened,
		Responsible: k.Responsible, ExemptUntil: string(k.ExemptUntil), ExtendedBy: k.ExtendedBy, Evidence: k.Evidence,
	}
}

// subjectCode is the code of the case's subject.
func subjectCode(s ledger.Subject) string {
	switch s.Type {
	case ledger.SubjectAccount:
		return s.Account
	case ledger.SubjectPerson:
		return s.Person
	case ledger.SubjectGroup:
		return cmp.Or(s.Code, s.Group)
	case ledger.SubjectPair:
		return cmp.Or(s.Code, s.Group+"|"+s.Group2)
	}
	return s.Code
}

// caseTable is the ledger as a person reads it in a terminal.
func caseTable(c *call, t *rule.Teller, cases []ledger.Case) columns {
	v := columns{headings: []string{
		c.say("col.id"), c.say("col.state"), c.say("col.severity"), c.say("col.due"), c.say("col.unit"),
		c.say("col.rule"), c.say("col.clause"), c.say("col.title"), c.say("col.responsible"),
	}}
	for _, k := range cases {
		v.rows = append(v.rows, []string{
			strconv.FormatInt(k.ID, 10), stateWord(c.lang, k.State), severityWord(c.lang, k.Severity),
			string(k.DueOn), c.shown(t.UnitName(k.Unit), k.Unit), c.shown(rule.Name(c.lang, k.Rule), k.Rule), c.clauses[k.Rule], t.Title(k), c.shown(t.PersonName(k.Responsible), k.Responsible),
		})
	}
	return v
}

func stateWord(lang phrase.Lang, s ledger.State) string {
	return lang.Say(phrase.Key("state." + string(s)))
}

func severityWord(lang phrase.Lang, s string) string { return lang.Say(phrase.Key("severity." + s)) }
