package cli

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs/check"
	"qunguan/jobs/manual"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

type exemptCmd struct {
	List exemptListCmd `cmd:"" default:"withargs" help:"${help_exempt_list}"`
	Add  exemptAddCmd  `cmd:"" help:"${help_exempt_add}"`
	End  exemptEndCmd  `cmd:"" help:"${help_exempt_end}"`
}

type exemptAddCmd struct {
	Rule   string `required:"" help:"${help_exempt_rule}"`
	Group  string `help:"${help_exempt_group}"`
	Person string `help:"${help_exempt_person}"`
	By     string `required:"" help:"${help_exempt_by}"`
	Until  string `required:"" help:"${help_exempt_until}"`
	Reason string `required:"" help:"${help_reason}"`
	At     string `help:"${help_absence_at}"`
}

// Run grants an exemption. It counts from the next judgement on.
func (cmd *exemptAddCmd) Run(c *call) error {
	a, now, err := c.openAt(cmd.At, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	until, err := c.date(cmd.Until)
	if err != nil {
		return err
	}
	e := ledger.Exemption{
		Rule: cmd.Rule, Group: cmd.Group, Person: cmd.Person, Reason: cmd.Reason, Approver: cmd.By,
		From: workgroup.DateOf(now), Until: until,
	}
	w, err := check.ReadRegistry(c, a.Store, a.Policy.Policy, a.Calendar, now)
	if err != nil {
		return err
	}
	if err := c.checkExemption(w, e); err != nil {
		return err
	}
	id, err := a.Store.AddExemption(c, e, time.Now())
	if err != nil {
		return err
	}
	c.line("cli.exempted", "id", id, "until", until)
	return nil
}

// checkExemption refuses an exemption that may not be granted, in the clerk's
// words.
func (c *call) checkExemption(w *check.RegistrySnapshot, e ledger.Exemption) error {
	if !slices.Contains(policy.RuleIDs, e.Rule) {
		return badInput(c.say("cli.no_rule", "value", e.Rule, "allowed", strings.Join(policy.RuleIDs, ", ")))
	}
	if err := cmp.Or(c.knownGroup(w.Groups, e.Group), c.knownPerson(w.Dir.People, e.Person), c.knownPerson(w.Dir.People, e.Approver)); err != nil {
		return err
	}
	beneficiaries := w.Groups.Of(e.Group).Responsible()
	if e.Person != "" {
		beneficiaries = append(beneficiaries, e.Person)
	}
	if fault := e.ExemptionFault(beneficiaries); fault != "" {
		return badInput(c.say(phraseKey("cli."+fault), "days", ledger.MaxExemptDays))
	}
	unit := w.Groups.Of(e.Group).Unit
	if e.Group == "" {
		unit = w.Dir.People.Of(e.Person).Unit
	}
	return c.mayApprove(w, unit, beneficiaries, e.Approver)
}

// mayApprove refuses an approval by a person who may not give it, and names those who may.
func (c *call) mayApprove(w *check.RegistrySnapshot, unit string, profit []string, by string) error {
	allowed := ledger.MayApprove(unit, profit, w.Dir.Units, manual.Contacts(w), w.Dir.People, w.Day)
	if slices.Contains(allowed, by) {
		return nil
	}
	return badInput(c.say("cli.not_approver", "by", by, "allowed", c.approvers(w, allowed)))
}

// approvers names people who may approve.
func (c *call) approvers(w *check.RegistrySnapshot, codes []string) string {
	var names []string
	for _, code := range codes {
		names = append(names, strings.TrimSpace(code+" "+w.Dir.People.Of(code).Name))
	}
	if len(names) == 0 {
		return c.say("cli.extend_nobody")
	}
	return joined(names)
}

type exemptListCmd struct {
	Stale bool   `help:"${help_exempt_stale}"`
	At    string `help:"${help_list_at}"`
}

type exemptionJSON struct {
	ID       int64    `json:"id"`
	Rule     string   `json:"rule"`
	Group    string   `json:"group"`
	Person   string   `json:"person"`
	Reason   string   `json:"reason"`
	Approver string   `json:"approver"`
	From     string   `json:"from"`
	Until    string   `json:"until"`
	EndedOn  string   `json:"ended_on"`
	EndedBy  string   `json:"ended_by"`
	Active   bool     `json:"active"`
	Cases    int      `json:"cases"`
	Stale    []string `json:"stale"`
}

// Run lists exemptions; with --stale only those with something against them.
func (cmd *exemptListCmd) Run(c *call) error {
	a, now, err := c.openAt(cmd.At, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	found, err := manual.Exemptions(c, a.Store, a.Store, workgroup.DateOf(now))
	if err != nil {
		return err
	}
	list := []exemptionJSON{}
	for _, x := range found {
		if cmd.Stale && len(x.Stale) == 0 {
			continue
		}
		list = append(list, exemptionJSON{
			ID: x.ID, Rule: x.Rule, Group: x.Group, Person: x.Person, Reason: x.Reason, Approver: x.Approver,
			From: string(x.From), Until: string(x.Until), EndedOn: string(x.EndedOn), EndedBy: x.EndedBy, Active: x.Active, Cases: x.Cases,
			Stale: append([]string{}, x.Stale...),
		})
	}
	t, err := tellerOf(c, a)
	if err != nil {
		return err
	}
	return c.out.print(list, func() columns {
		v := columns{headings: []string{
			c.say("col.id"), c.say("col.rule"), c.say("col.group"), c.say("col.person"), c.say("col.from"), c.say("col.until"),
			c.say("col.approver"), c.say("col.cases"), c.say("col.reason"), c.say("col.stale"),
		}}
		for _, x := range list {
			var why []string
			for _, s := range x.Stale {
				why = append(why, reasonWord(c.lang, s))
			}
			until := x.Until
			if x.EndedOn != "" {
				until = x.EndedOn
			}
			v.rows = append(v.rows, []string{
				strconv.FormatInt(x.ID, 10), c.shown(rule.Name(c.lang, x.Rule), x.Rule), c.shown(named(t.Group(x.Group).Name, x.Group), x.Group), c.shown(named(t.Person(x.Person).Name, x.Person), x.Person), x.From, until, c.shown(named(t.Person(x.Approver).Name, x.Approver), x.Approver), strconv.Itoa(x.Cases), x.Reason, joined(why),
			})
		}
		return v
	})
}

type exemptEndCmd struct {
	ID int64  `arg:"" help:"${help_exempt_id}"`
	By string `required:"" help:"${help_by}"`
	At string `help:"${help_exempt_end_at}"`
}

// Run ends an exemption today; its cases are found again by the next
// judgement.
func (cmd *exemptEndCmd) Run(c *call) error {
	return c.end(cmd.At, []string{cmd.By}, func(a *app.App, now time.Time) error {
		return a.Store.EndExemption(c, cmd.ID, workgroup.DateOf(now), cmd.By)
	}, "cli.no_exemption", "cli.exempt_ended", "id", cmd.ID)
}
