package pages

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"qunguan/cmd/internal/web/page"
	"qunguan/notify/outbox"
	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
)

// burdenWeeks is how many weeks of messages the page of a person counts.
const burdenWeeks = 12

// personPage shows one person: the groups and cases that they answer for, and the requests made of
// them. The look is noted before anything is shown.
func (s *Pages) personPage(r *http.Request, f frame) (page.View, error) {
	ctx, code := r.Context(), r.PathValue("code")
	one, ok := f.Names.People[code]
	if !ok || !f.Scope.Unit(one.Unit) || s.Records == nil || s.Books == nil {
		return page.View{}, page.ErrMissing
	}
	if r.Method == http.MethodGet {
		if err := s.Books.NoteView(ctx, f.Viewer.Person, code, f.Now); err != nil {
			return page.View{}, err
		}
	}
	p, ok, err := s.Records.Person(ctx, code)
	if err != nil {
		return page.View{}, fmt.Errorf("read person %s: %w", code, err)
	}
	if !ok {
		return page.View{}, page.ErrMissing
	}
	shown := page.Sheet{Over: p.Code, Back: page.Link{Label: f.Names.Unit(p.Unit), URL: f.unitURL(p.Unit)}}
	shown.Add(page.Section{Heading: f.Say("web.case.facts"), Note: f.Say("web.person.noted"), Facts: f.personFacts(p)})
	groups := f.answersFor(code)
	shown.Add(page.TableOr(f.Say("web.person.groups"), groups, f.Say("web.person.no_groups")))
	if s.FoundIn != nil {
		found, err := s.FoundIn(ctx, code)
		if err != nil {
			return page.View{}, fmt.Errorf("look where person %s was found: %w", code, err)
		}
		shown.Add(page.TableOr(f.Say("web.person.in"), f.foundIn(found), f.Say("web.person.no_groups")))
	}
	cases, _, err := s.Listings.List(ctx, ledger.Listing{States: ledger.OpenStates, Responsible: code, Limit: casesPerPage, Within: within(f.Scope)})
	if err != nil {
		return page.View{}, fmt.Errorf("list cases of person %s: %w", code, err)
	}
	shown.Add(page.TableOr(f.Say("web.person.cases"), f.caseGrid(cases), f.Say("web.ledger.clean")))
	burden, err := s.burdenOf(ctx, f, p)
	if err != nil {
		return page.View{}, err
	}
	shown.Add(burden...)
	return shown.View(p.Name), nil
}

func (f frame) personFacts(p workgroup.Person) []page.Fact {
	var facts []page.Fact
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, page.Fact{Label: f.Say(key), Value: value})
		}
	}
	units := make([]string, 0, len(p.Units()))
	for _, u := range p.Units() {
		units = append(units, f.Names.Unit(u))
	}
	show := func(s string) string { return s }
	account := show
	if !f.Viewer.Has(access.Office) {
		show, account = access.MaskPhone, access.MaskAccount
	}
	for i, u := range units {
		if i == 0 {
			add("web.col.unit", u)
		} else {
			add("web.person.also", u)
		}
	}
	add("web.person.post", p.Post)
	add("web.person.status", p.Status)
	add("web.person.left", string(p.LeftOn))
	add("web.person.mobile", show(p.Mobile))
	if f.Viewer.Has(access.Office) {
		add("web.person.mail", p.Email)
	}
	for platform, name := range p.Accounts.All() {
		facts = append(facts, page.Fact{Label: platform, Value: account(name)})
	}
	return facts
}

// answersFor lists the groups that the person owns or administers.
func (f frame) answersFor(person string) page.Grid {
	g := page.Grid{Columns: []page.Column{{Label: f.Say("web.col.group"), Class: "main"}, {Label: f.Say("web.col.unit"), Class: ""}, {Label: f.Say("web.person.as"), Class: ""}}}
	var codes []string
	for code := range f.Names.Access.Viewer(person).Groups {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	scope := f.Viewer.Scope(access.GroupPage)
	for _, code := range codes {
		one := f.Names.Groups[code]
		as := f.Say("web.group.admins")
		if one.Owner == person {
			as = f.Say("web.group.owner")
		}
		c := page.Cell{Text: one.Name, Small: code}
		if scope.Group(code, one.Unit) {
			c.URL = f.groupURL(code)
		}
		g.Rows = append(g.Rows, []page.Cell{c, page.Text(f.Names.Unit(one.Unit)), page.Text(as)})
	}
	return g
}

// foundIn lists the groups in whose rosters the newest check found the person.
func (f frame) foundIn(found []roster.Found) page.Grid {
	g := page.Grid{Columns: []page.Column{{Label: f.Say("web.col.group"), Class: "main"}, {Label: f.Say("web.col.unit"), Class: ""}, {Label: f.Say("col.nickname"), Class: ""}, {Label: f.Say("col.how"), Class: ""}, {Label: f.Say("web.rosters.taken"), Class: "day"}}}
	scope := f.Viewer.Scope(access.GroupPage)
	for _, one := range found {
		c := page.Cell{Text: f.Names.Group(one.Group), Small: one.Group}
		if scope.Group(one.Group, one.Unit) {
			c.URL = f.groupURL(one.Group)
		}
		g.Rows = append(g.Rows, []page.Cell{c, page.Text(f.Names.Unit(one.Unit)), page.Text(phrase.Mask(one.Member.Nickname)), page.Text(f.Word("identity", "how_"+one.How)), page.Text(f.Time(one.TakenAt))})
	}
	g.Caption = f.Say("web.groups.count", "n", len(found), "shown", len(found))
	return g
}

// burdenOf are the recent messages of this program to the person.
func (s *Pages) burdenOf(ctx context.Context, f frame, p workgroup.Person) ([]page.Section, error) {
	notices, err := s.Ledger.Notices(ctx, outbox.Filter{Person: p.Code, Limit: 200})
	if err != nil {
		return nil, fmt.Errorf("read notices to person %s: %w", p.Code, err)
	}
	first := monday(f.Day()).AddDays(-7 * (burdenWeeks - 1))
	groups := make([]page.BarGroup, burdenWeeks)
	for i := range groups {
		groups[i] = page.BarGroup{Label: string(first.AddDays(7 * i))[5:], Values: []int{0}}
	}
	told := 0
	for _, n := range notices {
		at := n.ToldAt
		if at.IsZero() {
			continue
		}
		if day := workgroup.DateOf(at.In(f.Now.Location())); day >= first && day <= f.Day() {
			groups[min(first.DaysUntil(day)/7, burdenWeeks-1)].Values[0]++
			told++
		}
	}
	list := []page.Section{{Heading: f.Say("web.person.burden"), Note: f.Say("web.person.told", "n", told, "weeks", burdenWeeks)}}
	list[0].Chart = page.NewChart(f.Say("web.person.messages"), f.Say("web.chart.week"), []string{f.Say("web.person.messages")}, groups)
	return list, nil
}
