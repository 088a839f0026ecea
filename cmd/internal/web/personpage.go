package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"qunguan/notify/outbox"
	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
)

// burdenWeeks is how many weeks of messages the page of a person counts.
const burdenWeeks = 12

// personPage shows one person: what they answer for, and what is asked of them.
// That it was looked at is noted before anything is shown.
func (s *site) personPage(r *http.Request, f frame) (view, error) {
	ctx, code := r.Context(), r.PathValue("code")
	one, ok := f.names.people[code]
	if !ok || !f.scope.Unit(one.unit) || s.Records == nil || s.Books == nil {
		return view{}, errMissing
	}
	if r.Method == http.MethodGet {
		if err := s.Books.NoteView(ctx, f.viewer.Person, code, f.now); err != nil {
			return view{}, err
		}
	}
	p, ok, err := s.Records.Person(ctx, code)
	if err != nil {
		return view{}, fmt.Errorf("read person %s: %w", code, err)
	}
	if !ok {
		return view{}, errMissing
	}
	page := sheet{Over: p.Code, Back: link{f.names.unit(p.Unit), f.unitURL(p.Unit)}}
	page.add(section{Heading: f.Say("web.case.facts"), Note: f.Say("web.person.noted"), Facts: f.personFacts(p)})
	groups := f.answersFor(code)
	page.add(tableOr(f.Say("web.person.groups"), groups, f.Say("web.person.no_groups")))
	if s.FoundIn != nil {
		found, err := s.FoundIn(ctx, code)
		if err != nil {
			return view{}, fmt.Errorf("look where person %s was found: %w", code, err)
		}
		page.add(tableOr(f.Say("web.person.in"), f.foundIn(found), f.Say("web.person.no_groups")))
	}
	cases, err := s.Listings.List(ctx, ledger.Listing{States: ledger.OpenStates, Responsible: code, Limit: casesPerPage, Within: within(f.scope)})
	if err != nil {
		return view{}, fmt.Errorf("list cases of person %s: %w", code, err)
	}
	page.add(tableOr(f.Say("web.person.cases"), f.caseGrid(cases), f.Say("web.ledger.clean")))
	burden, err := s.burdenOf(ctx, f, p)
	if err != nil {
		return view{}, err
	}
	page.add(burden...)
	return view{template: "sheet", title: p.Name, data: page}, nil
}

func (f frame) personFacts(p workgroup.Person) []fact {
	var facts []fact
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, fact{f.Say(key), value})
		}
	}
	units := make([]string, 0, len(p.Units()))
	for _, u := range p.Units() {
		units = append(units, f.names.unit(u))
	}
	show := func(s string) string { return s }
	account := show
	if !f.viewer.Has(access.Office) {
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
	if f.viewer.Has(access.Office) {
		add("web.person.mail", p.Email)
	}
	for _, one := range p.Accounts {
		facts = append(facts, fact{one.Platform, account(one.Name)})
	}
	return facts
}

// answersFor lists the groups that the person owns or administers.
func (f frame) answersFor(person string) grid {
	g := grid{Columns: []column{{f.Say("web.col.group"), "main"}, {f.Say("web.col.unit"), ""}, {f.Say("web.person.as"), ""}}}
	var codes []string
	for code := range f.names.access.Viewer(person).Groups {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	scope := f.viewer.Scope(access.GroupPage)
	for _, code := range codes {
		one := f.names.groups[code]
		as := f.Say("web.group.admins")
		if one.owner == person {
			as = f.Say("web.group.owner")
		}
		c := cell{Text: one.name, Small: code}
		if scope.Group(code, one.unit) {
			c.URL = f.groupURL(code)
		}
		g.Rows = append(g.Rows, []cell{c, text(f.names.unit(one.unit)), text(as)})
	}
	return g
}

// foundIn lists the groups in whose rosters the newest check found the person.
func (f frame) foundIn(found []roster.Found) grid {
	g := grid{Columns: []column{{f.Say("web.col.group"), "main"}, {f.Say("web.col.unit"), ""}, {f.Say("col.nickname"), ""}, {f.Say("col.how"), ""}, {f.Say("web.rosters.taken"), "day"}}}
	scope := f.viewer.Scope(access.GroupPage)
	for _, one := range found {
		c := cell{Text: f.names.group(one.Group), Small: one.Group}
		if scope.Group(one.Group, one.Unit) {
			c.URL = f.groupURL(one.Group)
		}
		g.Rows = append(g.Rows, []cell{c, text(f.names.unit(one.Unit)), text(phrase.Mask(one.Member.Nickname)), text(f.word("identity", "how_"+one.How)), text(f.time(one.TakenAt))})
	}
	g.Caption = f.Say("web.groups.count", "n", len(found), "shown", len(found))
	return g
}

// burdenOf is what this program asked of the person lately.
func (s *site) burdenOf(ctx context.Context, f frame, p workgroup.Person) ([]section, error) {
	notices, err := s.Ledger.Notices(ctx, outbox.Filter{Person: p.Code, Limit: 200})
	if err != nil {
		return nil, fmt.Errorf("read notices to person %s: %w", p.Code, err)
	}
	first := monday(f.day()).AddDays(-7 * (burdenWeeks - 1))
	groups := make([]barGroup, burdenWeeks)
	for i := range groups {
		groups[i] = barGroup{Label: string(first.AddDays(7 * i))[5:], Values: []int{0}}
	}
	told := 0
	for _, n := range notices {
		at := n.ToldAt
		if at.IsZero() {
			continue
		}
		if day := workgroup.DateOf(at.In(f.now.Location())); day >= first && day <= f.day() {
			groups[min(first.DaysUntil(day)/7, burdenWeeks-1)].Values[0]++
			told++
		}
	}
	list := []section{{Heading: f.Say("web.person.burden"), Note: f.Say("web.person.told", "n", told, "weeks", burdenWeeks)}}
	list[0].Chart = newChart(f.Say("web.person.messages"), f.Say("web.chart.week"), []string{f.Say("web.person.messages")}, groups)
	return list, nil
}
