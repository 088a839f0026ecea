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
	"qunguan/reconcile/overlap"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

type mergePlanCmd struct {
	Show   mergePlanShowCmd   `cmd:"" default:"withargs" help:"${help_merge_plan_show}"`
	Accept mergePlanAcceptCmd `cmd:"" help:"${help_merge_plan_accept}"`
}

type mergePlanShowCmd struct {
	Unit   string `help:"${help_merge_plan_unit}"`
	Totals bool   `help:"${help_merge_plan_totals}"`
	At     string `help:"${help_list_at}"`
	Output string `short:"o" placeholder:"FILE.xlsx" help:"${help_merge_plan_output}"`
}

// planRowJSON is a row of the plan as contract §6 has it.
type planRowJSON struct {
	Group            string   `json:"group"`
	Action           string   `json:"action"`
	Into             string   `json:"into"`
	On               string   `json:"on"`
	Reason           string   `json:"reason"`
	Clause           string   `json:"clause"`
	Members          int      `json:"members"`
	After            int      `json:"after"`
	Joins            int      `json:"joins"`
	Leaves           int      `json:"leaves"`
	MessagesDay      *float64 `json:"messages_day"`       // null: not known
	MessagesDayAfter *float64 `json:"messages_day_after"` // likewise
	Advice           string   `json:"advice"`
}

// planTotalJSON is the figures of a unit, or of all (unit empty).
type planTotalJSON struct {
	Unit          string `json:"unit"`
	Before        int    `json:"before"`
	After         int    `json:"after"`
	Dissolved     int    `json:"dissolved"`
	Merged        int    `json:"merged"`
	Removed       int    `json:"members_removed"`
	DissolveAtEnd int    `json:"dissolve_at_end"`
}

// unitPlan is the rows of a plan that are asked for.
type unitPlan struct {
	w    *check.RegistrySnapshot
	rows []overlap.Row
}

// Run prints the plan, or writes its workbook.
func (cmd *mergePlanShowCmd) Run(c *call) error {
	a, p, err := c.openPlan(cmd.At, cmd.Unit)
	if err != nil {
		return err
	}
	defer a.Close()
	switch {
	case cmd.Output != "":
		err = writePlanBook(c, p, cmd.Output)
	case cmd.Totals:
		err = c.printPlanTotals(p)
	default:
		err = c.printPlan(p)
	}
	return cmp.Or(err, c.without(p.w.Unread))
}

func (c *call) printPlan(p *unitPlan) error {
	list := make([]planRowJSON, 0, len(p.rows))
	for i := range p.rows {
		list = append(list, p.json(c, &p.rows[i]))
	}
	if err := c.out.print(list, func() columns { return p.columns(c, list) }); err != nil {
		return err
	}
	if c.out.format == "table" {
		c.line("plan.figures", figurePairs(p.figures())...)
	}
	return nil
}

// openPlan opens the program and plans for the county as of --at, or of now.
// The caller closes the program.
func (c *call) openPlan(at, unit string) (*app.App, *unitPlan, error) {
	a, moment, err := c.openAt(at, app.Options{})
	if err != nil {
		return nil, nil, err
	}
	p, err := func() (*unitPlan, error) {
		w, err := check.ReadRegistry(c, a.Store, a.Policy.Policy, a.Calendar, moment)
		if err != nil {
			return nil, err
		}
		if err := c.knownUnit(w.Dir.Units, unit); err != nil {
			return nil, err
		}
		plan, err := check.MergePlan(c, w, a.Store, a.Store)
		if err != nil {
			return nil, err
		}
		p := &unitPlan{w: w}
		for _, row := range plan.Rows {
			if unit == "" || w.Dir.Units.Within(w.Groups.Of(row.Group).Unit, unit) {
				p.rows = append(p.rows, row)
			}
		}
		return p, nil
	}()
	if err != nil {
		a.Close()
		return nil, nil, err
	}
	return a, p, nil
}

func (p *unitPlan) json(c *call, row *overlap.Row) planRowJSON {
	return planRowJSON{
		Group: row.Group, Action: string(row.Action), Into: row.Into, On: string(row.On), Reason: row.Reason, Clause: p.w.PlanClause(row),
		Members: row.Members, After: row.After, Joins: row.Joins, Leaves: row.Leaves,
		MessagesDay: knownRate(row.Messages), MessagesDayAfter: knownRate(row.Forecast), Advice: adviceText(c, row),
	}
}

func knownRate(r overlap.Rate) *float64 {
	if !r.Known {
		return nil
	}
	day, _ := strconv.ParseFloat(strconv.FormatFloat(r.Day, 'f', 3, 64), 64) // digits that it wrote itself
	return &day
}

func adviceText(c *call, row *overlap.Row) string {
	var texts []string
	for _, a := range row.Advice {
		texts = append(texts, a.Text(c.lang))
	}
	return strings.Join(texts, c.say("plan.semicolon"))
}

// columns is the plan as a table: names beside codes, and words for actions
// and reasons.
func (p *unitPlan) columns(c *call, list []planRowJSON) columns {
	v := columns{headings: []string{
		c.say("col.group"), c.say("members.group_name"), c.say("col.plan_action"), c.say("col.plan_into"), c.say("col.plan_on"), c.say("col.reason"), c.say("col.cites"),
		c.say("col.plan_members"), c.say("col.plan_after"), c.say("col.plan_joins"), c.say("col.plan_leaves"),
		c.say("col.plan_messages"), c.say("col.plan_messages_after"), c.say("col.plan_advice"),
	}}
	for _, j := range list {
		v.rows = append(v.rows, []string{
			j.Group, p.w.Groups.Of(j.Group).Name, planWord(c, "plan.action.", j.Action), j.Into, j.On, planWord(c, "plan.reason.", j.Reason), j.Clause,
			strconv.Itoa(j.Members), strconv.Itoa(j.After), strconv.Itoa(j.Joins), strconv.Itoa(j.Leaves),
			rateText(c, j.MessagesDay), rateText(c, j.MessagesDayAfter), j.Advice,
		})
	}
	return v
}

func planWord(c *call, table phrase.Key, word string) string {
	if word == "" {
		return ""
	}
	return c.say(table + phrase.Key(word))
}

func rateText(c *call, r *float64) string {
	if r == nil {
		return c.say("plan.unknown")
	}
	return strings.TrimSuffix(strconv.FormatFloat(*r, 'f', 1, 64), ".0")
}

// figures are those of the rows that are shown.
func (p *unitPlan) figures() overlap.Figures { return (&overlap.Plan{Rows: p.rows}).Figures() }

func figurePairs(f overlap.Figures) []any {
	return []any{"before", f.Before, "after", f.After, "dissolved", f.Dissolved, "merged", f.Merged, "removed", f.Removed, "at_end", f.DissolveAtEnd}
}

// totals are the figures of each own unit, by code, and of all together.
func (p *unitPlan) totals() []planTotalJSON {
	byUnit := map[string][]overlap.Row{}
	for _, row := range p.rows {
		own := p.w.OwnUnit(p.w.Groups.Of(row.Group).Unit)
		byUnit[own] = append(byUnit[own], row)
	}
	list := []planTotalJSON{}
	add := func(unit string, rows []overlap.Row) {
		f := (&overlap.Plan{Rows: rows}).Figures()
		list = append(list, planTotalJSON{unit, f.Before, f.After, f.Dissolved, f.Merged, f.Removed, f.DissolveAtEnd})
	}
	for unit, rows := range byUnit {
		add(unit, rows)
	}
	slices.SortFunc(list, func(a, b planTotalJSON) int { return strings.Compare(a.Unit, b.Unit) })
	add("", p.rows)
	return list
}

func (c *call) printPlanTotals(p *unitPlan) error {
	list := p.totals()
	return c.out.print(list, func() columns {
		v := columns{headings: []string{
			c.say("col.unit"), c.say("col.plan_before"), c.say("col.plan_stay"), c.say("col.plan_dissolved"), c.say("col.plan_merged"), c.say("col.plan_removed"), c.say("col.plan_at_end"),
		}}
		for _, t := range list {
			cells := []string{p.unitName(c, t.Unit)}
			for _, n := range []int{t.Before, t.After, t.Dissolved, t.Merged, t.Removed, t.DissolveAtEnd} {
				cells = append(cells, strconv.Itoa(n))
			}
			v.rows = append(v.rows, cells)
		}
		return v
	})
}

func (p *unitPlan) unitName(c *call, unit string) string {
	if unit == "" {
		return c.say("plan.county")
	}
	return cmp.Or(p.w.Dir.Units[unit].Name, unit)
}

type mergePlanAcceptCmd struct {
	Unit string `required:"" help:"${help_merge_plan_unit}"`
	By   string `required:"" help:"${help_by}"`
	At   string `help:"${help_list_at}"`
}

type acceptedJSON struct {
	Case  int64  `json:"case"`
	Group string `json:"group"`
	Until string `json:"until"`
	Words string `json:"words"`
}

// Run turns the unit's rows into measures of the cases that they answer.
func (cmd *mergePlanAcceptCmd) Run(c *call) error {
	a, p, err := c.openPlan(cmd.At, cmd.Unit)
	if err != nil {
		return err
	}
	defer a.Close()
	known, err := a.Store.Milestones(c, a.Settings.Location)
	if err != nil {
		return err
	}
	now, err := manual.Now(c, a.Store, time.Now().In(a.Settings.Location))
	if err != nil {
		return err
	}
	set, without, err := manual.AcceptPlan(c, p.w, a.Store, manual.PlanAcceptance{
		Rows: p.rows, By: cmd.By, At: p.w.Moment, Now: now, Known: known,
		Words: func(row *overlap.Row) string {
			return c.say(phrase.Key("plan.measure."+string(row.Action)), "group", p.w.Groups.Of(row.Group).Name, "into", p.w.Groups.Of(row.Into).Name)
		},
	})
	if errors.Is(err, jobs.ErrNoSuchPerson) {
		return c.unknownPerson(p.w.Dir.People, cmd.By)
	}
	if err != nil {
		return err
	}
	list := []acceptedJSON{}
	groups := map[string]bool{}
	for _, m := range set {
		list = append(list, acceptedJSON{m.Case, m.Group, string(m.Until), m.Words})
		groups[m.Group] = true
	}
	if c.out.format != "table" {
		return c.out.print(list, func() columns {
			v := columns{headings: []string{c.say("col.id"), c.say("col.group"), c.say("col.until"), c.say("col.measure")}}
			for _, j := range list {
				v.rows = append(v.rows, []string{strconv.FormatInt(j.Case, 10), j.Group, j.Until, j.Words})
			}
			return v
		})
	}
	if len(list)+len(without) == 0 {
		c.line("plan.nothing")
		return nil
	}
	c.line("plan.accepted", "cases", len(list), "groups", len(groups))
	if len(without) > 0 {
		c.line("plan.without_case", "list", joined(without))
	}
	return nil
}

// dayOfPlan is the day as of which the plan was made, in words.
func (p *unitPlan) dayOfPlan() string { return string(workgroup.DateOf(p.w.Moment)) }
