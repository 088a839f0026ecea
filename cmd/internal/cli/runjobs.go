package cli

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
)

type runCmd struct {
	Jobs   []string `arg:"" name:"job" help:"${help_run_job}"`
	At     string   `help:"${help_at}"`
	DryRun bool     `help:"${help_dry_run}"`

	AcceptPolicy bool `help:"${help_accept_policy}"`

	Release string `help:"${help_release}"`
}

// Run runs exactly these jobs, in this order.
func (cmd *runCmd) Run(c *call) error {
	for _, name := range cmd.Jobs {
		if !jobs.Known(name) {
			return badUsage(c.say("cli.unknown_job", "value", name, "allowed", strings.Join(policy.Jobs, ", ")))
		}
	}
	share, ok := percentage(cmd.Release)
	if !ok || cmd.Release != "" && !slices.Contains(cmd.Jobs, jobs.Compose) {
		return badUsage(c.say("cli.bad_release", "value", cmd.Release))
	}
	a, err := c.open(app.Options{Create: !cmd.DryRun})
	if err != nil {
		return err
	}
	a.Release(share)
	if cmd.DryRun {
		a.Foresee()
	}
	defer a.Close()
	if err := c.samePolicy(a, cmd.AcceptPolicy || cmd.DryRun); err != nil {
		return err
	}
	at, err := c.moment(cmd.At, a.Settings.Location)
	if err != nil {
		return err
	}
	var reports []jobs.Report
	var failures []error
	for _, name := range cmd.Jobs {
		report, err := a.Runner.RunOne(c, name, at, cmd.DryRun, false)
		reports = append(reports, report)
		if err != nil {
			failures = append(failures, err)
		}
		if c.Err() != nil {
			break
		}
	}
	if err := printReports(c, reports); err != nil {
		return err
	}
	if err := c.tellHeld(a, reports); err != nil {
		return err
	}
	c.tellPending(a, cmd.Jobs)
	if err := c.tellDoubts(a); err != nil {
		return err
	}
	return runResult(c, reports, failures)
}

// samePolicy says that the policy or the time zone is not the last run's before
// anything is opened or closed by it. Where QUNGUAN_POLICY is not set at all, it
// was most likely forgotten, and only --accept-policy lets the pack judge a
// county that has rules of its own.
func (c *call) samePolicy(a *app.App, accepted bool) error {
	other, err := a.OtherThanLastRun(c)
	if err != nil || other == nil {
		return err
	}
	if other.Edited() || accepted || a.Settings.PolicyGiven {
		c.tell(other.Text(c.lang))
		return nil
	}
	return badUsage(other.Text(c.lang))
}

// tellDoubts names in every run the files for which the program is blind: it opens no case about
// people whose state it cannot read, and must not look satisfied.
func (c *call) tellDoubts(a *app.App) error {
	doubts, err := a.Store.StatusDoubts(c)
	if err != nil {
		return err
	}
	for _, d := range doubts {
		c.note("cli.run_status_doubt", "file", d.File, "n", len(d.Unclear), "people", d.People, "words", joined(d.Words))
	}
	return nil
}

// percentage reads 10% or 10; empty is all.
func percentage(text string) (share float64, ok bool) {
	if text == "" {
		return 1, true
	}
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSuffix(text, "%"), "％"), 64)
	return n / 100, err == nil && n > 0 && n <= 100
}

// runResult turns reports into the exit code: failed, in part, or done.
func runResult(c *call, reports []jobs.Report, failures []error) error {
	if len(failures) > 0 {
		text := c.say("cli.run_failed", "n", len(failures))
		if why := databaseText(c, failures[0]); why != "" {
			text += "\n" + why
		}
		return &exitError{code: ExitFailed, text: text, err: failures[0]}
	}
	for _, r := range reports {
		if r.Status != jobs.StatusOK {
			return partly()
		}
	}
	return nil
}

func printReports(c *call, reports []jobs.Report) error {
	err := c.out.print(reports, func() columns {
		v := columns{headings: []string{
			c.say("col.job"), c.say("col.status"), c.say("col.read"), c.say("col.opened"), c.say("col.seen"), c.say("col.closed"),
			c.say("col.reopened"), c.say("col.unjudged"), c.say("col.notices"), c.say("col.sent"), c.say("col.seconds"),
		}}
		for _, r := range reports {
			v.rows = append(v.rows, []string{
				r.Job, c.say(phraseKey("run_status." + r.Status)), counts(r.Read, c.wordIn("read.")), strconv.Itoa(r.Opened), strconv.Itoa(r.Seen),
				strconv.Itoa(r.Closed), strconv.Itoa(r.Reopened), counts(r.Unjudged, c.reasonWord),
				strconv.Itoa(r.Notices), strconv.Itoa(r.Sent), strconv.FormatFloat(r.Seconds, 'f', 2, 64),
			})
		}
		return v
	})
	for _, r := range reports {
		for _, t := range r.Trouble {
			if t.Kind == "held" && !r.DryRun {
				continue // told with the number that releases it
			}
			// On stderr: with --format json, stdout holds one array and nothing else.
			c.note(phraseKey("trouble."+t.Kind), "job", r.Job, "unit", t.Unit, "detail", t.Detail)
		}
	}
	return err
}

// counts prints a map of counts in a stable order, zeroes left out.
func counts(m map[string]int, word func(key string) string) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if m[k] != 0 {
			parts = append(parts, fmt.Sprintf("%s %d", word(k), m[k]))
		}
	}
	return strings.Join(parts, ", ")
}

// wordIn finds words in an area of the catalogue; what has none is itself.
func (c *call) wordIn(area string) func(key string) string {
	return func(key string) string {
		if k := phraseKey(area + key); phrase.Has(k) {
			return c.say(k)
		}
		return key
	}
}

func (c *call) reasonWord(reason string) string { return reasonWord(c.lang, reason) }
