package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// casesPerPage is how many cases the ledger shows at once.
const casesPerPage = 50

// ledgerView is what the ledger's page shows.
type ledgerView struct {
	overview
	Filter      filter
	Filtered    bool
	Fields      []field
	Cases       []caseRow
	Count, Page int
	Pages       int
	Prev, Next  string // addresses; empty = there is none
	Tiles       []tile
	Runs        []runRow
	Blind       []blindRow
}

// tile is one figure with the cases behind it.
type tile struct {
	Label, URL string
	N          int
	Bad        bool
}

// caseRow is one line of the ledger.
type caseRow struct {
	ID                         int64
	URL                        string
	Title, Rule, Clause        string
	Unit, Group, GroupURL      string
	Responsible                string
	Severity, SeverityCode     string
	DueOn, DueNote             string
	Overdue, Open              bool
	State, StateCode, ClosedOn string
}

func (s *site) ledgerPage(r *http.Request, f frame) (view, error) {
	ctx := r.Context()
	open, err := s.Ledger.Cases(ctx, ledger.Filter{OpenOnly: true})
	if err != nil {
		return view{}, fmt.Errorf("read open cases: %w", err)
	}
	records, err := s.Ledger.LastRuns(ctx)
	if err != nil {
		return view{}, fmt.Errorf("read runs: %w", err)
	}
	p := newPicker(readFilter(f.query), f.names, f.day())
	cases := open
	if !p.openOnly() {
		if cases, err = s.Ledger.Cases(ctx, p.query()); err != nil {
			return view{}, fmt.Errorf("read cases: %w", err)
		}
	}
	v := ledgerView{overview: f.overview(open), Filter: p.filter, Filtered: p.set(), Fields: f.fields(p.filter, open)}
	v.Runs, v.Blind = f.runs(records)
	v.Tiles = []tile{
		{f.Say("web.tile.open"), f.Link("/") + "#ledger", v.Open, false},
		{f.Say("web.tile.overdue"), f.Link("/", "due", dueOverdue) + "#ledger", v.Overdue, v.Overdue > 0},
		{f.Say("web.tile.week"), f.Link("/", "due", dueSoon) + "#ledger", v.Soon, false},
		{f.Say("web.tile.high"), f.Link("/", "severity", "high") + "#ledger", v.High, false},
	}
	f.list(&v, cases, p)
	return view{template: "ledger", title: f.Say("web.ledger"), data: v}, nil
}

// list puts one page of the picked cases into the view, the most pressing
// first.
func (f frame) list(v *ledgerView, cases []ledger.Case, p picker) {
	picked := make([]*ledger.Case, 0, len(cases))
	for i := range cases {
		if p.picks(cases[i]) {
			picked = append(picked, &cases[i])
		}
	}
	slices.SortFunc(picked, morePressing)
	v.Count = len(picked)
	v.Pages = max(1, (v.Count+casesPerPage-1)/casesPerPage)
	v.Page = min(p.Page, v.Pages)
	from := (v.Page - 1) * casesPerPage
	for _, c := range picked[from:min(from+casesPerPage, v.Count)] {
		v.Cases = append(v.Cases, f.caseRow(*c))
	}
	if v.Page > 1 {
		v.Prev = f.Link("/", p.pairs(v.Page-1)...) + "#ledger"
	}
	if v.Page < v.Pages {
		v.Next = f.Link("/", p.pairs(v.Page+1)...) + "#ledger"
	}
}

// morePressing orders open cases by due day and severity, then closed ones by
// the day they were closed, newest first.
func morePressing(a, b *ledger.Case) int {
	rank := map[string]int{"high": 0, "normal": 1, "low": 2}
	never := workgroup.Date("9999-12-31")
	switch aOpen, bOpen := a.State.Open(), b.State.Open(); {
	case aOpen != bOpen && aOpen:
		return -1
	case aOpen != bOpen:
		return 1
	case !aOpen:
		return cmp.Or(cmp.Compare(b.ClosedOn, a.ClosedOn), cmp.Compare(b.ID, a.ID))
	}
	return cmp.Or(
		cmp.Compare(cmp.Or(a.DueOn, never), cmp.Or(b.DueOn, never)),
		cmp.Compare(rank[a.Severity], rank[b.Severity]),
		cmp.Compare(a.ID, b.ID),
	)
}

func (f frame) caseRow(c ledger.Case) caseRow {
	row := caseRow{
		ID: c.ID, URL: f.Link("/cases/" + strconv.FormatInt(c.ID, 10)),
		Title: c.Title, Rule: f.rule(c.Rule), Clause: f.clauses[c.Rule], Unit: f.names.unit(c.Unit),
		Responsible: f.responsible(c.Responsible), Severity: f.word("severity", c.Severity), SeverityCode: c.Severity,
		DueOn: string(c.DueOn), Open: c.State.Open(), State: f.word("state", string(c.State)), StateCode: string(c.State),
		ClosedOn: string(c.ClosedOn),
	}
	if c.Subject.Group != "" {
		row.Group, row.GroupURL = f.names.group(c.Subject.Group), f.Link("/", "group", c.Subject.Group)+"#ledger"
	}
	if row.Open {
		row.DueNote, row.Overdue = f.dueNote(c.DueOn)
	}
	return row
}
