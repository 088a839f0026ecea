package pages

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"qunguan/cmd/internal/web/page"
	"qunguan/reconcile/workgroup"
)

// rosterSoon is how many days before its age a roster is asked for.
const rosterSoon = 3

// rostersPage lists the groups whose roster is missing, too old, or soon will be.
func (s *Pages) rostersPage(r *http.Request, f frame) (page.View, error) {
	g, err := s.rostersDue(r.Context(), f)
	if err != nil {
		return page.View{}, err
	}
	due := page.TableOr(f.Say("web.rosters"), g, f.Say("web.rosters.none"))
	if s.GiveRosters != "" && f.Viewer.Person != "" && len(f.Viewer.Groups) > 0 {
		due.Links = append(due.Links, page.Link{Label: f.Say("web.rosters.give"), URL: f.Link(s.GiveRosters)})
	}
	return page.Sheet{Sections: []page.Section{due}}.View(f.Say("web.nav.rosters")), nil
}

// rostersDue lists the groups of the scope, the most urgent first.
func (s *Pages) rostersDue(ctx context.Context, f frame) (page.Grid, error) {
	g := page.Grid{Columns: []page.Column{{Label: f.Say("web.col.group"), Class: "main"}, {Label: f.Say("web.col.unit"), Class: ""}, {Label: f.Say("web.col.responsible"), Class: "who"}, {Label: f.Say("web.rosters.taken"), Class: "day"}, {Label: f.Say("web.rosters.until"), Class: ""}}}
	if s.Readings == nil || s.Policy == nil {
		return g, nil
	}
	var codes []string
	for code, one := range f.Names.Groups {
		if one.Status == "" && f.Scope.Group(code, one.Unit) {
			codes = append(codes, code)
		}
	}
	rosters, err := s.rosters.Read(ctx, func(ctx context.Context) (map[string]workgroup.Roster, error) {
		return s.Readings.Rosters(ctx, slices.Collect(maps.Keys(f.Names.Groups)))
	})
	if err != nil {
		return g, fmt.Errorf("read rosters: %w", err)
	}
	type due struct {
		code  string
		until workgroup.Date // empty: there is none
	}
	var list []due
	for _, code := range codes {
		d := due{code: code}
		if taken := rosters[code].TakenAt; !taken.IsZero() {
			d.until = workgroup.DateOf(taken.In(f.Now.Location())).AddDays(s.Policy.Member.RosterMaxAgeDays)
		}
		if d.until <= f.Day().AddDays(rosterSoon) {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(a, b due) int {
		if a.until != b.until {
			return strings.Compare(string(a.until), string(b.until))
		}
		return strings.Compare(a.code, b.code)
	})
	for _, d := range list[:min(len(list), groupsShown)] {
		one := f.Names.Groups[d.code]
		until := page.Cell{Text: string(d.until)}
		if until.Small, _ = f.DueNote(d.until); d.until == "" || d.until < f.Day() {
			until.Class = "late"
		}
		if d.until == "" {
			until.Text = f.Say("web.rosters.never")
		}
		g.Rows = append(g.Rows, []page.Cell{
			{Text: one.Name, URL: f.groupURL(d.code), Small: d.code}, page.Text(f.Names.Unit(one.Unit)), page.Text(f.Responsible(one.Owner)), page.Text(f.Time(rosters[d.code].TakenAt)), until,
		})
	}
	g.Caption = f.Say("web.groups.count", "n", len(list), "shown", len(g.Rows))
	return g, nil
}
