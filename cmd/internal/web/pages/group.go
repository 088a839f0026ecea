package pages

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qunguan/cmd/internal/web/page"
	"qunguan/jobs/check"
	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// groupsPage finds groups by code or name.
func (s *Pages) groupsPage(r *http.Request, f frame) (page.View, error) {
	word := strings.ToLower(strings.TrimSpace(f.Query.Get("q")))
	var codes []string
	for code, one := range f.Names.Groups {
		if f.Scope.Group(code, one.Unit) && (word == "" || strings.Contains(strings.ToLower(one.Name), word) || strings.Contains(strings.ToLower(code), word)) {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	g := page.Grid{Columns: []page.Column{{Label: f.Say("web.col.group"), Class: "main"}, {Label: f.Say("web.col.unit"), Class: ""}, {Label: f.Say("web.col.responsible"), Class: "who"}, {Label: f.Say("web.col.state"), Class: ""}}}
	for _, code := range codes[:min(len(codes), groupsShown)] {
		one := f.Names.Groups[code]
		state := one.Status
		if state == "" {
			state = f.Say("web.group.live")
		}
		g.Rows = append(g.Rows, []page.Cell{{Text: one.Name, URL: f.groupURL(code), Small: code}, page.Text(f.Names.Unit(one.Unit)), page.Text(f.Responsible(one.Owner)), page.Text(state)})
	}
	g.Caption = f.Say("web.groups.count", "n", len(codes), "shown", len(g.Rows))
	sec := page.TableOr(f.Say("web.groups"), g, f.Say("web.groups.none"))
	sec.Search = &page.Search{Action: "/groups", Label: f.Say("web.filter.group_hint"), Value: f.Query.Get("q")}
	return page.Sheet{Sections: []page.Section{sec}}.View(f.Say("web.nav.groups")), nil
}

// groupPage shows one group: its members' identities, its cases, its history.
func (s *Pages) groupPage(r *http.Request, f frame) (page.View, error) {
	ctx, code := r.Context(), r.PathValue("code")
	if one, ok := f.Names.Groups[code]; !ok || !f.Scope.Group(code, one.Unit) || s.Records == nil {
		return page.View{}, page.ErrMissing
	}
	g, ok, err := s.Records.Group(ctx, code)
	if err != nil {
		return page.View{}, fmt.Errorf("read group %s: %w", code, err)
	}
	if !ok {
		return page.View{}, page.ErrMissing
	}
	p := page.Sheet{Back: page.Link{Label: f.Say("web.groups.back"), URL: f.Link("/groups")}, Over: g.Code}
	p.Add(page.Section{Heading: f.Say("web.case.facts"), Facts: f.groupFacts(g)})
	cases, err := s.Ledger.Cases(ctx, ledger.Filter{Groups: []string{code}, OpenOnly: true})
	if err != nil {
		return page.View{}, fmt.Errorf("read cases of group %s: %w", code, err)
	}
	p.Add(f.openCases(cases, code))
	p.Add(f.pairs(cases, code)...)
	who, err := s.whoIsWho(ctx, f, g)
	if err != nil {
		return page.View{}, err
	}
	p.Add(who)
	p.Add(f.upkeepOf(cases))
	past, err := s.groupPast(ctx, f, g)
	if err != nil {
		return page.View{}, err
	}
	p.Add(past...)
	return p.View(g.Name), nil
}

func (f frame) groupFacts(g workgroup.Group) []page.Fact {
	var facts []page.Fact
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, page.Fact{Label: f.Say(key), Value: value})
		}
	}
	number := g.Number
	if f.Viewer.Masked(g) {
		number = access.MaskAccount(number)
	}
	add("web.group.platform", strings.TrimSpace(g.Platform+" "+number))
	add("web.col.unit", f.Names.Unit(g.Unit))
	add("web.group.category", g.Category)
	add("web.group.purpose", g.Purpose)
	if g.Owner != "" {
		add("web.group.owner", f.Names.Person(g.Owner))
	}
	admins := make([]string, len(g.Admins))
	for i, a := range g.Admins {
		admins[i] = f.Names.Person(a)
	}
	add("web.group.admins", strings.Join(admins, "、"))
	add("web.group.scope", f.scopeWords(g.EffectiveScope()))
	add("web.group.founded", string(g.FoundedOn))
	add("web.group.ends", string(g.EndsOn))
	add("web.group.filing", g.Filing)
	add("web.col.state", g.State)
	add("web.group.dissolved", string(g.DissolvedOn))
	if g.MergedInto != "" {
		add("web.group.into", f.Names.Group(g.MergedInto))
	}
	return facts
}

// scopeWords is a scope with names for codes.
func (f frame) scopeWords(sc workgroup.Scope) string {
	var list []string
	for _, u := range sc.Units {
		list = append(list, f.Names.Unit(u))
	}
	list = append(append(list, sc.Posts...), sc.Roles...)
	for _, p := range sc.People {
		list = append(list, f.Names.People[p].Name)
	}
	if sc.Outsiders {
		list = append(list, f.Say("web.group.outsiders"))
	}
	if len(list) > scopeShown {
		list = append(list[:scopeShown], "…")
	}
	return strings.Join(list, "、")
}

const scopeShown = 20

// openCases lists a group's open cases, the most pressing first.
func (f frame) openCases(cases []ledger.Case, code string) page.Section {
	list := slices.Clone(cases)
	slices.SortStableFunc(list, func(a, b ledger.Case) int { return strings.Compare(string(a.DueOn), string(b.DueOn)) })
	sec := page.TableOr(f.Say("web.ledger.open"), f.caseGrid(list[:min(len(list), casesPerPage)]), f.Say("web.ledger.clean"))
	sec.Links = []page.Link{{Label: f.Say("web.group.all_cases"), URL: f.Link("/ledger", "group", code, "state", stateAll)}}
	return sec
}

// pairs lists the groups with which this one overlaps or that are like it.
func (f frame) pairs(cases []ledger.Case, code string) []page.Section {
	g := page.Grid{Columns: []page.Column{{Label: f.Say("web.case.group2"), Class: "main"}, {Label: f.Say("web.col.case"), Class: ""}}}
	for _, c := range cases {
		other := c.Subject.Group2
		if other == code {
			other = c.Subject.Group
		}
		if other == "" || c.Subject.Group2 == "" {
			continue
		}
		var facts []string
		for _, one := range f.Hide(c, f.evidence(c)) {
			if len([]rune(one.Value)) < 20 {
				facts = append(facts, one.Label+f.Say("web.colon")+one.Value)
			}
		}
		row := f.caseRow(c)
		to := page.Cell{Text: f.Names.Group(other), Small: other}
		if f.Scope.Group(other, f.Names.Groups[other].Unit) {
			to.URL = f.groupURL(other)
		}
		g.Rows = append(g.Rows, []page.Cell{to, {Text: row.Title, URL: row.URL, Small: strings.Join(facts, f.Say("web.semicolon"))}})
	}
	if len(g.Rows) == 0 {
		return nil
	}
	return []page.Section{{Heading: f.Say("web.group.overlap"), Table: &g}}
}

// membersShown is how many rows of a roster a page lists.
const membersShown = 500

// whoIsWho lists the newest roster with the identity of each row.
func (s *Pages) whoIsWho(ctx context.Context, f frame, g workgroup.Group) (page.Section, error) {
	sec := page.Section{ID: "members", Heading: f.Say("web.group.members"), Empty: f.Say("web.group.no_roster")}
	if s.Work == nil || s.Readings == nil {
		return sec, nil
	}
	masked := f.Viewer.Masked(g)
	people := f.Viewer.Scope(access.Person)
	t := page.Grid{Columns: []page.Column{
		{Label: f.Say("col.nickname"), Class: "main"}, {Label: f.Say("col.account"), Class: ""}, {Label: f.Say("col.role"), Class: ""}, {Label: f.Say("col.how"), Class: ""}, {Label: f.Say("col.person"), Class: "who"}, {Label: f.Say("web.group.spoke"), Class: "day"},
	}}
	read := func(ctx context.Context) (*check.RegistrySnapshot, error) { return s.Work.RegistrySnapshot(ctx, f.Now) }
	err := s.world.use(ctx, read, func(w *check.RegistrySnapshot) error {
		matcher := w.Identity.ForGroup(g)
		return s.Readings.EachRoster(ctx, []string{g.Code}, func(one roster.Reading) error {
			view := rule.NewGroupView(w.Snapshot, g, one.Roster, matcher)
			t.Caption = f.Say("web.group.roster", "n", len(one.Members), "at", f.Time(one.TakenAt), "shown", min(len(one.Members), membersShown))
			for i, m := range one.Members {
				if i == membersShown {
					break
				}
				who := view.View(m).Who
				account := phrase.Mask(f.Account(m.Account))
				if masked {
					account = access.MaskAccount(m.Account)
				}
				if !m.OwnAccount() {
					account = ""
				}
				person := page.Cell{}
				if who.Person != "" {
					person.Text = f.Names.Person(who.Person)
					if people.Unit(f.Names.People[who.Person].Unit) {
						person.URL = f.personURL(who.Person)
					}
				}
				how := page.Cell{Text: f.Say("identity.how_" + string(who.How))}
				if who.How == "unknown" || who.How == "ambiguous" {
					how.Class = "bad"
				}
				t.Rows = append(t.Rows, []page.Cell{{Text: phrase.Mask(m.Nickname)}, {Text: account}, {Text: m.Role}, how, person, page.Text(f.Time(m.SpokeAt))})
			}
			return one.Damage
		})
	})
	if err != nil {
		return sec, fmt.Errorf("read the roster of group %s: %w", g.Code, err)
	}
	if len(t.Rows) > 0 {
		sec.Table, sec.Empty = &t, ""
	}
	return sec, nil
}

// upkeepOf lists the tasks that the group's administrator has still to confirm.
func (f frame) upkeepOf(cases []ledger.Case) page.Section {
	due := slices.DeleteFunc(slices.Clone(cases), func(c ledger.Case) bool { return c.Rule != "group.upkeep_due" })
	if len(due) == 0 {
		return page.Section{}
	}
	return page.TableOr(f.Say("web.group.upkeep"), f.caseGrid(due), "")
}

// groupPast is the group's history: messages by week, joining and leaving, changes of the registry.
func (s *Pages) groupPast(ctx context.Context, f frame, g workgroup.Group) ([]page.Section, error) {
	activity, err := s.Records.Activities(ctx, []string{g.Code})
	if err != nil {
		return nil, fmt.Errorf("read activity of group %s: %w", g.Code, err)
	}
	var list []page.Section
	if c := f.messages(activity); c != nil {
		list = append(list, page.Section{Heading: c.Title, Chart: c})
	}
	turnover, err := s.Records.Turnover(ctx, g.Code, 20)
	if err != nil {
		return nil, fmt.Errorf("read who joined and left group %s: %w", g.Code, err)
	}
	t := page.Grid{Columns: []page.Column{{Label: f.Say("web.rosters.taken"), Class: "day"}, {Label: f.Say("web.group.joined"), Class: "num"}, {Label: f.Say("web.group.left"), Class: "num"}}}
	for _, one := range turnover {
		t.Rows = append(t.Rows, []page.Cell{page.Text(f.Time(one.At)), page.Text(strconv.Itoa(one.Joined)), page.Text(strconv.Itoa(one.Left))})
	}
	if len(t.Rows) > 0 {
		list = append(list, page.Section{Heading: f.Say("web.group.turnover"), Table: &t})
	}
	versions, err := s.Records.VersionsOf(ctx, g.Code)
	if err != nil {
		return nil, fmt.Errorf("read the history of group %s: %w", g.Code, err)
	}
	return append(list, f.versions(versions)), nil
}

// messages draws a group's messages by week.
func (f frame) messages(activity []workgroup.Activity) *page.Chart {
	first := monday(f.Day()).AddDays(-7 * (chartWeeks - 1))
	days := map[workgroup.Date]int{} // the newest file's word for a day counts
	for _, a := range activity {
		if a.Day >= first && a.Day <= f.Day() && a.Messages >= 0 {
			days[a.Day] = a.Messages
		}
	}
	groups := make([]page.BarGroup, chartWeeks)
	for i := range groups {
		groups[i] = page.BarGroup{Label: string(first.AddDays(7 * i))[5:], Values: []int{0}}
	}
	for day, n := range days {
		groups[min(first.DaysUntil(day)/7, chartWeeks-1)].Values[0] += n
	}
	return page.NewChart(f.Say("web.group.messages"), f.Say("web.chart.week"), []string{f.Say("web.group.messages_n")}, groups)
}

// versions lists the changes of the registry, newest first.
func (f frame) versions(list []workgroup.GroupVersion) page.Section {
	g := page.Grid{Columns: []page.Column{{Label: f.Say("web.col.when"), Class: "day"}, {Label: f.Say("web.group.name"), Class: ""}, {Label: f.Say("web.group.owner"), Class: "who"}, {Label: f.Say("web.group.admins"), Class: ""}, {Label: f.Say("web.group.ends"), Class: "day"}, {Label: f.Say("web.col.state"), Class: ""}}}
	for _, v := range slices.Backward(list) {
		admins := make([]string, len(v.Admins))
		for i, a := range v.Admins {
			admins[i] = f.Names.Person(a)
		}
		owner := ""
		if v.Owner != "" {
			owner = f.Names.Person(v.Owner)
		}
		g.Rows = append(g.Rows, []page.Cell{page.Text(f.Time(v.From)), page.Text(v.Name), page.Text(owner), page.Text(strings.Join(admins, "、")), page.Text(string(v.EndsOn)), page.Text(v.State)})
	}
	return page.TableOr(f.Say("web.group.history"), g, f.Say("web.case.no_steps"))
}
