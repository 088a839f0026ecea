package cli

import (
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
}

// Run prints the ledger.
func (cmd *casesCmd) Run(c *call) error {
	if cmd.Rule != "" && !slices.Contains(policy.RuleIDs, cmd.Rule) {
		// An empty list would look like a county without that problem.
		return badUsage(c.say("cli.unknown_rule", "value", cmd.Rule, "allowed", strings.Join(policy.RuleIDs, ", ")))
	}
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	cases, err := a.Store.Cases(c, ledger.Filter{
		Rules: one(cmd.Rule), Units: one(cmd.Unit), Groups: one(cmd.Group), OpenOnly: cmd.Open,
	})
	if err != nil {
		return err
	}
	list := make([]caseJSON, len(cases))
	for i, k := range cases {
		list[i] = caseOf(k)
	}
	return c.out.print(list, func() columns { return caseTable(c, cases) })
}

// one is a filter of one value, or of any.
func one(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}
