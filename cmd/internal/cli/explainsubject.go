package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"qunguan/cmd/internal/app"
	"qunguan/jobs/check"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// about is the subject of the question where it is no group and no case, and the number of such
// subjects that the command names.
func (cmd *explainCmd) about() (ledger.Subject, int) {
	var about ledger.Subject
	n := 0
	for _, s := range []ledger.Subject{
		{Type: ledger.SubjectUnit, Code: cmd.Unit}, {Type: ledger.SubjectOfficialAccount, Code: cmd.Official}, {Type: ledger.SubjectApp, Code: cmd.App},
	} {
		if s.Code != "" {
			about, n = s, n+1
		}
	}
	if cmd.Person != "" && cmd.Group == "" && cmd.Case == 0 {
		about, n = ledger.Subject{Type: ledger.SubjectPerson, Person: cmd.Person}, n+1
	}
	if n > 0 && cmd.Group != "" {
		n++
	}
	return about, n
}

// explainSubject lists the verdicts of the rules over the county on a unit, a person, an official
// account or an application.
func (cmd *explainCmd) explainSubject(c *call, about ledger.Subject) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	w, err := worldAt(c, a, cmd.At)
	if err != nil {
		return err
	}
	if err := c.knownUnit(w.Dir.Units, cmd.Unit); err != nil {
		return err
	}
	if err := c.knownPerson(w.Dir.People, about.Person); err != nil {
		return err
	}
	e, err := check.ExplainSubject(c, w, a.Store, about)
	if err != nil {
		return err
	}
	name, ok := nameOf(w, about)
	if !ok {
		return badInput(c.say("cli.explain_none", "code", about.Code))
	}
	if c.out.format == "table" {
		c.line("cli.explain_about", "name", name, "code", cmp.Or(about.Code, about.Person), "at", w.Moment.Format("2006-01-02 15:04"))
	}
	if err := printExplanation(c, a, w, e, nil); err != nil || c.out.format != "table" || len(e.Quota) == 0 {
		return err
	}
	fmt.Fprintln(c.Stdout)
	v := columns{headings: []string{c.say("col.group"), c.say("report.col.group_name"), c.say("col.counts"), c.say("col.ends_on"), c.say("col.last_active"), c.say("col.members")}}
	for _, g := range e.Quota {
		members := ""
		if g.Members >= 0 {
			members = strconv.Itoa(g.Members)
		}
		v.rows = append(v.rows, []string{g.Group, w.Groups.Of(g.Group).Name, reasonWord(c.lang, g.Why), string(g.EndsOn), string(g.LastActive), members})
	}
	c.out.table(v)
	return nil
}

// nameOf is the name of the subject; ok is false for an account or application
// that the registry does not have.
func nameOf(w *check.RegistrySnapshot, about ledger.Subject) (name string, ok bool) {
	switch about.Type {
	case ledger.SubjectOfficialAccount:
		i := slices.IndexFunc(w.County.Accounts, func(a workgroup.OfficialAccount) bool { return a.Code == about.Code })
		if i < 0 {
			return "", false
		}
		return w.County.Accounts[i].Name, true
	case ledger.SubjectApp:
		i := slices.IndexFunc(w.County.Apps, func(a workgroup.App) bool { return a.Code == about.Code })
		if i < 0 {
			return "", false
		}
		return w.County.Apps[i].Name, true
	case ledger.SubjectPerson:
		return w.Dir.People.Of(about.Person).Name, true
	}
	return w.Dir.Units[about.Code].Name, true
}
