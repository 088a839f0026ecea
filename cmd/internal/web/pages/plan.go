package pages

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"qunguan/cmd/internal/web/page"
	"qunguan/jobs/check"
	"qunguan/reconcile/overlap"
)

// countyPlan is the merge plan of the county, with its figures: in all, and of
// the groups of each own unit.
type countyPlan struct {
	plan   *overlap.Plan
	all    overlap.Figures
	byUnit map[string]overlap.Figures
}

func newCountyPlan(w *check.RegistrySnapshot, plan *overlap.Plan) *countyPlan {
	rows := map[string][]overlap.Row{}
	for _, row := range plan.Rows {
		own := w.OwnUnit(w.Groups.Of(row.Group).Unit)
		rows[own] = append(rows[own], row)
	}
	made := &countyPlan{plan, plan.Figures(), map[string]overlap.Figures{}}
	for unit, list := range rows {
		made.byUnit[unit] = (&overlap.Plan{Rows: list}).Figures()
	}
	return made
}

// planShown is how many rows of the plan a page lists.
const planShown = 300

// mergePlanPage shows the plan: figures before and after, and its row about each group that would not
// stay as it is.
func (s *Pages) mergePlanPage(r *http.Request, f frame) (page.View, error) {
	if s.Work == nil {
		return page.View{}, page.ErrMissing
	}
	made, err := s.plan.Read(r.Context(), func(ctx context.Context) (*countyPlan, error) {
		w, err := s.Work.RegistrySnapshot(ctx, f.Now)
		if err != nil {
			return nil, err
		}
		plan, err := s.Work.MergePlan(ctx, w)
		if err != nil {
			return nil, err
		}
		return newCountyPlan(w, plan), nil
	})
	if err != nil {
		return page.View{}, fmt.Errorf("plan mergers: %w", err)
	}
	figures := made.all
	p := page.Sheet{Tiles: []page.Tile{
		{Label: f.Say("col.plan_before"), URL: "", N: figures.Before, Bad: false},
		{Label: f.Say("col.plan_stay"), URL: "", N: figures.After, Bad: false},
		{Label: f.Say("col.plan_dissolved"), URL: "", N: figures.Dissolved, Bad: false},
		{Label: f.Say("col.plan_merged"), URL: "", N: figures.Merged, Bad: false},
	}}
	if c := f.planChart(made); c != nil {
		p.Add(page.Section{Heading: c.Title, Chart: c})
	}
	p.Add(f.planRows(made))
	return p.View(f.Say("web.nav.plan")), nil
}

// planChart draws the groups of each own unit before and after.
func (f frame) planChart(made *countyPlan) *page.Chart {
	if len(made.byUnit) > 24 {
		return nil // the table says it
	}
	var groups []page.BarGroup
	for _, unit := range sortedKeys(made.byUnit) {
		fig := made.byUnit[unit]
		groups = append(groups, page.BarGroup{Label: f.Names.Unit(unit), Values: []int{fig.Before, fig.After}})
	}
	return page.NewChart(f.Say("web.plan.chart"), f.Say("web.col.unit"), []string{f.Say("col.plan_before"), f.Say("col.plan_stay")}, groups)
}

func (f frame) planRows(made *countyPlan) page.Section {
	g := page.Grid{Columns: []page.Column{
		{Label: f.Say("web.col.group"), Class: "main"},
		{Label: f.Say("col.plan_action"), Class: ""},
		{Label: f.Say("col.plan_into"), Class: ""},
		{Label: f.Say("col.reason"), Class: ""},
		{Label: f.Say("col.plan_members"), Class: "num"},
		{Label: f.Say("col.plan_after"), Class: "num"},
		{Label: f.Say("col.plan_messages"), Class: "num"},
		{Label: f.Say("col.plan_messages_after"), Class: "num"},
		{Label: f.Say("col.plan_advice"), Class: ""},
	}}
	changes := 0
	for i := range made.plan.Rows {
		row := &made.plan.Rows[i]
		if row.Action == overlap.Keep && len(row.Advice) == 0 {
			continue
		}
		if changes++; len(g.Rows) == planShown {
			continue
		}
		into := page.Cell{}
		switch {
		case row.Into != "":
			into = page.Cell{Text: f.Names.Group(row.Into), URL: f.groupURL(row.Into)}
		case row.On != "":
			into = page.Text(string(row.On))
		}
		advice := make([]string, len(row.Advice))
		for j, a := range row.Advice {
			advice[j] = a.Text(f.Lang)
		}
		g.Rows = append(g.Rows, []page.Cell{
			{Text: f.Names.Group(row.Group), URL: f.groupURL(row.Group), Small: row.Group},
			page.Text(f.Word("plan.action", string(row.Action))), into, page.Text(f.Word("plan.reason", row.Reason)),
			page.Text(strconv.Itoa(row.Members)), page.Text(strconv.Itoa(row.After)), page.Text(rate(row.Messages)), page.Text(rate(row.Forecast)), page.Text(strings.Join(advice, f.Say("plan.semicolon"))),
		})
	}
	g.Caption = f.Say("web.groups.count", "n", changes, "shown", len(g.Rows))
	return page.TableOr(f.Say("web.plan.rows"), g, f.Say("plan.nothing"))
}

// rate is messages a day; empty where they are not known.
func rate(r overlap.Rate) string {
	if !r.Known {
		return ""
	}
	return strings.TrimSuffix(strconv.FormatFloat(r.Day, 'f', 1, 64), ".0")
}
