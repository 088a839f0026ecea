package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"qunguan/reconcile/ledger"
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
	counts, err := s.figures(ctx, f)
	if err != nil {
		return view{}, err
	}
	records, err := s.Ledger.LastRuns(ctx)
	if err != nil {
		return view{}, fmt.Errorf("read runs: %w", err)
	}
	chosen := readFilter(f.query)
	v := ledgerView{overview: f.overview(counts), Filter: chosen, Filtered: chosen.set(), Fields: f.fields(chosen, counts)}
	if err := s.list(ctx, f, &v, counts); err != nil {
		return view{}, err
	}
	v.Runs, v.Blind = f.runs(records)
	v.Tiles = []tile{
		{f.Say("web.tile.open"), f.Link("/") + "#ledger", v.Open, false},
		{f.Say("web.tile.overdue"), f.Link("/", "due", dueOverdue) + "#ledger", v.Overdue, v.Overdue > 0},
		{f.Say("web.tile.week"), f.Link("/", "due", dueSoon) + "#ledger", v.Soon, false},
		{f.Say("web.tile.high"), f.Link("/", "severity", "high") + "#ledger", v.High, false},
	}
	return view{template: "ledger", title: f.Say("web.ledger"), data: v}, nil
}

// list puts one page of the picked cases into the view, the most pressing
// first. A page past the end is the last one.
func (s *site) list(ctx context.Context, f frame, v *ledgerView, counts []ledger.Count) error {
	chosen := v.Filter
	var err error
	if chosen.Group+chosen.Search == "" {
		v.Count = chosen.total(counts, chosen.listing(f.names, f.scope, f.day()))
	} else if v.Count, err = s.Listings.CountListed(ctx, chosen.listing(f.names, f.scope, f.day())); err != nil {
		return fmt.Errorf("count listed cases: %w", err)
	}
	v.Pages = max(1, (v.Count+casesPerPage-1)/casesPerPage)
	chosen.Page = min(chosen.Page, v.Pages)
	cases, err := s.Listings.List(ctx, chosen.narrowed(counts, chosen.listing(f.names, f.scope, f.day())))
	if err != nil {
		return fmt.Errorf("list cases: %w", err)
	}
	for _, c := range cases {
		v.Cases = append(v.Cases, f.caseRow(c))
	}
	v.Page = chosen.Page
	if v.Page > 1 {
		v.Prev = f.Link("/", chosen.pairs(v.Page-1)...) + "#ledger"
	}
	if v.Page < v.Pages {
		v.Next = f.Link("/", chosen.pairs(v.Page+1)...) + "#ledger"
	}
	return nil
}

func (f frame) caseRow(c ledger.Case) caseRow {
	row := caseRow{
		ID: c.ID, URL: f.Link("/cases/" + strconv.FormatInt(c.ID, 10)),
		Title: f.hideText(c, c.Title), Rule: f.rule(c.Rule), Clause: f.clauses[c.Rule], Unit: f.names.unit(c.Unit),
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
