package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// unitsPage lists the units that the reader sees, those with most open cases
// first.
func (s *site) unitsPage(r *http.Request, f frame) (view, error) {
	counts, err := s.figures(r.Context(), f)
	if err != nil {
		return view{}, err
	}
	figures := map[string]*tally{}
	for _, c := range counts {
		if c.State.Open() {
			t := row(figures, c.Unit)
			t.Open, t.Overdue = t.Open+c.N, t.Overdue+c.Overdue
			if c.Severity == "high" {
				t.High += c.N
			}
		}
	}
	groups := map[string]int{}
	for _, g := range f.names.groups {
		groups[g.unit]++
	}
	var codes []string
	for code := range f.names.units {
		if f.scope.Unit(code) {
			codes = append(codes, code)
		}
	}
	open := func(code string) int {
		if t := figures[code]; t != nil {
			return t.Open
		}
		return 0
	}
	slices.SortFunc(codes, func(a, b string) int { return cmp.Or(open(b)-open(a), strings.Compare(a, b)) })
	g := grid{Caption: f.Say("web.units.count", "n", len(codes)), Columns: []column{
		{f.Say("web.col.unit"), "main"}, {f.Say("web.col.groups"), "num"}, {f.Say("web.col.count"), "num"}, {f.Say("web.tile.high"), "num"}, {f.Say("web.col.overdue"), "num"},
	}}
	for _, code := range codes {
		u, t := f.names.units[code], cmp.Or(figures[code], &tally{})
		overdue := text(strconv.Itoa(t.Overdue))
		if t.Overdue > 0 {
			overdue.Class = "bad"
		}
		g.Rows = append(g.Rows, []cell{
			{Text: u.Name, URL: f.unitURL(code), Small: u.Kind}, text(strconv.Itoa(groups[code])), text(strconv.Itoa(t.Open)), text(strconv.Itoa(t.High)), overdue,
		})
	}
	return view{template: "sheet", title: f.Say("web.nav.units"), data: sheet{Sections: []section{tableOr(f.Say("web.units"), g, f.Say("web.units.none"))}}}, nil
}

func (f frame) unitURL(code string) string   { return f.Link("/units/" + url.PathEscape(code)) }
func (f frame) groupURL(code string) string  { return f.Link("/groups/" + url.PathEscape(code)) }
func (f frame) personURL(code string) string { return f.Link("/people/" + url.PathEscape(code)) }

// unitPage shows one unit with the units below it.
func (s *site) unitPage(r *http.Request, f frame) (view, error) {
	ctx, code := r.Context(), r.PathValue("code")
	u, ok := f.names.units[code]
	if !ok || !f.scope.Unit(code) {
		return view{}, errMissing
	}
	// Of what the reader sees, this unit and those below it.
	below := map[string]bool{}
	for c := range f.names.units {
		if f.names.units.Within(c, code) {
			below[c] = true
		}
	}
	f.scope = access.Scope{Units: below}
	counts, err := s.figures(ctx, f)
	if err != nil {
		return view{}, err
	}
	flow, err := s.flow(ctx, f)
	if err != nil {
		return view{}, err
	}
	o := f.overview(counts)
	p := sheet{Back: link{f.Say("web.units.back"), f.Link("/units")}, Over: u.Kind, Tiles: f.tiles(o, "unit", code)}
	p.add(section{Heading: f.Say("web.case.facts"), Facts: f.unitFacts(u)})
	if c := f.weekly(flow); c != nil {
		p.add(section{Heading: c.Title, Chart: c})
	}
	if c := f.aging(flow); c != nil {
		p.add(section{Heading: c.Title, Chart: c})
	}
	p.add(f.kinds(o))
	call, err := s.toCall(ctx, f)
	if err != nil {
		return view{}, err
	}
	p.add(call)
	due, err := s.rostersDue(ctx, f)
	if err != nil {
		return view{}, err
	}
	p.add(tableOr(f.Say("web.rosters"), due, f.Say("web.rosters.none")))
	p.add(f.groupsOf(below))
	return view{template: "sheet", title: u.Name, data: p}, nil
}

func (f frame) unitFacts(u workgroup.Unit) []fact {
	facts := []fact{{f.Say("web.unit.code"), u.Code}}
	add := func(key, person string) {
		if person != "" {
			facts = append(facts, fact{f.Say(key), f.names.person(person)})
		}
	}
	if u.Parent != "" {
		facts = append(facts, fact{f.Say("web.unit.parent"), f.names.unit(u.Parent)})
	}
	add("web.unit.principal", u.Principal)
	add("web.unit.leader", u.Leader)
	add("web.unit.liaison", u.Liaison)
	if u.Headcount > 0 {
		facts = append(facts, fact{f.Say("web.unit.headcount"), strconv.Itoa(u.Headcount)})
	}
	return facts
}

// kinds lists the open cases by rule.
func (f frame) kinds(o overview) section {
	g := grid{Columns: []column{{f.Say("web.col.rule"), "main"}, {f.Say("web.col.count"), "num"}, {f.Say("web.tile.high"), "num"}, {f.Say("web.col.overdue"), "num"}}}
	for _, t := range o.Rules.Rows {
		g.Rows = append(g.Rows, []cell{text(t.Name), text(strconv.Itoa(t.Open)), text(strconv.Itoa(t.High)), text(strconv.Itoa(t.Overdue))})
	}
	return tableOr(f.Say("web.by_rule"), g, f.Say("web.ledger.clean"))
}

// toCall lists the tasks of calling somebody in the scope.
func (s *site) toCall(ctx context.Context, f frame) (section, error) {
	cases, err := s.Listings.List(ctx, ledger.Listing{States: ledger.OpenStates, Within: within(f.scope), Limit: 20, Sort: ledger.SortDue, DueTo: f.day().AddDays(-1)})
	if err != nil {
		return section{}, fmt.Errorf("list overdue cases: %w", err)
	}
	g := grid{Columns: []column{{f.Say("web.col.case"), "main"}, {f.Say("web.col.responsible"), "who"}, {f.Say("web.case.phone"), ""}, {f.Say("web.col.due"), ""}}}
	phones := map[string]string{}
	for _, c := range cases {
		if rule.IsTask(c.Rule) || c.Responsible == "" {
			continue
		}
		if _, known := phones[c.Responsible]; !known && s.Records != nil {
			p, _, err := s.Records.Person(ctx, c.Responsible)
			if err != nil {
				return section{}, fmt.Errorf("read person %s: %w", c.Responsible, err)
			}
			if phones[c.Responsible] = p.Mobile; !f.viewer.Has(access.Office) {
				phones[c.Responsible] = access.MaskPhone(p.Mobile)
			}
		}
		row := f.caseRow(c)
		g.Rows = append(g.Rows, []cell{{Text: row.Title, URL: row.URL}, text(row.Responsible), text(phones[c.Responsible]), {Text: row.DueOn, Small: row.DueNote, Class: "late"}})
	}
	return tableOr(f.Say("web.unit.call"), g, f.Say("web.unit.call.none")), nil
}

// groupsOf lists the groups of units.
func (f frame) groupsOf(units map[string]bool) section {
	g := grid{Columns: []column{{f.Say("web.col.group"), "main"}, {f.Say("web.col.unit"), ""}}}
	var codes []string
	for code, one := range f.names.groups {
		if units[one.unit] {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	for _, code := range codes[:min(len(codes), groupsShown)] {
		g.Rows = append(g.Rows, []cell{{Text: f.names.group(code), URL: f.groupURL(code), Small: code}, text(f.names.unit(f.names.groups[code].unit))})
	}
	g.Caption = f.Say("web.groups.count", "n", len(codes), "shown", len(g.Rows))
	return tableOr(f.Say("web.groups"), g, f.Say("web.groups.none"))
}

// groupsShown is how many groups a page lists.
const groupsShown = 200
