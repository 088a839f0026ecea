package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/wire"
	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
)

type explainCmd struct {
	Case    int64  `arg:"" optional:"" help:"${help_case_id}"`
	Group   string `help:"${help_explain_group}"`
	Account string `xor:"who" help:"${help_explain_account}"`
	Person  string `xor:"who" help:"${help_explain_person}"`
	Unit    string `help:"${help_explain_unit}"`

	Official string `help:"${help_explain_official}"`
	App      string `help:"${help_explain_app}"`

	At string `help:"${help_at_members}"`
}

// answerJSON is one verdict.
type answerJSON struct {
	Rule        string          `json:"rule"`
	Clause      string          `json:"clause"`
	Basis       string          `json:"basis"`
	SubjectType string          `json:"subject_type"`
	Subject     string          `json:"subject"`
	Outcome     string          `json:"outcome"`
	Reason      string          `json:"reason"`
	Inputs      json.RawMessage `json:"inputs"`
}

// hopJSON is one place of the chain of possible responsible persons.
type hopJSON struct {
	Role   string `json:"role"`
	Person string `json:"person"`
	Reason string `json:"reason"`
}

type explanationJSON struct {
	Group       string       `json:"group"`
	At          string       `json:"at"`
	TakenAt     string       `json:"taken_at"`
	Account     string       `json:"account"`
	Nickname    string       `json:"nickname"`
	How         string       `json:"how"`
	How2        string       `json:"how_reason"`
	Person      string       `json:"person"`
	Candidates  []string     `json:"candidates"`
	Responsible []hopJSON    `json:"responsible"`
	Answers     []answerJSON `json:"answers"`
	Ladder      []rungJSON   `json:"ladder"`

	Quota []rule.QuotaGroup `json:"quota,omitempty"`
}

// Run says why something is, or is not, a case.
func (cmd *explainCmd) Run(c *call) error {
	if about, n := cmd.about(); n > 0 {
		if n > 1 || cmd.Case != 0 || cmd.Account != "" {
			return badUsage(c.say("cli.explain_usage"))
		}
		return cmd.explainSubject(c, about)
	}
	if (cmd.Case == 0) == (cmd.Group == "") {
		return badUsage(c.say("cli.explain_usage"))
	}
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	group, account, person := cmd.Group, cmd.Account, cmd.Person
	var k ledger.Case
	if cmd.Case != 0 {
		if k, _, err = findCase(c, a, cmd.Case); err != nil {
			return err
		}
		if c.out.format == "table" {
			t, err := tellerOf(c, a)
			if err != nil {
				return err
			}
			printCase(c, t, k)
		}
	}
	w, err := worldAt(c, a, cmd.At)
	if err != nil {
		return err
	}
	var e check.Explanation
	if cmd.Case != 0 {
		e, err = check.ExplainCase(c, w, a.Store, k)
	} else {
		e, err = check.Explain(c, w, a.Store, group, account, person)
	}
	switch {
	case errors.Is(err, jobs.ErrNoSuchGroup):
		return c.unknownGroup(w.Groups, group)
	case errors.Is(err, jobs.ErrNoSuchPerson):
		return c.unknownPerson(w.Dir.People, person)
	case errors.Is(err, jobs.ErrNoSuchAccount) && cmd.Case == 0:
		return badInput(c.say("cli.no_account", "account", account, "group", group))
	case c.unreadRoster(err) != nil:
		return c.unreadRoster(err)
	case err != nil && !errors.Is(err, jobs.ErrNoSuchAccount):
		return err
	}
	var ladder []ledger.RungStatus
	if cmd.Case != 0 {
		if ladder, err = a.Escalator().Explain(c, w, k); err != nil {
			return err
		}
	}
	return printExplanation(c, a, w, e, ladder)
}

func printExplanation(c *call, a *app.App, w *check.RegistrySnapshot, e check.Explanation, ladder []ledger.RungStatus) error {
	j := explanationJSON{
		Group: e.Group.Code, At: rfc3339(w.Moment, a.Settings.Location), TakenAt: rfc3339(e.Roster.TakenAt, a.Settings.Location),
		Candidates: []string{}, Responsible: []hopJSON{}, Answers: []answerJSON{}, Ladder: rungsOf(ladder), Quota: e.Quota,
	}
	if e.Who != nil {
		j.Account, j.Nickname = e.Member.Account, e.Member.Nickname
		j.How, j.How2, j.Person = string(e.Who.How), string(e.Who.Reason), e.Who.Person
		j.Candidates = append(j.Candidates, e.Who.Candidates...)
	}
	for _, h := range e.Chain {
		j.Responsible = append(j.Responsible, hopJSON{h.Role, h.To, h.Reason})
	}
	for _, x := range e.Answers {
		j.Answers = append(j.Answers, answerJSON{
			Rule: x.Rule, Clause: x.Clause, Basis: c.clauses[x.Rule], SubjectType: string(x.Subject.Type), Subject: wire.SubjectCode(x.Subject),
			Outcome: string(x.Outcome), Reason: x.Reason, Inputs: x.Inputs(),
		})
	}
	t, err := tellerOf(c, a)
	if err != nil {
		return err
	}
	table := func() columns {
		v := columns{headings: []string{c.say("col.rule"), c.say("col.clause"), c.say("col.outcome"), c.say("col.reason"), c.say("col.inputs")}}
		for i, x := range e.Answers {
			v.rows = append(v.rows, []string{
				c.shown(rule.Name(c.lang, x.Rule), x.Rule), c.clauses[x.Rule], c.say(phraseKey("outcome." + string(x.Outcome))), reasonWord(c.lang, x.Reason), inputs(c, t, x, j.Answers[i].Inputs),
			})
		}
		return v
	}
	if c.out.format != "table" {
		return c.out.print([]explanationJSON{j}, table)
	}
	if e.Group.Code != "" {
		c.line("cli.explain_group", "group", e.Group.Code, "name", e.Group.Name, "at", t.Minute(w.Moment), "taken", orNone(c, t.Minute(e.Roster.TakenAt)))
	}
	if e.Group.Code != "" && !e.Group.Live() {
		c.line("cli.explain_not_live", "state", e.Group.State)
	}
	if e.Who != nil {
		c.line("cli.explain_who", "account", j.Account, "nickname", j.Nickname,
			"how", c.say(phrase.Key("identity.how_"+j.How)),
			"reason", c.say(phrase.Key("identity."+j.How2), e.Who.Values()...))
		if j.Person != "" {
			p := w.Dir.People.Of(j.Person)
			c.line("cli.explain_person", "person", j.Person, "name", p.Name, "unit", w.Dir.Units[p.Unit].Name, "status", p.Status)
		}
	}
	for _, h := range e.Chain {
		fmt.Fprintln(c.Stdout, "  "+t.HopWords(h))
	}
	fmt.Fprintln(c.Stdout)
	c.out.table(table())
	if len(ladder) > 0 {
		fmt.Fprintln(c.Stdout)
		c.out.table(ladderTable(c, t, ladder))
	}
	return nil
}

// inputs are the facts that a verdict rests on, with their labels.
func inputs(c *call, t *rule.Teller, x check.Explained, evidence json.RawMessage) string {
	var list []string
	for _, f := range t.Facts(ledger.Case{Rule: x.Rule, Subject: x.Subject, Evidence: evidence}) {
		list = append(list, c.say("cli.fact", "label", f.Label, "value", f.Value))
	}
	return strings.Join(list, c.say("web.semicolon"))
}

func orNone(c *call, s string) string {
	if s == "" {
		return c.say("cli.none")
	}
	return s
}
