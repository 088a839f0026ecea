package pages

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"qunguan/cmd/internal/web/page"
	"qunguan/reconcile/filing"
)

// filingsPage lists the filings, those that wait for a decision first.
func (s *Pages) filingsPage(r *http.Request, f frame) (page.View, error) {
	if s.Books == nil {
		return page.View{}, page.ErrMissing
	}
	all, err := s.filings.Read(r.Context(), s.Books.FilingRequests)
	if err != nil {
		return page.View{}, fmt.Errorf("read filings: %w", err)
	}
	all = slices.DeleteFunc(slices.Clone(all), func(one filing.Filing) bool { return !f.Scope.Unit(one.Request.Unit) })
	waiting := slices.DeleteFunc(slices.Clone(all), func(one filing.Filing) bool { return !one.State.Waiting() })
	ended := slices.DeleteFunc(all, func(one filing.Filing) bool { return one.State.Waiting() })
	slices.Reverse(ended)
	p := page.Sheet{}
	p.Add(page.TableOr(f.Say("web.filings.waiting"), f.filingGrid(waiting), f.Say("web.filings.none")))
	p.Add(page.TableOr(f.Say("web.filings.ended"), f.filingGrid(ended), f.Say("web.filings.none")))
	return p.View(f.Say("web.nav.filings")), nil
}

func (f frame) filingGrid(list []filing.Filing) page.Grid {
	g := page.Grid{Columns: []page.Column{
		{Label: f.Say("web.filings.what"), Class: "main"}, {Label: f.Say("web.col.unit"), Class: ""}, {Label: f.Say("web.filings.by"), Class: "who"}, {Label: f.Say("web.filings.filed"), Class: "day"}, {Label: f.Say("web.col.state"), Class: ""}, {Label: f.Say("web.group.filing"), Class: ""}, {Label: f.Say("web.filings.decided"), Class: ""},
	}}
	for i := range list[:min(len(list), groupsShown)] {
		one := &list[i]
		decided := page.Cell{}
		if n := len(one.Decisions); n > 0 {
			last := one.Decisions[n-1]
			decided = page.Cell{Text: f.Names.Person(last.By), Small: last.Note}
		}
		by := page.Text(f.Names.Person(one.Request.By))
		if one.Request.Via == filing.ByForm {
			by.Small = f.Say("web.filings.by_form")
		}
		g.Rows = append(g.Rows, []page.Cell{
			{Text: one.Request.Name, Small: strconv.FormatInt(one.ID, 10) + " · " + one.Request.Purpose},
			page.Text(f.Names.Unit(one.Request.Unit)), by,
			page.Text(f.Time(one.FiledAt)), page.Text(f.Word("filing.state", string(one.State))), page.Text(one.Number), decided,
		})
	}
	g.Caption = f.Say("web.groups.count", "n", len(list), "shown", len(g.Rows))
	return g
}
