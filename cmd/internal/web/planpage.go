package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"qunguan/jobs/check"
	"qunguan/reconcile/overlap"
)

// countyPlan is the merge plan of the county, with what names its clauses.
type countyPlan struct {
	world *check.RegistrySnapshot
	plan  *overlap.Plan
}

// planShown is how many rows of the plan a page lists.
const planShown = 300

// mergePlanPage shows the plan: figures before and after, and what it says of
// each group that would not stay as it is.
func (s *site) mergePlanPage(r *http.Request, f frame) (view, error) {
	if s.Work == nil {
		return view{}, errMissing
	}
	made, err := s.plan.read(r.Context(), func(ctx context.Context) (*countyPlan, error) {
		w, err := s.Work.RegistrySnapshot(ctx, f.now)
		if err != nil {
			return nil, err
		}
		plan, err := s.Work.MergePlan(ctx, w)
		return &countyPlan{w, plan}, err
	})
	if err != nil {
		return view{}, fmt.Errorf("plan mergers: %w", err)
	}
	figures := made.plan.Figures()
	p := sheet{Tiles: []tile{
		{f.Say("col.plan_before"), "", figures.Before, false},
		{f.Say("col.plan_stay"), "", figures.After, false},
		{f.Say("col.plan_dissolved"), "", figures.Dissolved, false},
		{f.Say("col.plan_merged"), "", figures.Merged, false},
	}}
	if c := f.planChart(made); c != nil {
		p.add(section{Heading: c.Title, Chart: c})
	}
	p.add(f.planRows(made))
	return view{template: "sheet", title: f.Say("web.nav.plan"), data: p}, nil
}

// planChart draws the groups of each own unit before and after.
func (f frame) planChart(made *countyPlan) *chart {
	byUnit := map[string][]overlap.Row{}
	for _, row := range made.plan.Rows {
		own := made.world.OwnUnit(made.world.Groups[row.Group].Unit)
		byUnit[own] = append(byUnit[own], row)
	}
	var groups []barGroup
	for _, unit := range sortedKeys(byUnit) {
		fig := (&overlap.Plan{Rows: byUnit[unit]}).Figures()
		groups = append(groups, barGroup{Label: f.names.unit(unit), Values: []int{fig.Before, fig.After}})
	}
	if len(groups) > 24 {
		return nil // the table says it
	}
	return newChart(f.Say("web.plan.chart"), f.Say("web.col.unit"), []string{f.Say("col.plan_before"), f.Say("col.plan_stay")}, groups)
}

func (f frame) planRows(made *countyPlan) section {
	g := grid{Columns: []column{
		{f.Say("web.col.group"), "main"},
		{f.Say("col.plan_action"), ""},
		{f.Say("col.plan_into"), ""},
		{f.Say("col.reason"), ""},
		{f.Say("col.plan_members"), "num"},
		{f.Say("col.plan_after"), "num"},
		{f.Say("col.plan_messages"), "num"},
		{f.Say("col.plan_messages_after"), "num"},
		{f.Say("col.plan_advice"), ""},
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
		into := cell{}
		switch {
		case row.Into != "":
			into = cell{Text: f.names.group(row.Into), URL: f.groupURL(row.Into)}
		case row.On != "":
			into = text(string(row.On))
		}
		advice := make([]string, len(row.Advice))
		for j, a := range row.Advice {
			advice[j] = a.Text(f.Lang)
		}
		g.Rows = append(g.Rows, []cell{
			{Text: f.names.group(row.Group), URL: f.groupURL(row.Group), Small: row.Group},
			text(f.word("plan.action", string(row.Action))), into, text(f.word("plan.reason", row.Reason)),
			text(strconv.Itoa(row.Members)), text(strconv.Itoa(row.After)), text(rate(row.Messages)), text(rate(row.Forecast)), text(strings.Join(advice, f.Say("plan.semicolon"))),
		})
	}
	g.Caption = f.Say("web.groups.count", "n", changes, "shown", len(g.Rows))
	return tableOr(f.Say("web.plan.rows"), g, f.Say("plan.nothing"))
}

// rate is messages a day; empty where they are not known.
func rate(r overlap.Rate) string {
	if !r.Known {
		return ""
	}
	return strings.TrimSuffix(strconv.FormatFloat(r.Day, 'f', 1, 64), ".0")
}
