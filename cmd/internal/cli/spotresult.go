package cli

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"qunguan/cmd/internal/app"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/spotcheck"
)

type spotCheckShowCmd struct {
	Period string `arg:"" optional:"" help:"${help_spot_period}"`
}

// inspectedJSON is one object of a draw with its case.
type inspectedJSON struct {
	Period    string   `json:"period"`
	Kind      string   `json:"kind"`
	Code      string   `json:"code"`
	Unit      string   `json:"unit"`
	Case      int64    `json:"case"`
	Title     string   `json:"title"`
	Inspector string   `json:"inspector"` // empty: the office
	DueOn     string   `json:"due_on"`
	State     string   `json:"state"`
	Result    string   `json:"result"` // inspection_passed, inspection_failed; empty: none yet
	Failed    []string `json:"failed"` // items, by id
}

// Run shows the things that a period drew, and their results.
func (cmd *spotCheckShowCmd) Run(c *call) error {
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
	if cmd.Period == "" {
		for _, one := range all.draws {
			if one.Drawn() && !one.DrawnAt.Before(d.DrawnAt) {
				d, ok = one, true
			}
		}
	}
	switch {
	case !ok:
		return badInput(c.say("spot.not_drawn", "period", cmp.Or(cmd.Period, c.say("spot.any"))))
	case !d.Drawn() && c.out.format == "table":
		c.line("spot.announced", "period", d.Period, "hash", d.Hash)
		return nil
	}
	list := []inspectedJSON{}
	for _, k := range all.cases {
		if period, o := rule.DrawnIn(k); period == d.Period {
			list = append(list, inspectedOf(k, o, d.Period))
		}
	}
	if c.out.format == "table" {
		checked, failed := rule.InspectionsOf(d.Period, all.cases)
		c.line("digest.spot.figures", "period", d.Period, "n", len(d.Sample), "checked", checked, "failed", failed)
	}
	return c.out.print(list, func() columns { return c.inspectedColumns(list) })
}

func inspectedOf(k ledger.Case, o spotcheck.Object, period string) inspectedJSON {
	result, failed := rule.ResultOf(k)
	j := inspectedJSON{
		Period: period, Kind: o.Kind, Code: o.Code, Unit: k.Unit, Case: k.ID, Title: k.Title, Inspector: k.Responsible, DueOn: string(k.DueOn), State: string(k.State), Result: result, Failed: []string{},
	}
	for _, item := range failed {
		j.Failed = append(j.Failed, item.ID)
	}
	return j
}

func (c *call) inspectedColumns(list []inspectedJSON) columns {
	v := columns{headings: []string{c.say("col.id"), c.say("col.title"), c.say("col.inspector"), c.say("col.due"), c.say("col.result"), c.say("col.items")}}
	for _, j := range list {
		result := stateWord(c.lang, ledger.State(j.State))
		if j.Result != "" {
			result = rule.ReasonWord(c.lang, j.Result)
		}
		v.rows = append(v.rows, []string{strconv.FormatInt(j.Case, 10), j.Title, cmp.Or(j.Inspector, c.say("cli.nobody")), j.DueOn, result, joined(j.Failed)})
	}
	return v
}

type spotCheckResultCmd struct {
	Case int64    `arg:"" help:"${help_spot_case}"`
	Fail []string `help:"${help_spot_fail}"`
	By   string   `required:"" help:"${help_spot_by}"`
	Note string   `help:"${help_spot_note}"`
	At   string   `help:"${help_case_at}"`
}

// Run notes the result of an inspection: nothing amiss, or the items that failed,
// each of which is a case of the office from then on.
func (cmd *spotCheckResultCmd) Run(c *call) error {
	form, err := cmd.form(c)
	if err != nil {
		return err
	}
	a := answer.Answer{Action: answer.Confirm, By: cmd.By, Reason: strings.TrimSpace(cmd.Note)}
	if len(cmd.Fail) > 0 {
		a.Action, a.Failed = answer.Problem, cmd.Fail
	}
	for _, id := range cmd.Fail {
		if !slices.ContainsFunc(form, func(item rule.FormItem) bool { return item.ID == id }) {
			var allowed []string
			for _, item := range form {
				allowed = append(allowed, item.ID+" "+item.Title)
			}
			return badInput(c.say("spot.items", "item", id, "allowed", joined(allowed)))
		}
	}
	done, err := c.answer([]int64{cmd.Case}, cmd.At, a)
	if err != nil {
		return err
	}
	if n := len(done[0].Reports); n > 0 {
		c.line("spot.failed", "id", cmd.Case, "n", n)
		return nil
	}
	c.line("spot.passed", "id", cmd.Case)
	return nil
}

// form is the form of the case's inspection.
func (cmd *spotCheckResultCmd) form(c *call) (rule.FormItems, error) {
	a, err := c.open(app.Options{})
	if err != nil {
		return nil, err
	}
	defer a.Close()
	k, _, err := findCase(c, a, cmd.Case)
	if err != nil {
		return nil, err
	}
	if k.Rule != rule.SpotCheck {
		return nil, badInput(c.say("spot.not_inspection", "id", cmd.Case))
	}
	return rule.FormOf(k), nil
}

// sampleDiffers names the things that are in the record and not drawn by the secret, and the other
// way round.
func (c *call) sampleDiffers(d spotcheck.Draw) {
	again := spotcheck.SampleOf(d.Secret, d.Period, d.Basis)
	for _, o := range d.Sample {
		if !slices.Contains(again, o) {
			c.line("spot.not_from_secret", "kind", o.Kind, "code", o.Code)
		}
	}
	for _, o := range again {
		if !slices.Contains(d.Sample, o) {
			c.line("spot.left_out", "kind", o.Kind, "code", o.Code)
		}
	}
}
