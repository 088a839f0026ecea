package cli

import (
	"errors"
	"strings"

	"qunguan/cmd/internal/app"
	"qunguan/reconcile/audit"
	sqlaudit "qunguan/sql/audit"
)

type auditAdoptCmd struct {
	By     string `required:"" help:"${help_by}"`
	Reason string `required:"" help:"${help_reason}"`
}

// maxAdoptReason is the length of the registry's column, in characters.
const maxAdoptReason = 1000

// Run seals, in a person's name, a trail whose last seal no key verifies.
func (cmd *auditAdoptCmd) Run(c *call) error {
	if strings.TrimSpace(cmd.Reason) == "" {
		return badUsage(c.say("cli.empty_reason"))
	}
	if n := len([]rune(cmd.Reason)); n > maxAdoptReason {
		return badUsage(c.say("cli.adopt_long", "n", n, "max", maxAdoptReason))
	}
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	err = a.Auditor.Adopt(c, cmd.By, cmd.Reason)
	if errors.Is(err, sqlaudit.ErrNothingToAdopt) {
		return badInput(c.say("cli.adopt_needless"))
	}
	if _, refused := errors.AsType[*audit.Refusal](err); refused {
		return badInput(c.say("cli.adopt_no_key"))
	}
	if err != nil {
		return err
	}
	last, err := a.Auditor.LastSeal(c)
	if err != nil {
		return err
	}
	c.line("cli.adopt_done", "seal", last.Short())
	return nil
}
