package cli

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/jobs/manual"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
)

type answerCmd struct {
	Case     string `arg:"" help:"${help_answer_case}"`
	Action   string `arg:"" help:"${help_answer_action}"`
	By       string `required:"" help:"${help_answer_by}"`
	Until    string `help:"${help_answer_until}"`
	Person   string `help:"${help_answer_person}"`
	Outsider string `help:"${help_answer_outsider}"`
	Reason   string `help:"${help_reason}"`
	At       string `help:"${help_case_at}"`
}

// Run takes an answer of a person who cannot or will not use a link: with the same checks, and the
// same record.
func (cmd *answerCmd) Run(c *call) error {
	if !slices.Contains(answer.Actions, answer.Action(cmd.Action)) {
		return badUsage(c.say("cli.answer_unknown", "value", cmd.Action, "allowed", actionWords(c.lang, answer.Actions)))
	}
	ids, err := c.caseNumbers(cmd.Case)
	if err != nil {
		return err
	}
	until, err := c.date(cmd.Until)
	if err != nil {
		return err
	}
	done, err := c.answer(ids, cmd.At, answer.Answer{
		Action: answer.Action(cmd.Action), By: cmd.By, Until: until, Person: cmd.Person, Outsider: cmd.Outsider, Reason: cmd.Reason,
	})
	if err != nil {
		return err
	}
	c.line("cli.answered", "ids", cmd.Case, "action", c.say(phraseKey("answer."+cmd.Action)))
	for _, o := range done {
		if t := o.Task; t != nil {
			c.note("cli.answer_asked", "task", o.Before.ID, "name", cmp.Or(t.After.Responsible, c.say("cli.nobody")), "due", t.After.DueOn)
		}
	}
	return nil
}

// caseNumbers reads case numbers, separated by commas.
func (c *call) caseNumbers(text string) ([]int64, error) {
	var ids []int64
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '，' || r == '、' }) {
		id, err := strconv.ParseInt(strings.TrimSpace(part), 10, 64)
		if err != nil || id < 1 {
			return nil, badUsage(c.say("cli.answer_bad_cases", "value", text))
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, badUsage(c.say("cli.answer_bad_cases", "value", text))
	}
	return ids, nil
}

// answer opens the program and takes an answer or a decision.
func (c *call) answer(ids []int64, at string, a answer.Answer) ([]answer.Outcome, error) {
	p, moment, err := c.openAt(at, app.Options{})
	if err != nil {
		return nil, err
	}
	defer p.Close()
	if at == "" {
		if moment, err = manual.Now(c, p.Store, time.Now().In(p.Settings.Location)); err != nil {
			return nil, err
		}
	}
	w, err := check.ReadRegistry(c, p.Store, p.Policy.Policy, p.Calendar, moment)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		k, _, err := findCase(c, p, id)
		if err != nil {
			return nil, err
		}
		if decides := a.Action == answer.Approve || a.Action == answer.Deny; decides && k.Asked == 0 && !rule.AsksOfFiling(k.Rule) {
			return nil, badInput(c.say("cli.not_a_task", "id", id))
		}
	}
	a.At = moment
	done, err := manual.Answer(c, w, p.Store, ids, a, nil)
	if errors.Is(err, jobs.ErrNoSuchPerson) {
		return nil, cmp.Or(c.knownPerson(w.Dir.People, a.By), c.knownPerson(w.Dir.People, a.Person))
	}
	if refused, ok := errors.AsType[*manual.RefusedError](err); ok {
		return nil, badInput(answer.Words(c.lang, refused.Case, a, refused.Refusal, func(code string) string { return w.Dir.People.Of(code).Name }))
	}
	return done, err
}

func actionWords(lang phrase.Lang, list []answer.Action) string {
	words := make([]string, len(list))
	for i, a := range list {
		words[i] = string(a) + " " + lang.Say(phrase.Key("answer."+string(a)))
	}
	return strings.Join(words, ", ")
}

type taskCmd struct {
	List    taskListCmd    `cmd:"" default:"withargs" help:"${help_task_list}"`
	Approve taskApproveCmd `cmd:"" help:"${help_task_approve}"`
	Deny    taskDenyCmd    `cmd:"" help:"${help_task_deny}"`
}

type taskDecision struct {
	ID   int64  `arg:"" help:"${help_task_id}"`
	By   string `required:"" help:"${help_task_by}"`
	Note string `help:"${help_task_note}"`
	At   string `help:"${help_case_at}"`
}

type taskApproveCmd struct {
	taskDecision
}

type taskDenyCmd struct {
	taskDecision
}

// Run agrees to a request and carries it out.
func (cmd *taskApproveCmd) Run(c *call) error {
	_, err := c.answer([]int64{cmd.ID}, cmd.At, answer.Answer{Action: answer.Approve, By: cmd.By, Reason: cmd.Note})
	if err == nil {
		c.line("cli.task_approved", "id", cmd.ID)
	}
	return err
}

// Run refuses a request.
func (cmd *taskDenyCmd) Run(c *call) error {
	_, err := c.answer([]int64{cmd.ID}, cmd.At, answer.Answer{Action: answer.Deny, By: cmd.By, Reason: cmd.Note})
	if err == nil {
		c.line("cli.task_denied", "id", cmd.ID)
	}
	return err
}

type taskListCmd struct{}

// Run lists the requests that wait for a decision.
func (cmd *taskListCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	open, err := a.Store.Cases(c, ledger.Filter{Rules: policy.TaskIDs, OpenOnly: true})
	if err != nil {
		return err
	}
	list := make([]caseJSON, len(open))
	for i, k := range open {
		list[i] = c.caseOf(k)
	}
	return c.out.print(list, func() columns {
		v := columns{headings: []string{c.say("col.id"), c.say("col.title"), c.say("col.decider"), c.say("col.due")}}
		for _, k := range open {
			v.rows = append(v.rows, []string{strconv.FormatInt(k.ID, 10), k.Title, cmp.Or(k.Responsible, c.say("cli.nobody")), string(k.DueOn)})
		}
		return v
	})
}
