package cli

import (
	"strconv"

	"qunguan/cmd/internal/wire"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
)

// caseJSON is a case as contract §4 has it.
type caseJSON = wire.Case

func (c *call) caseOf(k ledger.Case) caseJSON { return wire.CaseOf(k, c.clauses) }

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
