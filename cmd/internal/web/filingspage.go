package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"qunguan/reconcile/filing"
)

// filingsPage lists what was filed, what waits for a decision first.
func (s *site) filingsPage(_ *http.Request, f frame) (view, error) {
	if s.Books == nil {
		return view{}, errMissing
	}
	all, err := s.Books.FilingRequests(f.ctx)
	if err != nil {
		return view{}, fmt.Errorf("read filings: %w", err)
	}
	all = slices.DeleteFunc(all, func(one filing.Filing) bool { return !f.scope.Unit(one.Request.Unit) })
	waiting := slices.DeleteFunc(slices.Clone(all), func(one filing.Filing) bool { return !one.State.Waiting() })
	ended := slices.DeleteFunc(all, func(one filing.Filing) bool { return one.State.Waiting() })
	slices.Reverse(ended)
	p := sheet{}
	p.add(tableOr(f.Say("web.filings.waiting"), f.filingGrid(waiting), f.Say("web.filings.none")))
	p.add(tableOr(f.Say("web.filings.ended"), f.filingGrid(ended), f.Say("web.filings.none")))
	return view{template: "sheet", title: f.Say("web.nav.filings"), data: p}, nil
}

func (f frame) filingGrid(list []filing.Filing) grid {
	g := grid{Columns: []column{
		{f.Say("web.filings.what"), "main"}, {f.Say("web.col.unit"), ""}, {f.Say("web.filings.by"), "who"}, {f.Say("web.filings.filed"), "day"}, {f.Say("web.col.state"), ""}, {f.Say("web.group.filing"), ""}, {f.Say("web.filings.decided"), ""},
	}}
	for i := range list[:min(len(list), groupsShown)] {
		one := &list[i]
		decided := cell{}
		if n := len(one.Decisions); n > 0 {
			last := one.Decisions[n-1]
			decided = cell{Text: f.names.person(last.By), Small: last.Note}
		}
		g.Rows = append(g.Rows, []cell{
			{Text: one.Request.Name, Small: strconv.FormatInt(one.ID, 10) + " · " + one.Request.Purpose},
			text(f.names.unit(one.Request.Unit)), text(f.names.person(one.Request.By)),
			text(f.time(one.FiledAt)), text(f.word("filing.state", string(one.State))), text(one.Number), decided,
		})
	}
	g.Caption = f.Say("web.groups.count", "n", len(list), "shown", len(g.Rows))
	return g
}
