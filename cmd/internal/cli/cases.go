package cli

import (
	"cmp"
	"slices"
	"strings"

	"qunguan/cmd/internal/app"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
)

type casesCmd struct {
	Open  bool   `help:"${help_cases_open}"`
	Rule  string `help:"${help_cases_rule}"`
	Unit  string `help:"${help_cases_unit}"`
	Group string `help:"${help_cases_group}"`

	Person string `help:"${help_cases_person}"`
}

// Run prints the ledger.
func (cmd *casesCmd) Run(c *call) error {
	if cmd.Rule != "" && !slices.Contains(slices.Concat(policy.RuleIDs, policy.TaskIDs), cmd.Rule) {
		// An empty list would look like a county without that problem.
		return badUsage(c.say("cli.unknown_rule", "value", cmd.Rule, "allowed", strings.Join(policy.RuleIDs, ", ")))
	}
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := cmd.known(c, a); err != nil {
		return err
	}
	cases, err := a.Store.Cases(c, ledger.Filter{
		Rules: one(cmd.Rule), Units: one(cmd.Unit), Groups: one(cmd.Group), OpenOnly: cmd.Open,
	})
	if err != nil {
		return err
	}
	if p := cmd.Person; p != "" {
		cases = slices.DeleteFunc(cases, func(k ledger.Case) bool { return k.Subject.Person != p && k.Responsible != p })
	}
	list := make([]caseJSON, len(cases))
	for i, k := range cases {
		list[i] = c.caseOf(k)
	}
	t, err := tellerOf(c, a)
	if err != nil {
		return err
	}
	return c.out.print(list, func() columns { return caseTable(c, t, cases) })
}

// known refuses unknown codes: an empty list would look like health.
func (cmd *casesCmd) known(c *call, a *app.App) error {
	if cmd.Unit != "" {
		units, err := a.Store.Units(c)
		if err = cmp.Or(err, c.knownUnit(units, cmd.Unit)); err != nil {
			return err
		}
	}
	if cmd.Group != "" {
		groups, err := a.Store.Groups(c)
		if err = cmp.Or(err, c.knownGroup(groups, cmd.Group)); err != nil {
			return err
		}
	}
	if cmd.Person != "" {
		people, err := a.Store.People(c)
		return cmp.Or(err, c.knownPerson(people, cmd.Person))
	}
	return nil
}

// one is a filter of one value, or of any.
func one(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}
