package cli

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"qunguan/cmd/internal/app"
	jobsspot "qunguan/jobs/spotcheck"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/spotcheck"
)

type spotCheckCmd struct {
	List   spotCheckListCmd   `cmd:"" default:"1" help:"${help_spot_list}"`
	Draw   spotCheckDrawCmd   `cmd:"" help:"${help_spot_draw}"`
	Verify spotCheckVerifyCmd `cmd:"" help:"${help_spot_verify}"`
}

// drawJSON is a draw. Before it, the secret is nobody's business.
type drawJSON struct {
	Period  string           `json:"period"`
	State   string           `json:"state"` // secret_made, drawn
	Hash    string           `json:"hash"`
	MadeAt  string           `json:"made_at"`
	Secret  string           `json:"secret"`
	At      string           `json:"at"`
	DrawnAt string           `json:"drawn_at"`
	Basis   *spotcheck.Basis `json:"basis"`
	Sample  []drawnJSON      `json:"sample"`
}

type drawnJSON struct {
	Kind string `json:"kind"`
	Code string `json:"code"`
	Unit string `json:"unit"`
}

func (c *call) drawOf(a *app.App, d spotcheck.Draw) drawJSON {
	j := drawJSON{Period: d.Period, State: "secret_made", Hash: d.Hash, MadeAt: rfc3339(d.MadeAt, a.Settings.Location), Sample: []drawnJSON{}}
	if !d.Drawn() {
		return j
	}
	j.State, j.Secret, j.At, j.DrawnAt, j.Basis = "drawn", d.Secret, rfc3339(d.At, a.Settings.Location), rfc3339(d.DrawnAt, a.Settings.Location), &d.Basis
	for _, o := range d.Sample {
		j.Sample = append(j.Sample, drawnJSON{o.Kind, o.Code, o.Stratum})
	}
	return j
}

func (c *call) drawColumns(list []drawJSON) columns {
	v := columns{headings: []string{c.say("col.period"), c.say("col.state"), c.say("col.drawn_at"), c.say("col.sample"), c.say("col.population"), c.say("col.hash"), c.say("col.secret")}}
	for _, d := range list {
		population := ""
		if d.Basis != nil {
			population = strconv.Itoa(len(d.Basis.Population))
		}
		v.rows = append(v.rows, []string{d.Period, c.say(phrase.Key("spot.state." + d.State)), d.DrawnAt, strconv.Itoa(len(d.Sample)), population, d.Hash, d.Secret})
	}
	return v
}

type spotCheckListCmd struct{}

// Run lists the periods with their hashes and, once they are drawn, secrets.
func (spotCheckListCmd) Run(c *call) error {
	a, err := c.open(app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := a.Store.SpotDraws(c)
	if err != nil {
		return err
	}
	list := []drawJSON{}
	for _, d := range all {
		list = append(list, c.drawOf(a, d))
	}
	return c.out.print(list, func() columns { return c.drawColumns(list) })
}

type spotCheckDrawCmd struct {
	Period string `arg:"" optional:"" help:"${help_spot_period}"`
	At     string `help:"${help_case_at}"`
}

// Run draws the present period at once.
func (cmd *spotCheckDrawCmd) Run(c *call) error {
	a, moment, err := c.openAt(cmd.At, app.Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	d, err := a.SpotCheck().ByHand(c, cmd.Period, moment)
	switch {
	case errors.Is(err, jobsspot.ErrOff):
		return badInput(c.say("spot.off"))
	case errors.Is(err, jobsspot.ErrPeriod):
		return badInput(c.say("spot.not_now", "period", cmd.Period))
	case errors.Is(err, jobsspot.ErrAlready):
		return badInput(c.say("spot.already", "period", d.Period))
	case err != nil:
		return err
	}
	list := []drawJSON{c.drawOf(a, d)}
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

// verifiedJSON is what drawing again came to.
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
	all, err := a.Store.SpotDraws(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(d spotcheck.Draw) bool { return d.Period == cmd.Period })
	if i < 0 || !all[i].Drawn() {
		return badInput(c.say("spot.not_drawn", "period", cmd.Period))
	}
	faults := spotcheck.Verify(all[i], a.Settings.Location)
	broken := slices.ContainsFunc(faults, func(f string) bool { return f != spotcheck.FaultLate && f != spotcheck.FaultEarly })
	if c.out.format != "table" {
		j := verifiedJSON{OK: !broken, Faults: faults, drawJSON: c.drawOf(a, all[i])}
		err = c.out.print([]verifiedJSON{j}, func() columns { return c.drawColumns([]drawJSON{j.drawJSON}) })
	} else {
		key := phrase.Key("spot.verified")
		if broken {
			key = "spot.broken"
		}
		c.line(key, "period", cmd.Period, "n", len(all[i].Sample), "hash", all[i].Hash, "secret", all[i].Secret)
		for _, f := range faults {
			c.line(phrase.Key("spot.fault." + f))
		}
	}
	if broken {
		return cmp.Or(err, error(&exitError{code: ExitFailed}))
	}
	return err
}
