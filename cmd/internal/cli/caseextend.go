package cli

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/jobs/manual"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

type caseExtendCmd struct {
	ID     int64  `arg:"" help:"${help_case_id}"`
	Until  string `required:"" help:"${help_extend_until}"`
	By     string `required:"" aliases:"approver" help:"${help_extend_by}"`
	Reason string `required:"" help:"${help_reason}"`
	At     string `help:"${help_case_at}"`
}

// Run moves a case's deadline with an approval.
func (cmd *caseExtendCmd) Run(c *call) error {
	a, w, until, err := c.openUntil(cmd.At, cmd.Until, cmd.Reason)
	if err != nil {
		return err
	}
	defer a.Close()
	if _, _, err := findCase(c, a, cmd.ID); err != nil {
		return err
	}
	now, err := manual.Now(c, a.Store, time.Now().In(a.Settings.Location))
	if err != nil {
		return err
	}
	x := manual.Extension{Case: cmd.ID, Until: until, By: cmd.By, Reason: cmd.Reason, Now: now}
	if cmd.At != "" {
		x.At = w.Moment
	}
	before, after, err := manual.Extend(c, w, a.Store, x)
	var refused *manual.ExtendError
	var dated *ledger.DatedError
	switch {
	case errors.As(err, &dated):
		return badInput(c.misdated(a, dated))
	case errors.Is(err, jobs.ErrNoSuchPerson):
		return c.unknownPerson(w.Dir.People, cmd.By)
	case errors.As(err, &refused):
		return badInput(c.refusedExtension(w, refused, until, cmd.By))
	case err != nil:
		return err
	}
	if after.DueOn != until {
		c.note("cli.extended_moved", "wanted", until, "until", after.DueOn)
	}
	c.line("cli.extended", "id", cmd.ID, "old", before.DueOn, "until", after.DueOn, "name", cmp.Or(w.Dir.People.Of(cmd.By).Name, cmd.By))
	return nil
}

func (c *call) refusedExtension(w *check.RegistrySnapshot, e *manual.ExtendError, until workgroup.Date, by string) string {
	var names []string
	for _, code := range e.Allowed {
		names = append(names, strings.TrimSpace(code+" "+w.Dir.People.Of(code).Name))
	}
	allowed := joined(names)
	if len(names) == 0 {
		allowed = c.say("cli.extend_nobody")
	}
	text := c.say(phraseKey("cli."+e.Reason), "id", e.Case.ID, "until", until, "due", e.Case.DueOn, "by", by, "days", ledger.MaxExtendDays, "allowed", allowed)
	if len(names) == 0 && strings.Contains(e.Reason, "_by_") || e.Reason == "extend_not_approver" && len(names) == 0 {
		text += c.say("cli.extend_nobody_hint")
	}
	return text
}
