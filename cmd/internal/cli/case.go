package cli

import (
	"fmt"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

type caseCmd struct {
	Show caseShowCmd `cmd:"" default:"withargs" help:"${help_case_show}"`
	Step caseStepCmd `cmd:"" help:"${help_case_step}"`
	Note caseNoteCmd `cmd:"" help:"${help_case_note}"`

	Extend caseExtendCmd `cmd:"" help:"${help_case_extend}"`
}

type caseShowCmd struct {
	ID int64 `arg:"" help:"${help_case_id}"`
}

// stepJSON is one step of a case's life.
type stepJSON struct {
	At        string `json:"at"`
	WrittenAt string `json:"written_at"`
	State     string `json:"state"`
	By        string `json:"by"`
	Reason    string `json:"reason"`
	Note      string `json:"note"`
}

// Run prints one case with its steps.
func (cmd *caseShowCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	k, steps, err := findCase(c, a, cmd.ID)
	if err != nil {
		return err
	}
	type full struct {
		caseJSON
		Steps []stepJSON `json:"steps"`
	}
	one := full{caseJSON: c.caseOf(k)}
	for _, s := range steps {
		one.Steps = append(one.Steps, stepJSON{
			At: rfc3339(s.At, a.Settings.Location), WrittenAt: rfc3339(s.WrittenAt, a.Settings.Location),
			State: string(s.State), By: s.By, Reason: s.Reason, Note: s.Note,
		})
	}
	t, err := tellerOf(c, a)
	if err != nil {
		return err
	}
	if c.out.format != "table" {
		return c.out.print([]full{one}, func() columns { return caseTable(c, t, []ledger.Case{k}) })
	}
	printCase(c, t, k)
	v := columns{headings: []string{c.say("col.at"), c.say("col.written"), c.say("col.state"), c.say("col.by"), c.say("col.reason"), c.say("col.note")}}
	for _, s := range steps {
		v.rows = append(v.rows, []string{
			s.At.In(a.Settings.Location).Format("2006-01-02 15:04"), s.WrittenAt.In(a.Settings.Location).Format("2006-01-02 15:04"), stateWord(c.lang, s.State), stepBy(c, t, s.By), reasonWord(c.lang, s.Reason), t.StepNote(s),
		})
	}
	c.out.table(v)
	return nil
}

// findCase reads a case by its number, or says that there is none.
func findCase(c *call, a *app.App, id int64) (ledger.Case, []ledger.Step, error) {
	cases, err := a.Store.Cases(c, ledger.Filter{IDs: []int64{id}})
	if err != nil {
		return ledger.Case{}, nil, err
	}
	if len(cases) == 0 {
		return ledger.Case{}, nil, badInput(c.say("cli.no_case", "id", id))
	}
	steps, err := a.Store.Steps(c, id)
	return cases[0], steps, err
}

// printCase shows a case, one fact a line.
func printCase(c *call, t *rule.Teller, k ledger.Case) {
	fmt.Fprintf(c.Stdout, "#%d  %s\n", k.ID, t.Title(k))
	fact := func(key string, value string) {
		if value != "" {
			fmt.Fprintf(c.Stdout, "  %s  %s\n", c.say(phraseKey("col."+key)), value)
		}
	}
	fact("state", stateWord(c.lang, k.State)+closedNote(c, k))
	fact("severity", severityWord(c.lang, k.Severity))
	fact("rule", named(rule.Name(c.lang, k.Rule), k.Rule))
	fact("clause", c.clauses[k.Rule])
	fact("unit", named(t.Unit(k.Unit).Name, k.Unit))
	fact("group", named(t.Group(k.Subject.Group).Name, k.Subject.Group))
	fact("account", k.Subject.Account)
	fact("person", named(t.Person(k.Subject.Person).Name, k.Subject.Person))
	fact("responsible", named(t.Person(k.Responsible).Name, k.Responsible))
	fact("opened", string(k.OpenedOn))
	fact("due", string(k.DueOn))
	fact("extended_by", k.ExtendedBy)
	fact("last_seen", string(k.LastSeenOn))
	fact("rests_on", t.Rests(k))
	for _, f := range t.Facts(k) {
		fmt.Fprintf(c.Stdout, "  %s  %s\n", f.Label, f.Value)
	}
}

// stepBy is the author of a step: a person by name, or a job.
func stepBy(c *call, t *rule.Teller, by string) string {
	if name := t.Person(by).Name; name != "" {
		return named(name, by)
	}
	return c.lang.Job(by)
}

func closedNote(c *call, k ledger.Case) string {
	if k.ClosedReason == "" {
		return ""
	}
	return fmt.Sprintf(" %s (%s)", k.ClosedOn, reasonWord(c.lang, string(k.ClosedReason)))
}

// minute is a moment of rfc3339 as a terminal shows it: its zone is the
// settings'.
func minute(rfc3339 string) string {
	at, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		return rfc3339
	}
	return at.Format("2006-01-02 15:04")
}

// rfc3339 is a moment as JSON has it; the zero time is empty.
func rfc3339(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(loc).Format(time.RFC3339)
}
