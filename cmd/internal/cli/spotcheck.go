package cli

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"qunguan/cmd/internal/app"
	"qunguan/jobs"
	jobsspot "qunguan/jobs/spotcheck"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/spotcheck"
)

type spotCheckCmd struct {
	List   spotCheckListCmd   `cmd:"" default:"1" help:"${help_spot_list}"`
	Show   spotCheckShowCmd   `cmd:"" help:"${help_spot_show}"`
	Result spotCheckResultCmd `cmd:"" help:"${help_spot_result}"`
	Draw   spotCheckDrawCmd   `cmd:"" help:"${help_spot_draw}"`
	Verify spotCheckVerifyCmd `cmd:"" help:"${help_spot_verify}"`
}

// drawJSON is a draw. Before it, the secret is left out.
type drawJSON struct {
	Period  string           `json:"period"`
	State   string           `json:"state"` // secret_made, drawn
	Hash    string           `json:"hash"`
	MadeAt  string           `json:"made_at"`
	Public  string           `json:"published_at"` // of the hash, in a digest; empty: in none
	Secret  string           `json:"secret"`
	At      string           `json:"at"`
	DrawnAt string           `json:"drawn_at"`
	DrawnBy string           `json:"drawn_by"` // by hand; empty: the job
	Checked int              `json:"checked"`
	Failed  int              `json:"failed"`
	Basis   *spotcheck.Basis `json:"basis"`
	Sample  []drawnJSON      `json:"sample"`
}

type drawnJSON struct {
	Kind string `json:"kind"`
	Code string `json:"code"`
	Unit string `json:"unit"`
}

// spotChecks are the draws, with the cases of the things drawn.
type spotChecks struct {
	draws []spotcheck.Draw
	cases []ledger.Case
}

func readSpotChecks(ctx context.Context, a *app.App) (s spotChecks, err error) {
	if s.draws, err = a.Store.SpotDraws(ctx); err != nil {
		return s, err
	}
	s.cases, err = a.Store.Cases(ctx, ledger.Filter{Rules: []string{rule.SpotCheck}})
	return s, err
}

// of finds a period's draw.
func (s spotChecks) of(period string) (spotcheck.Draw, bool) {
	i := slices.IndexFunc(s.draws, func(d spotcheck.Draw) bool { return d.Period == period })
	if i < 0 {
		return spotcheck.Draw{}, false
	}
	return s.draws[i], true
}

func (s spotChecks) drawOf(a *app.App, d spotcheck.Draw) drawJSON {
	j := drawJSON{Period: d.Period, State: "secret_made", Hash: d.Hash, MadeAt: rfc3339(d.MadeAt, a.Settings.Location), Public: rfc3339(d.PublishedAt, a.Settings.Location), Sample: []drawnJSON{}}
	if !d.Drawn() {
		return j
	}
	j.State, j.Secret, j.At, j.DrawnAt, j.DrawnBy, j.Basis = "drawn", d.Secret, rfc3339(d.At, a.Settings.Location), rfc3339(d.DrawnAt, a.Settings.Location), d.By, &d.Basis
	j.Checked, j.Failed = rule.InspectionsOf(d.Period, s.cases)
	for _, o := range d.Sample {
		j.Sample = append(j.Sample, drawnJSON{o.Kind, o.Code, o.Stratum})
	}
	return j
}

func (c *call) drawColumns(list []drawJSON) columns {
	v := columns{headings: []string{
		c.say("col.period"), c.say("col.state"), c.say("col.published_at"), c.say("col.drawn_at"), c.say("col.sample"), c.say("col.population"), c.say("col.checked"), c.say("col.failed"), c.say("col.hash"), c.say("col.secret"),
	}}
	for _, d := range list {
		population := ""
		if d.Basis != nil {
			population = strconv.Itoa(len(d.Basis.Population))
		}
		v.rows = append(v.rows, []string{
			d.Period, c.say(phrase.Key("spot.state." + d.State)), d.Public, d.DrawnAt, strconv.Itoa(len(d.Sample)), population, strconv.Itoa(d.Checked), strconv.Itoa(d.Failed),
			c.short(d.Hash), c.short(d.Secret),
		})
	}
	return v
}

// short is the beginning of a hash or secret, for a table that people read; csv has all of it.
func (c *call) short(digits string) string {
	const shown = 12
	if c.out.format != "table" || len(digits) <= shown {
		return digits
	}
	return digits[:shown] + "…"
}

type spotCheckListCmd struct{}

// Run lists the periods with their hashes and, once they are drawn, secrets.
func (spotCheckListCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := readSpotChecks(c, a)
	if err != nil {
		return err
	}
	list := []drawJSON{}
	for _, d := range all.draws {
		list = append(list, all.drawOf(a, d))
	}
	return c.out.print(list, func() columns { return c.drawColumns(list) })
}

type spotCheckDrawCmd struct {
	Period string `arg:"" optional:"" help:"${help_spot_period}"`
	By     string `required:"" help:"${help_spot_draw_by}"`
	At     string `help:"${help_case_at}"`
}

// Run draws the present period at once.
func (cmd *spotCheckDrawCmd) Run(c *call) error {
	a, moment, err := c.openAt(cmd.At, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	d, err := a.SpotCheck().ByHand(c, cmd.Period, cmd.By, moment)
	if errors.Is(err, jobs.ErrNoSuchPerson) {
		people, readErr := a.Store.People(c)
		if readErr != nil {
			return readErr
		}
		return c.unknownPerson(people, cmd.By)
	}
	for refused, key := range map[error]phrase.Key{
		jobsspot.ErrOff: "spot.off", jobsspot.ErrPeriod: "spot.not_now", jobsspot.ErrAlready: "spot.already", jobsspot.ErrUnreadable: "spot.unreadable", spotcheck.ErrNoKey: "spot.no_key",
	} {
		if errors.Is(err, refused) {
			return badInput(c.say(key, "period", d.Period))
		}
	}
	if err != nil {
		return err
	}
	list := []drawJSON{spotChecks{}.drawOf(a, d)}
	if c.out.format != "table" {
		return c.out.print(list, func() columns { return c.drawColumns(list) })
	}
	c.line("spot.drawn", "period", d.Period, "n", len(d.Sample), "population", len(d.Basis.Population))
	for _, o := range list[0].Sample {
		c.line("spot.object", "kind", c.say(phrase.Key("filing.kind."+o.Kind)), "code", o.Code, "unit", orNone(c, o.Unit))
	}
	return nil
}

type spotCheckVerifyCmd struct {
	Period string `arg:"" help:"${help_spot_period}"`
}

// verifiedJSON is the result of drawing again.
type verifiedJSON struct {
	OK     bool     `json:"ok"`
	Faults []string `json:"faults"`
	drawJSON
}

// Run draws a period again and compares. A draw by hand, or one whose hash came
// late, is whole but was not unforeseen: that is said and is no failure.
func (cmd *spotCheckVerifyCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := readSpotChecks(c, a)
	if err != nil {
		return err
	}
	d, ok := all.of(cmd.Period)
	if !ok || !d.Drawn() {
		return badInput(c.say("spot.not_drawn", "period", cmd.Period))
	}
	faults := spotcheck.Verify(d, a.Settings.Location)
	broken := slices.ContainsFunc(faults, spotcheck.Breaks)
	if c.out.format != "table" {
		j := verifiedJSON{OK: !broken, Faults: faults, drawJSON: all.drawOf(a, d)}
		err = c.out.print([]verifiedJSON{j}, func() columns { return c.drawColumns([]drawJSON{j.drawJSON}) })
	} else {
		key := phrase.Key("spot.verified")
		if broken {
			key = "spot.broken"
		}
		c.line(key, "period", cmd.Period, "n", len(d.Sample), "hash", d.Hash, "secret", d.Secret)
		for _, f := range faults {
			c.line(phrase.Key("spot.fault."+f), "by", d.By)
		}
		c.sampleDiffers(d)
	}
	if err == nil && broken {
		return &exitError{code: ExitFailed}
	}
	return err
}
