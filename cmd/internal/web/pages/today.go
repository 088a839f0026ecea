package pages

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"qunguan/cmd/internal/web/page"
	"qunguan/cmd/internal/web/visitor"
	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// todayView is the content of the first page.
type todayView struct {
	Behind   string // a sentence; empty = the figures are as they should be
	Overview overview
	Tiles    []page.Tile
	Sections []page.Section
	Charts   []page.Section
	Runs     []runRow
	Blind    []blindRow
}

// mineShown is how many of the cases that wait for somebody are listed.
const mineShown = 10

// firstPage leads a reader without access to cases to the page of runs, and an address with a filter
// to the ledger.
func (s *Pages) firstPage(today http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := visitor.Of(r.Context())
		if v.Reach(access.Today) == access.None && v.Reach(access.Runs) != access.None {
			http.Redirect(w, r, s.Frame(r).Link("/runs"), http.StatusSeeOther)
			return
		}
		if q := r.URL.Query(); readFilter(q).set() {
			http.Redirect(w, r, "/ledger?"+q.Encode(), http.StatusSeeOther)
			return
		}
		today(w, r)
	}
}

func (s *Pages) todayPage(r *http.Request, f frame) (page.View, error) {
	ctx := r.Context()
	counts, err := s.figures(ctx, f)
	if err != nil {
		return page.View{}, err
	}
	records, err := s.Ledger.LastRuns(ctx)
	if err != nil {
		return page.View{}, fmt.Errorf("read runs: %w", err)
	}
	v := todayView{Overview: f.overview(counts)}
	v.Runs, v.Blind = f.runs(records)
	v.Tiles = f.tiles(v.Overview)
	if v.Behind, err = s.behind(ctx, f); err != nil {
		return page.View{}, err
	}
	waiting, err := s.waiting(ctx, f, counts)
	if err != nil {
		return page.View{}, err
	}
	flow, err := s.flow(ctx, f)
	if err != nil {
		return page.View{}, err
	}
	since, err := s.since(ctx, f)
	if err != nil {
		return page.View{}, err
	}
	v.Sections = slices.Concat(waiting, []page.Section{f.changed(flow, since)})
	for _, c := range []*page.Chart{f.weekly(flow), f.aging(flow)} {
		if c != nil {
			v.Charts = append(v.Charts, page.Section{Heading: c.Title, Chart: c})
		}
	}
	if f.Scope.All {
		c, err := s.groupsOverTime(ctx, f)
		if err != nil {
			return page.View{}, err
		}
		if c != nil {
			v.Charts = append(v.Charts, page.Section{Heading: c.Title, Chart: c})
		}
	}
	return page.View{Template: templates["today"], Title: f.Say("web.today"), Data: v}, nil
}

// tiles are the figures of an overview with the cases behind them.
func (f frame) tiles(o overview, also ...string) []page.Tile {
	at := func(pairs ...string) string { return f.Link("/ledger", append(pairs, also...)...) }
	return []page.Tile{
		{Label: f.Say("web.tile.open"), URL: at(), N: o.Open, Bad: false},
		{Label: f.Say("web.tile.overdue"), URL: at("due", dueOverdue), N: o.Overdue, Bad: o.Overdue > 0},
		{Label: f.Say("web.tile.week"), URL: at("due", dueSoon), N: o.Soon, Bad: false},
		{Label: f.Say("web.tile.high"), URL: at("severity", "high"), N: o.High, Bad: false},
	}
}

// waiting lists the things that wait for the reader: cases that they answer for, requests that they
// decide, held parts of runs for the office.
func (s *Pages) waiting(ctx context.Context, f frame, counts []ledger.Count) ([]page.Section, error) {
	var list []page.Section
	l := ledger.Listing{States: ledger.OpenStates, Limit: mineShown, Within: within(f.Scope)}
	switch {
	case f.Viewer.Person != "":
		l.Responsible, l.Within = f.Viewer.Person, nil
	default: // with the shared token: the cases that wait for a decision
		// A rule without an open case is not looked for: to find nothing costs
		// most.
		for _, c := range counts {
			if rule.IsTask(c.Rule) && c.State.Open() && !slices.Contains(l.Rules, c.Rule) {
				l.Rules = append(l.Rules, c.Rule)
			}
		}
	}
	var cases []ledger.Case
	if l.Responsible != "" || len(l.Rules) > 0 {
		var err error
		if cases, _, err = s.Listings.List(ctx, l); err != nil {
			return nil, fmt.Errorf("list what waits: %w", err)
		}
	}
	heading := f.Say("web.waiting.decisions")
	if f.Viewer.Person != "" {
		heading = f.Say("web.waiting.mine")
	}
	list = append(list, page.TableOr(heading, f.caseGrid(cases), f.Say("web.waiting.none")))
	if f.Viewer.Person == "" || f.Viewer.Has(access.Office) || f.Viewer.Has(access.Auditor) {
		pressing, _, err := s.Listings.List(ctx, ledger.Listing{States: ledger.OpenStates, Limit: mineShown, Within: within(f.Scope)})
		if err != nil {
			return nil, fmt.Errorf("list pressing cases: %w", err)
		}
		sec := page.TableOr(f.Say("web.pressing"), f.caseGrid(pressing), f.Say("web.ledger.clean"))
		sec.Links = []page.Link{{Label: f.Say("web.pressing.all"), URL: f.Link("/ledger")}}
		list = append(list, sec)
	}
	if s.Books == nil || !f.Viewer.Has(access.Office) {
		return list, nil
	}
	held, err := s.Books.HeldParts(ctx)
	if err != nil {
		return nil, fmt.Errorf("read held parts: %w", err)
	}
	if held = waitingParts(held); len(held) > 0 {
		list = append(list, page.Section{Heading: f.Say("web.held"), Note: f.Say("web.held.note"), Table: f.heldGrid(held)})
	}
	return list, nil
}

// since is the reader's last visit; with the shared token a week ago.
func (s *Pages) since(ctx context.Context, f frame) (time.Time, error) {
	week := f.Now.AddDate(0, 0, -7)
	v := visitor.Of(ctx)
	if v.Session == "" || s.Visits == nil {
		return week, nil
	}
	last, err := s.Visits.LastVisit(ctx, v.Person, v.Session)
	if err != nil || last.IsZero() {
		return week, err
	}
	return last.In(f.Now.Location()), nil
}

// changed counts the cases opened and closed since the day of the last visit.
func (f frame) changed(flow []ledger.Flow, since time.Time) page.Section {
	day, opened, closed := workgroup.DateOf(since), 0, 0
	for _, one := range flow {
		if one.Day >= day {
			opened, closed = opened+one.Opened, closed+one.Closed
		}
	}
	return page.Section{Heading: f.Say("web.changed"), Note: f.Say("web.changed.note", "day", day, "opened", opened, "closed", closed), Links: []page.Link{
		{Label: f.Say("web.changed.newest"), URL: f.Link("/ledger", "sort", string(ledger.SortNewest))},
		{Label: f.Say("web.changed.closed"), URL: f.Link("/ledger", "state", string(ledger.Closed))},
	}}
}

// caseGrid is a short list of cases.
func (f frame) caseGrid(cases []ledger.Case) page.Grid {
	g := page.Grid{Columns: []page.Column{
		{Label: f.Say("web.col.case"), Class: "main"}, {Label: f.Say("web.col.unit"), Class: "name"}, {Label: f.Say("web.col.due"), Class: ""}, {Label: f.Say("web.col.state"), Class: "name"},
	}}
	for _, c := range cases {
		row := f.caseRow(c)
		due := page.Cell{Text: row.DueOn, Small: row.DueNote}
		if row.Overdue {
			due.Class = "late"
		}
		g.Rows = append(g.Rows, []page.Cell{{Text: row.Title, URL: row.URL, Small: row.Rule}, page.Text(row.Unit), due, page.Text(row.State)})
	}
	return g
}

// groupsOverTime draws how many groups there were at the end of each of the last
// months, by platform.
func (s *Pages) groupsOverTime(ctx context.Context, f frame) (*page.Chart, error) {
	if s.Books == nil {
		return nil, nil //nolint:nilnil // nothing to draw
	}
	versions, err := s.groups.Read(ctx, s.Books.GroupHistory)
	if err != nil {
		return nil, fmt.Errorf("read the history of groups: %w", err)
	}
	return f.platforms(versions), nil
}

// chartMonths is how many ends of months the chart of groups shows.
const chartMonths = 6

func (f frame) platforms(versions []workgroup.GroupVersion) *page.Chart {
	ends := make([]time.Time, chartMonths)
	first := time.Date(f.Now.Year(), f.Now.Month(), 1, 0, 0, 0, 0, f.Now.Location())
	for i := range ends {
		ends[i] = first.AddDate(0, i-chartMonths+2, 0)
	}
	ends[chartMonths-1] = f.Now
	live := make([]map[string]int, chartMonths)
	total := map[string]int{}
	for i := range live {
		live[i] = map[string]int{}
	}
	for i, v := range versions {
		until := time.Time{}
		if i+1 < len(versions) && versions[i+1].Code == v.Code {
			until = versions[i+1].From
		}
		if v.Ended() {
			continue
		}
		for m, end := range ends {
			if !v.From.After(end) && (until.IsZero() || until.After(end)) {
				live[m][v.Platform]++
				total[v.Platform]++
			}
		}
	}
	names := make([]string, 0, len(total))
	for name := range total {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if total[a] != total[b] {
			return total[b] - total[a]
		}
		return slices.Compare([]byte(a), []byte(b))
	})
	names = names[:min(len(names), 4)]
	groups := make([]page.BarGroup, chartMonths)
	for m := range groups {
		groups[m].Label = ends[m].AddDate(0, 0, -1).Format("2006-01")
		if m == chartMonths-1 {
			groups[m].Label = f.Say("web.chart.now")
		}
		for _, name := range names {
			groups[m].Values = append(groups[m].Values, live[m][name])
		}
	}
	return page.NewChart(f.Say("web.chart.platforms"), f.Say("web.chart.month"), names, groups)
}
