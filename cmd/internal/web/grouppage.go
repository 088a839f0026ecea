package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qunguan/jobs/check"
	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// groupsPage finds groups by code or name.
func (s *site) groupsPage(r *http.Request, f frame) (view, error) {
	word := strings.ToLower(strings.TrimSpace(f.query.Get("q")))
	var codes []string
	for code, one := range f.names.groups {
		if f.scope.Group(code, one.unit) && (word == "" || strings.Contains(strings.ToLower(one.name), word) || strings.Contains(strings.ToLower(code), word)) {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	g := grid{Columns: []column{{f.Say("web.col.group"), "main"}, {f.Say("web.col.unit"), ""}, {f.Say("web.col.responsible"), "who"}, {f.Say("web.col.state"), ""}}}
	for _, code := range codes[:min(len(codes), groupsShown)] {
		one := f.names.groups[code]
		state := one.status
		if state == "" {
			state = f.Say("web.group.live")
		}
		g.Rows = append(g.Rows, []cell{{Text: one.name, URL: f.groupURL(code), Small: code}, text(f.names.unit(one.unit)), text(f.responsible(one.owner)), text(state)})
	}
	g.Caption = f.Say("web.groups.count", "n", len(codes), "shown", len(g.Rows))
	sec := tableOr(f.Say("web.groups"), g, f.Say("web.groups.none"))
	sec.Search = &search{Action: "/groups", Label: f.Say("web.filter.group_hint"), Value: f.query.Get("q")}
	return view{template: "sheet", title: f.Say("web.nav.groups"), data: sheet{Sections: []section{sec}}}, nil
}

// groupPage shows one group: who is who, its cases, its history.
func (s *site) groupPage(r *http.Request, f frame) (view, error) {
	ctx, code := r.Context(), r.PathValue("code")
	if one, ok := f.names.groups[code]; !ok || !f.scope.Group(code, one.unit) || s.Records == nil {
		return view{}, errMissing
	}
	g, ok, err := s.Records.Group(ctx, code)
	if err != nil {
		return view{}, fmt.Errorf("read group %s: %w", code, err)
	}
	if !ok {
		return view{}, errMissing
	}
	p := sheet{Back: link{f.Say("web.groups.back"), f.Link("/groups")}, Over: g.Code}
	p.add(section{Heading: f.Say("web.case.facts"), Facts: f.groupFacts(g)})
	cases, err := s.Ledger.Cases(ctx, ledger.Filter{Groups: []string{code}, OpenOnly: true})
	if err != nil {
		return view{}, fmt.Errorf("read cases of group %s: %w", code, err)
	}
	p.add(f.openCases(cases, code))
	p.add(f.pairs(cases, code)...)
	who, err := s.whoIsWho(ctx, f, g)
	if err != nil {
		return view{}, err
	}
	p.add(who)
	p.add(f.upkeepOf(cases))
	past, err := s.groupPast(ctx, f, g)
	if err != nil {
		return view{}, err
	}
	p.add(past...)
	return view{template: "sheet", title: g.Name, data: p}, nil
}

func (f frame) groupFacts(g workgroup.Group) []fact {
	var facts []fact
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, fact{f.Say(key), value})
		}
	}
	number := g.Number
	if f.viewer.Masked(g) {
		number = access.MaskAccount(number)
	}
	add("web.group.platform", strings.TrimSpace(g.Platform+" "+number))
	add("web.col.unit", f.names.unit(g.Unit))
	add("web.group.category", g.Category)
	add("web.group.purpose", g.Purpose)
	if g.Owner != "" {
		add("web.group.owner", f.names.person(g.Owner))
	}
	admins := make([]string, len(g.Admins))
	for i, a := range g.Admins {
		admins[i] = f.names.person(a)
	}
	add("web.group.admins", strings.Join(admins, "、"))
	add("web.group.scope", f.scopeWords(g.EffectiveScope()))
	add("web.group.founded", string(g.FoundedOn))
	add("web.group.ends", string(g.EndsOn))
	add("web.group.filing", g.Filing)
	add("web.col.state", g.State)
	add("web.group.dissolved", string(g.DissolvedOn))
	if g.MergedInto != "" {
		add("web.group.into", f.names.group(g.MergedInto))
	}
	return facts
}

// scopeWords is a scope with names for codes.
func (f frame) scopeWords(sc workgroup.Scope) string {
	var list []string
	for _, u := range sc.Units {
		list = append(list, f.names.unit(u))
	}
	list = append(append(list, sc.Posts...), sc.Roles...)
	for _, p := range sc.People {
		list = append(list, f.names.people[p].name)
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
func (f frame) openCases(cases []ledger.Case, code string) section {
	list := slices.Clone(cases)
	slices.SortStableFunc(list, func(a, b ledger.Case) int { return strings.Compare(string(a.DueOn), string(b.DueOn)) })
	sec := tableOr(f.Say("web.ledger.open"), f.caseGrid(list[:min(len(list), casesPerPage)]), f.Say("web.ledger.clean"))
	sec.Links = []link{{f.Say("web.group.all_cases"), f.Link("/ledger", "group", code, "state", stateAll)}}
	return sec
}

// pairs lists the groups with which this one overlaps or that are like it.
func (f frame) pairs(cases []ledger.Case, code string) []section {
	g := grid{Columns: []column{{f.Say("web.case.group2"), "main"}, {f.Say("web.col.case"), ""}}}
	for _, c := range cases {
		other := c.Subject.Group2
		if other == code {
			other = c.Subject.Group
		}
		if other == "" || c.Subject.Group2 == "" {
			continue
		}
		var facts []string
		for _, one := range f.hide(c, f.evidence(c)) {
			if len([]rune(one.Value)) < 20 {
				facts = append(facts, one.Label+f.Say("web.colon")+one.Value)
			}
		}
		row := f.caseRow(c)
		to := cell{Text: f.names.group(other), Small: other}
		if f.scope.Group(other, f.names.groups[other].unit) {
			to.URL = f.groupURL(other)
		}
		g.Rows = append(g.Rows, []cell{to, {Text: row.Title, URL: row.URL, Small: strings.Join(facts, f.Say("web.semicolon"))}})
	}
	if len(g.Rows) == 0 {
		return nil
	}
	return []section{{Heading: f.Say("web.group.overlap"), Table: &g}}
}

// membersShown is how many rows of a roster a page lists.
const membersShown = 500

// whoIsWho lists the newest roster with who each row is.
func (s *site) whoIsWho(ctx context.Context, f frame, g workgroup.Group) (section, error) {
	sec := section{ID: "members", Heading: f.Say("web.group.members"), Empty: f.Say("web.group.no_roster")}
	if s.Work == nil || s.Readings == nil {
		return sec, nil
	}
	masked := f.viewer.Masked(g)
	people := f.viewer.Scope(access.Person)
	t := grid{Columns: []column{
		{f.Say("col.nickname"), "main"}, {f.Say("col.account"), ""}, {f.Say("col.role"), ""}, {f.Say("col.how"), ""}, {f.Say("col.person"), "who"}, {f.Say("web.group.spoke"), "day"},
	}}
	read := func(ctx context.Context) (*check.RegistrySnapshot, error) { return s.Work.RegistrySnapshot(ctx, f.now) }
	err := s.world.use(ctx, read, func(w *check.RegistrySnapshot) error {
		matcher := w.Identity.ForGroup(g)
		return s.Readings.EachRoster(ctx, []string{g.Code}, func(one roster.Reading) error {
			view := rule.NewGroupView(w.Snapshot, g, one.Roster, matcher)
			t.Caption = f.Say("web.group.roster", "n", len(one.Members), "at", f.time(one.TakenAt), "shown", min(len(one.Members), membersShown))
			for i, m := range one.Members {
				if i == membersShown {
					break
				}
				who := view.View(m).Who
				account := phrase.Mask(f.account(m.Account))
				if masked {
					account = access.MaskAccount(m.Account)
				}
				if !m.OwnAccount() {
					account = ""
				}
				person := cell{}
				if who.Person != "" {
					person.Text = f.names.person(who.Person)
					if people.Unit(f.names.people[who.Person].unit) {
						person.URL = f.personURL(who.Person)
					}
				}
				how := cell{Text: f.Say("identity.how_" + string(who.How))}
				if who.How == "unknown" || who.How == "ambiguous" {
					how.Class = "bad"
				}
				t.Rows = append(t.Rows, []cell{{Text: phrase.Mask(m.Nickname)}, {Text: account}, {Text: m.Role}, how, person, text(f.time(m.SpokeAt))})
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

// upkeepOf lists what the group's administrator has still to confirm.
func (f frame) upkeepOf(cases []ledger.Case) section {
	due := slices.DeleteFunc(slices.Clone(cases), func(c ledger.Case) bool { return c.Rule != "group.upkeep_due" })
	if len(due) == 0 {
		return section{}
	}
	return tableOr(f.Say("web.group.upkeep"), f.caseGrid(due), "")
}

// groupPast is what became of the group: messages by week, joining and leaving,
// changes of the registry.
func (s *site) groupPast(ctx context.Context, f frame, g workgroup.Group) ([]section, error) {
	activity, err := s.Records.Activities(ctx, []string{g.Code})
	if err != nil {
		return nil, fmt.Errorf("read activity of group %s: %w", g.Code, err)
	}
	var list []section
	if c := f.messages(activity); c != nil {
		list = append(list, section{Heading: c.Title, Chart: c})
	}
	turnover, err := s.Records.Turnover(ctx, g.Code, 20)
	if err != nil {
		return nil, fmt.Errorf("read who joined and left group %s: %w", g.Code, err)
	}
	t := grid{Columns: []column{{f.Say("web.rosters.taken"), "day"}, {f.Say("web.group.joined"), "num"}, {f.Say("web.group.left"), "num"}}}
	for _, one := range turnover {
		t.Rows = append(t.Rows, []cell{text(f.time(one.At)), text(strconv.Itoa(one.Joined)), text(strconv.Itoa(one.Left))})
	}
	if len(t.Rows) > 0 {
		list = append(list, section{Heading: f.Say("web.group.turnover"), Table: &t})
	}
	versions, err := s.Records.VersionsOf(ctx, g.Code)
	if err != nil {
		return nil, fmt.Errorf("read the history of group %s: %w", g.Code, err)
	}
	return append(list, f.versions(versions)), nil
}

// messages draws a group's messages by week.
func (f frame) messages(activity []workgroup.Activity) *chart {
	first := monday(f.day()).AddDays(-7 * (chartWeeks - 1))
	days := map[workgroup.Date]int{} // the newest file's word for a day counts
	for _, a := range activity {
		if a.Day >= first && a.Day <= f.day() && a.Messages >= 0 {
			days[a.Day] = a.Messages
		}
	}
	groups := make([]barGroup, chartWeeks)
	for i := range groups {
		groups[i] = barGroup{Label: string(first.AddDays(7 * i))[5:], Values: []int{0}}
	}
	for day, n := range days {
		groups[min(first.DaysUntil(day)/7, chartWeeks-1)].Values[0] += n
	}
	return newChart(f.Say("web.group.messages"), f.Say("web.chart.week"), []string{f.Say("web.group.messages_n")}, groups)
}

// versions lists what changed in the registry, newest first.
func (f frame) versions(list []workgroup.GroupVersion) section {
	g := grid{Columns: []column{{f.Say("web.col.when"), "day"}, {f.Say("web.group.name"), ""}, {f.Say("web.group.owner"), "who"}, {f.Say("web.group.admins"), ""}, {f.Say("web.group.ends"), "day"}, {f.Say("web.col.state"), ""}}}
	for _, v := range slices.Backward(list) {
		admins := make([]string, len(v.Admins))
		for i, a := range v.Admins {
			admins[i] = f.names.person(a)
		}
		owner := ""
		if v.Owner != "" {
			owner = f.names.person(v.Owner)
		}
		g.Rows = append(g.Rows, []cell{text(f.time(v.From)), text(v.Name), text(owner), text(strings.Join(admins, "、")), text(string(v.EndsOn)), text(v.State)})
	}
	return tableOr(f.Say("web.group.history"), g, f.Say("web.case.no_steps"))
}
