package pages

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"qunguan/cmd/internal/web/page"
	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
)

// casesPerPage is how many cases the ledger shows at once.
const casesPerPage = 50

// ledgerView is the content of the ledger's page.
type ledgerView struct {
	Filter      filter
	Filtered    bool
	Fields      []field
	Cases       []caseRow
	Count, Page int
	Pages       int
	Prev, Next  string // addresses; empty = there is none
	Sorts       []page.Option
	Downloads   []page.Link
	Behind      string // a sentence; empty = the list is as it should be
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

func (s *Pages) ledgerPage(r *http.Request, f frame) (page.View, error) {
	ctx := r.Context()
	counts, err := s.figures(ctx, f)
	if err != nil {
		return page.View{}, err
	}
	chosen := readFilter(f.Query)
	v := ledgerView{Filter: chosen, Filtered: chosen.set(), Fields: f.fields(chosen, counts)}
	if err := s.list(ctx, f, &v); err != nil {
		return page.View{}, err
	}
	if v.Behind, err = s.behind(ctx, f); err != nil {
		return page.View{}, err
	}
	for _, sort := range sorts {
		v.Sorts = append(v.Sorts, page.Option{Value: string(sort), Label: f.Say("web.sort." + cmp.Or(string(sort), "due")), Selected: string(sort) == chosen.Sort})
	}
	if f.Sees(string(access.Exports)) {
		for _, kind := range []string{"csv", "xlsx"} {
			v.Downloads = append(v.Downloads, page.Link{Label: f.Say("web.download." + kind), URL: f.Link("/ledger."+kind, chosen.pairs(1)...)})
		}
	}
	return page.View{Template: templates["ledger"], Title: f.Say("web.ledger"), Data: v}, nil
}

// list puts one page of the picked cases into the view, the most pressing
// first. A page past the end is the last one.
func (s *Pages) list(ctx context.Context, f frame, v *ledgerView) error {
	chosen := v.Filter
	cases, inAll, err := s.Listings.List(ctx, chosen.listing(f.Names, f.Scope, f.Day()))
	v.Count, v.Pages = inAll, max(1, (inAll+casesPerPage-1)/casesPerPage)
	if err == nil && chosen.Page > v.Pages {
		chosen.Page = v.Pages
		cases, _, err = s.Listings.List(ctx, chosen.listing(f.Names, f.Scope, f.Day()))
	}
	if err != nil {
		return fmt.Errorf("list cases: %w", err)
	}
	for _, c := range cases {
		v.Cases = append(v.Cases, f.caseRow(c))
	}
	v.Page = chosen.Page
	f.turn(v)
	return nil
}

// turn leads to the pages before and after.
func (f frame) turn(v *ledgerView) {
	if v.Page > 1 {
		v.Prev = f.Link("/ledger", v.Filter.pairs(v.Page-1)...)
	}
	if v.Page < v.Pages {
		v.Next = f.Link("/ledger", v.Filter.pairs(v.Page+1)...)
	}
}

func (f frame) caseRow(c ledger.Case) caseRow {
	row := caseRow{
		ID: c.ID, URL: f.Link("/cases/" + strconv.FormatInt(c.ID, 10)),
		Title: f.HideText(c, c.Title), Rule: f.Rule(c.Rule), Clause: f.Clauses[c.Rule], Unit: f.Names.Unit(c.Unit),
		Responsible: f.Responsible(c.Responsible), Severity: f.Word("severity", c.Severity), SeverityCode: c.Severity,
		DueOn: string(c.DueOn), Open: c.State.Open(), State: f.Word("state", string(c.State)), StateCode: string(c.State),
		ClosedOn: string(c.ClosedOn),
	}
	if c.Subject.Group != "" {
		row.Group, row.GroupURL = f.Names.Group(c.Subject.Group), f.Link("/groups/"+url.PathEscape(c.Subject.Group))
	}
	if row.Open {
		row.DueNote, row.Overdue = f.CaseDue(c)
	}
	return row
}
