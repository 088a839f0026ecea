package pages

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"qunguan/cmd/internal/web/page"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/spotcheck"
)

// Draws is where the pages read the draws of spot checks.
type Draws interface {
	// SpotDraws lists them by period, oldest first.
	SpotDraws(ctx context.Context) ([]spotcheck.Draw, error)
}

// spotChecksPage lists the draws of spot checks, the newest first: hash, secret
// and sample of each, and the result of each inspection.
func (s *Pages) spotChecksPage(r *http.Request, f frame) (page.View, error) {
	if s.Draws == nil || !f.Scope.All {
		return page.View{}, page.ErrMissing
	}
	draws, err := s.Draws.SpotDraws(r.Context())
	if err != nil {
		return page.View{}, fmt.Errorf("read spot checks: %w", err)
	}
	cases, err := s.Ledger.Cases(r.Context(), ledger.Filter{Rules: []string{rule.SpotCheck}})
	if err != nil {
		return page.View{}, fmt.Errorf("read cases of spot checks: %w", err)
	}
	p := page.Sheet{}
	if len(draws) == 0 {
		p.Add(page.Section{Heading: f.Say("web.nav.spot_checks"), Empty: f.Say("web.spot.none")})
	}
	for _, d := range slices.Backward(draws) {
		sec := page.Section{Heading: d.Period, Facts: f.drawFacts(&d, cases)}
		if d.Drawn() {
			sec.Note = f.Say("spot.drawn", "period", d.Period, "population", len(d.Basis.Population), "n", len(d.Sample))
			sec.Table = f.sampleGrid(&d, cases)
		}
		p.Add(sec)
	}
	return p.View(f.Say("web.nav.spot_checks")), nil
}

// drawFacts are the values by which anybody can redo a draw. The secret is one
// of them once it was used.
func (f frame) drawFacts(d *spotcheck.Draw, cases []ledger.Case) []page.Fact {
	state := "secret_made"
	if d.Drawn() {
		state = "drawn"
	}
	facts := []page.Fact{{Label: f.Say("col.state"), Value: f.Say("spot.state." + state)}, {Label: f.Say("col.hash"), Value: d.Hash}}
	if !d.PublishedAt.IsZero() {
		facts = append(facts, page.Fact{Label: f.Say("col.published_at"), Value: f.Time(d.PublishedAt)})
	}
	if !d.Drawn() {
		return facts
	}
	checked, failed := rule.InspectionsOf(d.Period, cases)
	drawn := f.Time(d.DrawnAt)
	if d.By != "" {
		drawn += " " + f.Names.Person(d.By)
	}
	return append(facts,
		page.Fact{Label: f.Say("col.secret"), Value: d.Secret}, page.Fact{Label: f.Say("col.drawn_at"), Value: drawn},
		page.Fact{Label: f.Say("col.checked"), Value: strconv.Itoa(checked)}, page.Fact{Label: f.Say("col.failed"), Value: strconv.Itoa(failed)},
	)
}

// sampleGrid lists the objects of a draw with their cases.
func (f frame) sampleGrid(d *spotcheck.Draw, cases []ledger.Case) *page.Grid {
	of := map[spotcheck.Object]ledger.Case{}
	for _, c := range cases {
		if period, o := rule.DrawnIn(c); period == d.Period {
			of[o] = c
		}
	}
	g := &page.Grid{Caption: f.Say("col.sample"), Columns: []page.Column{
		{Label: f.Say("web.col.case"), Class: "main"}, {Label: f.Say("web.col.unit")}, {Label: f.Say("web.col.responsible"), Class: "who"}, {Label: f.Say("web.col.due"), Class: "day"}, {Label: f.Say("web.col.state")},
	}}
	for _, o := range d.Sample {
		c, ok := of[spotcheck.Object{Kind: o.Kind, Code: o.Code}]
		if !ok { // it has no inspector, or its unit is gone
			g.Rows = append(g.Rows, []page.Cell{page.Text(o.Code), page.Text(f.Names.Unit(o.Stratum)), {}, {}, page.Text(f.Say("web.spot.no_case"))})
			continue
		}
		row := f.caseRow(c)
		state := page.Text(row.State)
		switch result, _ := rule.ResultOf(c); result {
		case rule.InspectionPassed:
			state = page.Text(f.Reason(result))
		case rule.InspectionFailed:
			state = page.Cell{Text: f.Reason(result), Class: "bad"}
		}
		g.Rows = append(g.Rows, []page.Cell{{Text: row.Title, URL: row.URL}, page.Text(row.Unit), page.Text(row.Responsible), page.Text(row.DueOn), state})
	}
	return g
}
