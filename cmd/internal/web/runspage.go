package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qunguan/jobs/check"
	"qunguan/notify"
	"qunguan/reconcile"
	"qunguan/reconcile/access"
)

// runsPage shows how the program's own work goes: health, runs, what guards hold
// back, routes. Operators see no person, no group and no text of a case in it.
func (s *site) runsPage(r *http.Request, f frame) (view, error) {
	ctx := r.Context()
	p := sheet{}
	health := section{Heading: f.Say("web.health"), Note: f.Say("web.health.ready")}
	if reasons := s.Ready(ctx); len(reasons) > 0 {
		health.Note = f.Say("web.health.not_ready", "why", strings.Join(reasons, f.Say("web.semicolon")))
	}
	p.add(health)
	records, err := s.Ledger.LastRuns(ctx)
	if err != nil {
		return view{}, fmt.Errorf("read runs: %w", err)
	}
	p.add(f.runGrid(records))
	if s.Books == nil {
		return view{template: "sheet", title: f.Say("web.nav.runs"), data: p}, nil
	}
	held, err := s.Books.HeldParts(ctx)
	if err != nil {
		return view{}, fmt.Errorf("read held parts: %w", err)
	}
	p.add(tableOr(f.Say("web.held"), *f.heldGrid(waitingParts(held)), f.Say("web.held.none")))
	routes, err := s.routeCounts(ctx, f)
	if err != nil {
		return view{}, err
	}
	p.add(routes)
	return view{template: "sheet", title: f.Say("web.nav.runs"), data: p}, nil
}

// nameless reports whether the reader may see no person's data.
func (f frame) nameless() bool { return f.viewer.Reach(access.Case) == access.None }

func (f frame) runGrid(records []reconcile.RunRecord) section {
	rows, blind := f.runs(records)
	g := grid{Columns: []column{{f.Say("web.col.job"), "main"}, {f.Say("web.col.when"), "day"}, {f.Say("web.col.state"), ""}, {f.Say("web.col.result"), ""}}}
	for _, one := range rows {
		status := cell{Text: one.Status}
		if one.Bad {
			status.Class = "bad"
		}
		if !f.nameless() {
			status.Small = strings.Join(one.Trouble, f.Say("web.semicolon"))
		} else if n := len(one.Trouble); n > 0 {
			status.Small = f.Say("web.run.troubles", "n", n)
		}
		g.Rows = append(g.Rows, []cell{text(one.Job), text(one.At), status, text(one.Counts)})
	}
	sec := tableOr(f.Say("web.runs"), g, f.Say("web.runs.none"))
	var list []string
	for _, b := range blind {
		list = append(list, b.Job+f.Say("web.colon")+b.What)
	}
	if len(list) > 0 {
		sec.Note = f.Say("web.unjudged") + f.Say("web.colon") + strings.Join(list, f.Say("web.semicolon"))
	}
	return sec
}

// waitingParts leaves the parts that nobody has released.
func waitingParts(held []reconcile.Held) []reconcile.Held {
	return slices.DeleteFunc(slices.Clone(held), func(h reconcile.Held) bool { return !h.ReleasedAt.IsZero() || !h.UsedAt.IsZero() })
}

func (f frame) heldGrid(held []reconcile.Held) *grid {
	g := &grid{Columns: []column{{f.Say("web.col.id"), "num"}, {f.Say("web.col.job"), "main"}, {f.Say("web.col.unit"), ""}, {f.Say("web.col.when"), "day"}, {f.Say("web.held.why"), ""}}}
	for _, h := range held {
		why := cell{Text: check.HeldDetail(f.Lang, h.Trip)}
		if !f.nameless() {
			why.Small = strings.Join(h.Trip.Examples, f.Say("web.semicolon"))
		}
		g.Rows = append(g.Rows, []cell{text(strconv.FormatInt(h.ID, 10)), text(f.word("web.job", h.Job)), text(f.names.unit(h.Unit)), text(f.time(h.HeldAt)), why})
	}
	return g
}

// routeCounts counts the routes on file by kind of recipient and channel.
func (s *site) routeCounts(ctx context.Context, f frame) (section, error) {
	routes, err := s.Books.RouteChannels(ctx)
	if err != nil {
		return section{}, fmt.Errorf("read routes: %w", err)
	}
	kinds := []string{notify.ToPerson, notify.ToGroup, notify.ToUnit, notify.ToOffice, notify.ToOps}
	counts := map[string]map[string]int{}
	for to, channels := range routes {
		for _, c := range channels {
			if counts[c] == nil {
				counts[c] = map[string]int{}
			}
			counts[c][to.Type]++
		}
	}
	g := grid{Columns: []column{{f.Say("web.routes.channel"), "main"}}}
	for _, kind := range kinds {
		g.Columns = append(g.Columns, column{f.Say("web.routes." + kind), "num"})
	}
	for _, c := range sortedKeys(counts) {
		row := []cell{text(f.word("web.channel", c))}
		for _, kind := range kinds {
			row = append(row, text(strconv.Itoa(counts[c][kind])))
		}
		g.Rows = append(g.Rows, row)
	}
	return tableOr(f.Say("web.routes"), g, f.Say("web.routes.none")), nil
}
