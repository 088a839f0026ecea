package cli

import (
	"qunguan/cmd/internal/app"
	"qunguan/reconcile/ledger"
)

type casesCmd struct {
	Open  bool   `help:"${help_cases_open}"`
	Rule  string `help:"${help_cases_rule}"`
	Unit  string `help:"${help_cases_unit}"`
	Group string `help:"${help_cases_group}"`
}

// Run prints the ledger.
func (cmd *casesCmd) Run(c *call) error {
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
