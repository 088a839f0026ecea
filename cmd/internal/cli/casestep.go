package cli

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/jobs/manual"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
)

type caseStepCmd struct {
	ID    int64  `arg:"" help:"${help_case_id}"`
	State string `arg:"" help:"${help_case_state}"`
	By    string `required:"" help:"${help_by}"`
	Note  string `required:"" help:"${help_case_words}"`
	At    string `help:"${help_case_at}"`
}

// Run takes a person's step. Closing by the responsible person is noted as
// "rectified" and verified by the next fresh look.
func (cmd *caseStepCmd) Run(c *call) error {
	cmd.State = stateCode(cmd.State)
	if !isStep(ledger.State(cmd.State)) {
		return badUsage(c.say("cli.no_step", "value", cmd.State, "allowed", states(ledger.StepsFrom(ledger.Found))))
	}
	return c.take(cmd.ID, manual.Step{State: ledger.State(cmd.State), By: cmd.By, Words: cmd.Note}, cmd.At)
}

type caseNoteCmd struct {
	ID    int64  `arg:"" help:"${help_case_id}"`
	By    string `required:"" help:"${help_by}"`
	Note  string `required:"" help:"${help_case_words}"`
	Until string `help:"${help_case_until}"`
	At    string `help:"${help_case_at}"`
}

// Run notes a person's words, or a measure with its day. A note on a case with
// a task to call says that the call was made.
func (cmd *caseNoteCmd) Run(c *call) error {
	until, err := c.date(cmd.Until)
	if err != nil {
		return err
	}
	return c.take(cmd.ID, manual.Step{By: cmd.By, Words: cmd.Note, Until: until}, cmd.At)
}

func (c *call) take(id int64, step manual.Step, at string) error {
	if strings.TrimSpace(step.Words) == "" {
		return badUsage(c.say("cli.empty_note"))
	}
	a, moment, err := c.openAt(at, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	if step.Now, err = manual.Now(c, a.Store, time.Now().In(a.Settings.Location)); err != nil {
		return err
	}
	if at != "" {
		step.At = moment
	}
	if _, _, err := findCase(c, a, id); err != nil {
		return err
	}
	done, err := manual.TakeStep(c, a.Store, id, step)
	var refused *ledger.StepError
	var own *ledger.OwnCaseError
	var dated *ledger.DatedError
	switch {
	case errors.Is(err, jobs.ErrNoSuchPerson):
		people, err := a.Store.People(c)
		return cmp.Or(err, c.unknownPerson(people, step.By))
	case errors.As(err, &refused):
		return badInput(c.say("cli.step_refused", "id", id, "from", stateWord(c.lang, refused.From), "to", stateWord(c.lang, refused.To), "allowed", states(refused.Allowed)))
	case errors.As(err, &own):
		return badInput(c.say("cli.step_own_case", "id", id, "by", own.By))
	case errors.As(err, &dated):
		return badInput(c.misdated(a, dated))
	case err != nil:
		return err
	}
	switch done.Reason {
	case ledger.ReasonRectified:
		c.line("cli.step_rectified", "id", id)
	case ledger.ReasonNote, ledger.ReasonMilestone:
		c.line("cli.noted", "id", id)
	default:
		c.line("cli.step_taken", "id", id, "state", stateWord(c.lang, done.State))
	}
	return nil
}

// misdated says between which moments a step lies.
func (c *call) misdated(a *app.App, e *ledger.DatedError) string {
	moment := func(t time.Time) string { return t.In(a.Settings.Location).Format("2006-01-02 15:04") }
	key := phrase.Key("cli.step_in_future")
	if e.At.Before(e.From) {
		key = "cli.step_before_last"
	}
	return c.say(key, "at", moment(e.At), "from", moment(e.From), "to", moment(e.To))
}

// stateCode is the state's code, also of its Chinese name: 移交, 处置 …
func stateCode(written string) string {
	written = strings.TrimSpace(written)
	for _, s := range []ledger.State{ledger.HandedOver, ledger.Handling, ledger.Accountability, ledger.Circulated, ledger.Closed} {
		if written == stateWord(phrase.Zh, s) {
			return string(s)
		}
	}
	return strings.ToLower(written)
}

// isStep reports whether people's steps can lead to the state at all.
func isStep(to ledger.State) bool {
	switch to {
	case ledger.HandedOver, ledger.Handling, ledger.Accountability, ledger.Circulated, ledger.Closed:
		return true
	}
	return false
}

func states(list []ledger.State) string {
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = stateWord(phrase.Zh, s) + " " + string(s)
	}
	return strings.Join(words, ", ")
}
