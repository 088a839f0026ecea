package pages

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"qunguan/cmd/internal/web/page"
	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// unitsPage lists the units that the reader sees, those with most open cases
// first.
func (s *Pages) unitsPage(r *http.Request, f frame) (page.View, error) {
	counts, err := s.figures(r.Context(), f)
	if err != nil {
		return page.View{}, err
	}
	figures := map[string]*page.Tally{}
	var t *page.Tally
	for _, c := range counts {
		if c.State.Open() {
			if t == nil || t.Code != c.Unit { // counts come by unit
				t = row(figures, c.Unit)
			}
			t.Open, t.Overdue = t.Open+c.N, t.Overdue+c.Overdue
			if c.Severity == "high" {
				t.High += c.N
			}
		}
	}
	groups := map[string]int{}
	for _, g := range f.Names.Groups {
		groups[g.Unit]++
	}
	var codes []string
	for code := range f.Names.Units {
		if f.Scope.Unit(code) {
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
	g := page.Grid{Caption: f.Say("web.units.count", "n", len(codes)), Columns: []page.Column{
		{Label: f.Say("web.col.unit"), Class: "main"}, {Label: f.Say("web.col.groups"), Class: "num"}, {Label: f.Say("web.col.count"), Class: "num"}, {Label: f.Say("web.tile.high"), Class: "num"}, {Label: f.Say("web.col.overdue"), Class: "num"},
	}}
	for _, code := range codes {
		u, t := f.Names.Units[code], cmp.Or(figures[code], &page.Tally{})
		overdue := page.Text(strconv.Itoa(t.Overdue))
		if t.Overdue > 0 {
			overdue.Class = "bad"
		}
		g.Rows = append(g.Rows, []page.Cell{
			{Text: u.Name, URL: f.unitURL(code), Small: u.Kind}, page.Text(strconv.Itoa(groups[code])), page.Text(strconv.Itoa(t.Open)), page.Text(strconv.Itoa(t.High)), overdue,
		})
	}
	return page.Sheet{Sections: []page.Section{page.TableOr(f.Say("web.units"), g, f.Say("web.units.none"))}}.View(f.Say("web.nav.units")), nil
}

func (f frame) unitURL(code string) string   { return f.Link("/units/" + url.PathEscape(code)) }
func (f frame) groupURL(code string) string  { return f.Link("/groups/" + url.PathEscape(code)) }
func (f frame) personURL(code string) string { return f.Link("/people/" + url.PathEscape(code)) }

// unitPage shows one unit with the units below it.
func (s *Pages) unitPage(r *http.Request, f frame) (page.View, error) {
	ctx, code := r.Context(), r.PathValue("code")
	u, ok := f.Names.Units[code]
	if !ok || !f.Scope.Unit(code) {
		return page.View{}, page.ErrMissing
	}
	// Of the units that the reader sees, this one and those below it.
	below := map[string]bool{}
	for c := range f.Names.Units {
		if f.Names.Units.Within(c, code) {
			below[c] = true
		}
	}
	f.Scope = access.Scope{Units: below}
	counts, err := s.figures(ctx, f)
	if err != nil {
		return page.View{}, err
	}
	flow, err := s.flow(ctx, f)
	if err != nil {
		return page.View{}, err
	}
	o := f.overview(counts)
	p := page.Sheet{Back: page.Link{Label: f.Say("web.units.back"), URL: f.Link("/units")}, Over: u.Kind, Tiles: f.tiles(o, "unit", code)}
	p.Add(page.Section{Heading: f.Say("web.case.facts"), Facts: f.unitFacts(u)})
	if c := f.weekly(flow); c != nil {
		p.Add(page.Section{Heading: c.Title, Chart: c})
	}
	if c := f.aging(flow); c != nil {
		p.Add(page.Section{Heading: c.Title, Chart: c})
	}
	p.Add(f.kinds(o))
	call, err := s.toCall(ctx, f)
	if err != nil {
		return page.View{}, err
	}
	p.Add(call)
	due, err := s.rostersDue(ctx, f)
	if err != nil {
		return page.View{}, err
	}
	p.Add(page.TableOr(f.Say("web.rosters"), due, f.Say("web.rosters.none")))
	p.Add(f.groupsOf(below))
	return p.View(u.Name), nil
}

func (f frame) unitFacts(u workgroup.Unit) []page.Fact {
	facts := []page.Fact{{Label: f.Say("web.unit.code"), Value: u.Code}}
	add := func(key, person string) {
		if person != "" {
			facts = append(facts, page.Fact{Label: f.Say(key), Value: f.Names.Person(person)})
		}
	}
	if u.Parent != "" {
		facts = append(facts, page.Fact{Label: f.Say("web.unit.parent"), Value: f.Names.Unit(u.Parent)})
	}
	add("web.unit.principal", u.Principal)
	add("web.unit.leader", u.Leader)
	add("web.unit.liaison", u.Liaison)
	if u.Headcount > 0 {
		facts = append(facts, page.Fact{Label: f.Say("web.unit.headcount"), Value: strconv.Itoa(u.Headcount)})
	}
	return facts
}

// kinds lists the open cases by rule.
func (f frame) kinds(o overview) page.Section {
	g := page.Grid{Columns: []page.Column{{Label: f.Say("web.col.rule"), Class: "main"}, {Label: f.Say("web.col.count"), Class: "num"}, {Label: f.Say("web.tile.high"), Class: "num"}, {Label: f.Say("web.col.overdue"), Class: "num"}}}
	for _, t := range o.Rules.Rows {
		g.Rows = append(g.Rows, []page.Cell{page.Text(t.Name), page.Text(strconv.Itoa(t.Open)), page.Text(strconv.Itoa(t.High)), page.Text(strconv.Itoa(t.Overdue))})
	}
	return page.TableOr(f.Say("web.by_rule"), g, f.Say("web.ledger.clean"))
}

// toCall lists the tasks of calling somebody in the scope.
func (s *Pages) toCall(ctx context.Context, f frame) (page.Section, error) {
	cases, _, err := s.Listings.List(ctx, ledger.Listing{States: ledger.OpenStates, Within: within(f.Scope), Limit: 20, Sort: ledger.SortDue, DueTo: f.Day().AddDays(-1)})
	if err != nil {
		return page.Section{}, fmt.Errorf("list overdue cases: %w", err)
	}
	g := page.Grid{Columns: []page.Column{{Label: f.Say("web.col.case"), Class: "main"}, {Label: f.Say("web.col.responsible"), Class: "who"}, {Label: f.Say("web.case.phone"), Class: ""}, {Label: f.Say("web.col.due"), Class: ""}}}
	phones := map[string]string{}
	for _, c := range cases {
		if rule.IsTask(c.Rule) || c.Responsible == "" {
			continue
		}
		if _, known := phones[c.Responsible]; !known && s.Records != nil {
			p, _, err := s.Records.Person(ctx, c.Responsible)
			if err != nil {
				return page.Section{}, fmt.Errorf("read person %s: %w", c.Responsible, err)
			}
			if phones[c.Responsible] = p.Mobile; !f.Viewer.Has(access.Office) {
				phones[c.Responsible] = access.MaskPhone(p.Mobile)
			}
		}
		row := f.caseRow(c)
		g.Rows = append(g.Rows, []page.Cell{{Text: row.Title, URL: row.URL}, page.Text(row.Responsible), page.Text(phones[c.Responsible]), {Text: row.DueOn, Small: row.DueNote, Class: "late"}})
	}
	return page.TableOr(f.Say("web.unit.call"), g, f.Say("web.unit.call.none")), nil
}

// groupsOf lists the groups of units.
func (f frame) groupsOf(units map[string]bool) page.Section {
	g := page.Grid{Columns: []page.Column{{Label: f.Say("web.col.group"), Class: "main"}, {Label: f.Say("web.col.unit"), Class: ""}}}
	var codes []string
	for code, one := range f.Names.Groups {
		if units[one.Unit] {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	for _, code := range codes[:min(len(codes), groupsShown)] {
		g.Rows = append(g.Rows, []page.Cell{{Text: f.Names.Group(code), URL: f.groupURL(code), Small: code}, page.Text(f.Names.Unit(f.Names.Groups[code].Unit))})
	}
	g.Caption = f.Say("web.groups.count", "n", len(codes), "shown", len(g.Rows))
	return page.TableOr(f.Say("web.groups"), g, f.Say("web.groups.none"))
}

// groupsShown is how many groups a page lists.
const groupsShown = 200
