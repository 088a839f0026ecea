package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
)

// rosterSoon is how many days before its age a roster is asked for.
const rosterSoon = 3

// rostersPage lists the groups whose roster is missing, too old, or soon will be.
func (s *site) rostersPage(r *http.Request, f frame) (view, error) {
	g, err := s.rostersDue(r.Context(), f)
	if err != nil {
		return view{}, err
	}
	due := tableOr(f.Say("web.rosters"), g, f.Say("web.rosters.none"))
	if s.Rosters != nil && s.LinkKeys != nil && f.viewer.Person != "" && len(f.viewer.Groups) > 0 {
		due.Links = append(due.Links, link{Label: f.Say("web.rosters.give"), URL: f.Link(giveHome)})
	}
	return view{template: "sheet", title: f.Say("web.nav.rosters"), data: sheet{Sections: []section{due}}}, nil
}

// rostersDue lists the groups of the scope, the most urgent first.
func (s *site) rostersDue(ctx context.Context, f frame) (grid, error) {
	g := grid{Columns: []column{{f.Say("web.col.group"), "main"}, {f.Say("web.col.unit"), ""}, {f.Say("web.col.responsible"), "who"}, {f.Say("web.rosters.taken"), "day"}, {f.Say("web.rosters.until"), ""}}}
	if s.Readings == nil || s.Policy == nil {
		return g, nil
	}
	var codes []string
	for code, one := range f.names.groups {
		if one.status == "" && f.scope.Group(code, one.unit) {
			codes = append(codes, code)
		}
	}
	rosters, err := s.Readings.Rosters(ctx, codes)
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
			d.until = workgroup.DateOf(taken.In(f.now.Location())).AddDays(s.Policy.Member.RosterMaxAgeDays)
		}
		if d.until <= f.day().AddDays(rosterSoon) {
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
		one := f.names.groups[d.code]
		until := cell{Text: string(d.until)}
		if until.Small, _ = f.dueNote(d.until); d.until == "" || d.until < f.day() {
			until.Class = "late"
		}
		if d.until == "" {
			until.Text = f.Say("web.rosters.never")
		}
		g.Rows = append(g.Rows, []cell{
			{Text: one.name, URL: f.groupURL(d.code), Small: d.code}, text(f.names.unit(one.unit)), text(f.responsible(one.owner)), text(f.time(rosters[d.code].TakenAt)), until,
		})
	}
	g.Caption = f.Say("web.groups.count", "n", len(list), "shown", len(g.Rows))
	return g, nil
}
