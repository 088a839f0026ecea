package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/jobs/manual"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
)

type upkeepCmd struct {
	Confirm upkeepConfirmCmd `cmd:"" help:"${help_upkeep_confirm}"`
}

type upkeepConfirmCmd struct {
	Group   string `help:"${help_upkeep_group}"`
	Task    string `required:"" help:"${help_upkeep_task}"`
	By      string `required:"" help:"${help_upkeep_by}"`
	Note    string `help:"${help_upkeep_note}"`
	Problem string `help:"${help_upkeep_problem}"`
	At      string `help:"${help_case_at}"`
}

// Run confirms that upkeep of the present period is done: of one group, or at once of all groups that
// the person answers for. With a problem the check is done too, and the office hears of the problem.
func (cmd *upkeepConfirmCmd) Run(c *call) error {
	if err := cmd.known(c); err != nil {
		return err
	}
	if cmd.Problem != "" || cmd.Group == "" {
		return cmd.answerOpen(c)
	}
	a, moment, err := c.openAt(cmd.At, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	w, err := check.ReadRegistry(c, a.Store, a.Policy.Policy, a.Calendar, moment)
	if err != nil {
		return err
	}
	u, err := manual.ConfirmUpkeep(c, w, a.Store, manual.Confirmation{Group: cmd.Group, Task: cmd.Task, By: cmd.By, Note: strings.TrimSpace(cmd.Note), At: moment})
	said := []any{"group", w.Groups.Of(cmd.Group).Name, "period", u.Period.In(c.lang), "work", u.Work}
	switch {
	case errors.Is(err, jobs.ErrNoSuchGroup):
		return c.unknownGroup(w.Groups, cmd.Group)
	case errors.Is(err, jobs.ErrNoSuchPerson):
		return c.unknownPerson(w.Dir.People, cmd.By)
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

// known refuses a task that the policy does not have, and says which it has.
func (cmd *upkeepConfirmCmd) known(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	var tasks []string
	for _, u := range a.Policy.Policy.Upkeep {
		tasks = append(tasks, u.ID)
	}
	switch {
	case len(tasks) == 0:
		return badInput(c.say("cli.upkeep_none"))
	case !slices.ContainsFunc(a.Policy.Policy.Upkeep, func(u policy.Upkeep) bool { return u.ID == cmd.Task }):
		return badInput(c.say("cli.upkeep_no_task", "task", cmd.Task, "allowed", strings.Join(tasks, ", ")))
	}
	return nil
}

// answerOpen answers the task's open cases: of the group, or of all that the
// person is responsible for.
func (cmd *upkeepConfirmCmd) answerOpen(c *call) error {
	ids, err := cmd.open(c)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return badInput(c.say("cli.upkeep_nothing_open", "task", cmd.Task))
	}
	a := answer.Answer{Action: answer.Confirm, By: cmd.By, Reason: strings.TrimSpace(cmd.Note)}
	if cmd.Problem != "" {
		a.Action, a.Reason = answer.Problem, strings.TrimSpace(cmd.Problem)
	}
	if _, err := c.answer(ids, cmd.At, a); err != nil {
		return err
	}
	key := "cli.upkeep_all"
	if a.Action == answer.Problem {
		key = "cli.upkeep_problem"
	}
	c.line(phraseKey(key), "n", len(ids))
	return nil
}

// open lists the task's open cases that the command is about.
func (cmd *upkeepConfirmCmd) open(c *call) ([]int64, error) {
	a, err := c.open(app.Options{})
	if err != nil {
		return nil, err
	}
	defer a.Close()
	return openUpkeep(c, a.Store, func(k ledger.Case) bool {
		_, task, _ := strings.Cut(k.Subject.Code, ":")
		return task == cmd.Task && (k.Subject.Group == cmd.Group || cmd.Group == "" && k.Responsible == cmd.By)
	})
}

func openUpkeep(ctx context.Context, cases manual.UpkeepCases, wanted func(ledger.Case) bool) ([]int64, error) {
	list, err := cases.Cases(ctx, ledger.Filter{Rules: []string{rule.GroupUpkeepDue}, OpenOnly: true})
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, k := range list {
		if wanted(k) {
			ids = append(ids, k.ID)
		}
	}
	return ids, nil
}
