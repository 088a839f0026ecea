package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// todayView is what the first page shows.
type todayView struct {
	Overview overview
	Tiles    []tile
	Sections []section
	Charts   []section
	Runs     []runRow
	Blind    []blindRow
}

// mineShown is how many of the cases that wait for somebody are listed.
const mineShown = 10

// firstPage leads those who see no cases to the page that they see, and an
// address with a filter to the ledger.
func (s *site) firstPage(today http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := visitorOf(r.Context())
		if v.Reach(access.Today) == access.None && v.Reach(access.Runs) != access.None {
			http.Redirect(w, r, s.frame(r).Link("/runs"), http.StatusSeeOther)
			return
		}
		if q := r.URL.Query(); readFilter(q).set() {
			http.Redirect(w, r, "/ledger?"+q.Encode(), http.StatusSeeOther)
			return
		}
		today(w, r)
	}
}

func (s *site) todayPage(r *http.Request, f frame) (view, error) {
	ctx := r.Context()
	counts, err := s.figures(ctx, f)
	if err != nil {
		return view{}, err
	}
	records, err := s.Ledger.LastRuns(ctx)
	if err != nil {
		return view{}, fmt.Errorf("read runs: %w", err)
	}
	v := todayView{Overview: f.overview(counts)}
	v.Runs, v.Blind = f.runs(records)
	v.Tiles = f.tiles(v.Overview)
	waiting, err := s.waiting(ctx, f, counts)
	if err != nil {
		return view{}, err
	}
	flow, err := s.flow(ctx, f)
	if err != nil {
		return view{}, err
	}
	since, err := s.since(ctx, f)
	if err != nil {
		return view{}, err
	}
	v.Sections = slices.Concat(waiting, []section{f.changed(flow, since)})
	for _, c := range []*chart{f.weekly(flow), f.aging(flow)} {
		if c != nil {
			v.Charts = append(v.Charts, section{Heading: c.Title, Chart: c})
		}
	}
	if f.scope.All {
		c, err := s.groupsOverTime(ctx, f)
		if err != nil {
			return view{}, err
		}
		if c != nil {
			v.Charts = append(v.Charts, section{Heading: c.Title, Chart: c})
		}
	}
	return view{template: "today", title: f.Say("web.today"), data: v}, nil
}

// tiles are the figures of an overview with the cases behind them.
func (f frame) tiles(o overview, also ...string) []tile {
	at := func(pairs ...string) string { return f.Link("/ledger", append(pairs, also...)...) }
	return []tile{
		{f.Say("web.tile.open"), at(), o.Open, false},
		{f.Say("web.tile.overdue"), at("due", dueOverdue), o.Overdue, o.Overdue > 0},
		{f.Say("web.tile.week"), at("due", dueSoon), o.Soon, false},
		{f.Say("web.tile.high"), at("severity", "high"), o.High, false},
	}
}

// waiting is what waits for the reader: cases that they answer for, requests
// that they decide, held parts of runs for the office.
func (s *site) waiting(ctx context.Context, f frame, counts []ledger.Count) ([]section, error) {
	var list []section
	l := ledger.Listing{States: ledger.OpenStates, Limit: mineShown, Within: within(f.scope)}
	switch {
	case f.viewer.Person != "":
		l.Responsible, l.Within = f.viewer.Person, nil
	default: // whoever has the shared token: what waits for a decision
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
		if cases, err = s.Listings.List(ctx, l); err != nil {
			return nil, fmt.Errorf("list what waits: %w", err)
		}
	}
	heading := f.Say("web.waiting.decisions")
	if f.viewer.Person != "" {
		heading = f.Say("web.waiting.mine")
	}
	list = append(list, tableOr(heading, f.caseGrid(cases), f.Say("web.waiting.none")))
	if f.viewer.Person == "" || f.viewer.Has(access.Office) || f.viewer.Has(access.Auditor) {
		pressing, err := s.Listings.List(ctx, ledger.Listing{States: ledger.OpenStates, Limit: mineShown, Within: within(f.scope)})
		if err != nil {
			return nil, fmt.Errorf("list pressing cases: %w", err)
		}
		sec := tableOr(f.Say("web.pressing"), f.caseGrid(pressing), f.Say("web.ledger.clean"))
		sec.Links = []link{{f.Say("web.pressing.all"), f.Link("/ledger")}}
		list = append(list, sec)
	}
	if s.Books == nil || !f.viewer.Has(access.Office) {
		return list, nil
	}
	held, err := s.Books.HeldParts(ctx)
	if err != nil {
		return nil, fmt.Errorf("read held parts: %w", err)
	}
	if held = waitingParts(held); len(held) > 0 {
		list = append(list, section{Heading: f.Say("web.held"), Note: f.Say("web.held.note"), Table: f.heldGrid(held)})
	}
	return list, nil
}

// since is the reader's last visit; for whoever has the shared token a week ago.
func (s *site) since(ctx context.Context, f frame) (time.Time, error) {
	week := f.now.AddDate(0, 0, -7)
	v := visitorOf(ctx)
	if v.session == "" || s.People == nil {
		return week, nil
	}
	last, err := s.People.LastVisit(ctx, v.Person, v.session)
	if err != nil || last.IsZero() {
		return week, err
	}
	return last.In(f.now.Location()), nil
}

// changed says what was opened and closed since the day of the last visit.
func (f frame) changed(flow []ledger.Flow, since time.Time) section {
	day, opened, closed := workgroup.DateOf(since), 0, 0
	for _, one := range flow {
		if one.Day >= day {
			opened, closed = opened+one.Opened, closed+one.Closed
		}
	}
	return section{Heading: f.Say("web.changed"), Note: f.Say("web.changed.note", "day", day, "opened", opened, "closed", closed), Links: []link{
		{f.Say("web.changed.newest"), f.Link("/ledger", "sort", string(ledger.SortNewest))},
		{f.Say("web.changed.closed"), f.Link("/ledger", "state", string(ledger.Closed))},
	}}
}

// caseGrid is a short list of cases.
func (f frame) caseGrid(cases []ledger.Case) grid {
	g := grid{Columns: []column{
		{f.Say("web.col.case"), "main"}, {f.Say("web.col.unit"), "name"}, {f.Say("web.col.due"), ""}, {f.Say("web.col.state"), "name"},
	}}
	for _, c := range cases {
		row := f.caseRow(c)
		due := cell{Text: row.DueOn, Small: row.DueNote}
		if row.Overdue {
			due.Class = "late"
		}
		g.Rows = append(g.Rows, []cell{{Text: row.Title, URL: row.URL, Small: row.Rule}, text(row.Unit), due, text(row.State)})
	}
	return g
}

// groupsOverTime draws how many groups there were at the end of each of the last
// months, by platform.
func (s *site) groupsOverTime(ctx context.Context, f frame) (*chart, error) {
	if s.Books == nil {
		return nil, nil //nolint:nilnil // nothing to draw
	}
	versions, err := s.groups.read(ctx, s.Books.GroupHistory)
	if err != nil {
		return nil, fmt.Errorf("read the history of groups: %w", err)
	}
	return f.platforms(versions), nil
}

// chartMonths is how many ends of months the chart of groups shows.
const chartMonths = 6

func (f frame) platforms(versions []workgroup.GroupVersion) *chart {
	ends := make([]time.Time, chartMonths)
	first := time.Date(f.now.Year(), f.now.Month(), 1, 0, 0, 0, 0, f.now.Location())
	for i := range ends {
		ends[i] = first.AddDate(0, i-chartMonths+2, 0)
	}
	ends[chartMonths-1] = f.now
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
	groups := make([]barGroup, chartMonths)
	for m := range groups {
		groups[m].Label = ends[m].AddDate(0, 0, -1).Format("2006-01")
		if m == chartMonths-1 {
			groups[m].Label = f.Say("web.chart.now")
		}
		for _, name := range names {
			groups[m].Values = append(groups[m].Values, live[m][name])
		}
	}
	return newChart(f.Say("web.chart.platforms"), f.Say("web.chart.month"), names, groups)
}
