package cli

import (
	"errors"
	"strings"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/jobs/manual"
)

type upkeepCmd struct {
	Confirm upkeepConfirmCmd `cmd:"" help:"${help_upkeep_confirm}"`
}

type upkeepConfirmCmd struct {
	Group string `required:"" help:"${help_explain_group}"`
	Task  string `required:"" help:"${help_upkeep_task}"`
	By    string `required:"" help:"${help_upkeep_by}"`
	Note  string `help:"${help_upkeep_note}"`
	At    string `help:"${help_case_at}"`
}

// Run confirms that a group's upkeep of the present period is done.
func (cmd *upkeepConfirmCmd) Run(c *call) error {
	a, moment, err := c.openAt(cmd.At, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	w, err := check.ReadWorld(c, a.Store, a.Policy.Policy, a.Calendar, moment)
	if err != nil {
		return err
	}
	u, err := manual.ConfirmUpkeep(c, w, a.Store, manual.Confirmation{Group: cmd.Group, Task: cmd.Task, By: cmd.By, Note: strings.TrimSpace(cmd.Note), At: moment})
	said := []any{"group", w.Groups[cmd.Group].Name, "period", u.Period.In(c.lang), "work", u.Work}
	switch {
	case errors.Is(err, jobs.ErrNoSuchGroup):
		return c.unknownGroup(w.Groups, cmd.Group)
	case errors.Is(err, jobs.ErrNoSuchPerson):
		return c.unknownPerson(w.Dir.People, cmd.By)
	case errors.Is(err, manual.ErrNoSuchTask):
		var tasks []string
		for _, u := range w.Policy.Upkeep {
			tasks = append(tasks, u.ID)
		}
		return badInput(c.say("cli.upkeep_no_task", "task", cmd.Task, "allowed", strings.Join(tasks, ", ")))
	case errors.Is(err, manual.ErrNotAsked):
		return badInput(c.say("cli.upkeep_not_asked", said...))
	case err != nil && !errors.Is(err, manual.ErrAgain):
		return err
	case err != nil:
		c.line("cli.upkeep_again", said...)
	default:
		c.line("cli.upkeep_confirmed", said...)
	}
	return nil
}
