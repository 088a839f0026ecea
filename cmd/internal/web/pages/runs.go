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
	"qunguan/notify"
	"qunguan/reconcile"
	"qunguan/reconcile/access"
)

// runsPage shows the state of the program's own work: health, runs, parts held by guards, routes.
// Operators see no person, no group and no text of a case in it.
func (s *Pages) runsPage(r *http.Request, f frame) (page.View, error) {
	ctx := r.Context()
	p := page.Sheet{}
	health := page.Section{Heading: f.Say("web.health"), Note: f.Say("web.health.ready")}
	if reasons := s.Ready(ctx); len(reasons) > 0 {
		health.Note = f.Say("web.health.not_ready", "why", strings.Join(reasons, f.Say("web.semicolon")))
	}
	p.Add(health)
	records, err := s.Ledger.LastRuns(ctx)
	if err != nil {
		return page.View{}, fmt.Errorf("read runs: %w", err)
	}
	p.Add(f.runGrid(records))
	if s.Books == nil {
		return p.View(f.Say("web.nav.runs")), nil
	}
	held, err := s.Books.HeldParts(ctx)
	if err != nil {
		return page.View{}, fmt.Errorf("read held parts: %w", err)
	}
	p.Add(page.TableOr(f.Say("web.held"), *f.heldGrid(waitingParts(held)), f.Say("web.held.none")))
	routes, err := s.routesOnFile(ctx, f)
	if err != nil {
		return page.View{}, err
	}
	p.Add(routes)
	return p.View(f.Say("web.nav.runs")), nil
}

// nameless reports whether the reader may see no person's data.
func (f frame) nameless() bool { return f.Viewer.Reach(access.Case) == access.None }

func (f frame) runGrid(records []reconcile.RunRecord) page.Section {
	rows, blind := f.runs(records)
	g := page.Grid{Columns: []page.Column{{Label: f.Say("web.col.job"), Class: "main"}, {Label: f.Say("web.col.when"), Class: "day"}, {Label: f.Say("web.col.state"), Class: ""}, {Label: f.Say("web.col.result"), Class: ""}}}
	for _, one := range rows {
		status := page.Cell{Text: one.Status}
		if one.Bad {
			status.Class = "bad"
		}
		if !f.nameless() {
			status.Small = strings.Join(one.Trouble, f.Say("web.semicolon"))
		} else if n := len(one.Trouble); n > 0 {
			status.Small = f.Say("web.run.troubles", "n", n)
		}
		g.Rows = append(g.Rows, []page.Cell{page.Text(one.Job), page.Text(one.At), status, page.Text(one.Counts)})
	}
	sec := page.TableOr(f.Say("web.runs"), g, f.Say("web.runs.none"))
	var list []string
	for _, b := range blind {
		list = append(list, b.Job+f.Say("web.colon")+b.What)
	}
	if len(list) > 0 {
		sec.Note, sec.List = f.Say("web.unjudged"), list
	}
	return sec
}

// waitingParts leaves the parts that have not been released.
func waitingParts(held []reconcile.Held) []reconcile.Held {
	return slices.DeleteFunc(slices.Clone(held), func(h reconcile.Held) bool { return !h.ReleasedAt.IsZero() || !h.UsedAt.IsZero() })
}

func (f frame) heldGrid(held []reconcile.Held) *page.Grid {
	g := &page.Grid{Columns: []page.Column{{Label: f.Say("web.col.id"), Class: "num"}, {Label: f.Say("web.col.job"), Class: "main"}, {Label: f.Say("web.col.unit"), Class: ""}, {Label: f.Say("web.col.when"), Class: "day"}, {Label: f.Say("web.held.why"), Class: ""}}}
	for _, h := range held {
		why := page.Cell{Text: check.HeldDetail(f.Lang, h.Trip)}
		if !f.nameless() {
			why.Small = strings.Join(h.Trip.Examples, f.Say("web.semicolon"))
		}
		g.Rows = append(g.Rows, []page.Cell{page.Text(strconv.FormatInt(h.ID, 10)), page.Text(f.Lang.Job(h.Job)), page.Text(f.Names.Unit(h.Unit)), page.Text(f.Time(h.HeldAt)), why})
	}
	return g
}

// routeCounts is how many routes there are by channel and kind of recipient.
type routeCounts map[string]map[string]int

func (s *Pages) countRoutes(ctx context.Context) (routeCounts, error) {
	routes, err := s.Books.RouteChannels(ctx)
	counts := routeCounts{}
	for to, channels := range routes {
		for _, c := range channels {
			if counts[c] == nil {
				counts[c] = map[string]int{}
			}
			counts[c][to.Type]++
		}
	}
	return counts, err
}

// routesOnFile shows the routes by kind of recipient and channel.
func (s *Pages) routesOnFile(ctx context.Context, f frame) (page.Section, error) {
	counts, err := s.routes.Read(ctx, s.countRoutes)
	if err != nil {
		return page.Section{}, fmt.Errorf("read routes: %w", err)
	}
	kinds := []string{notify.ToPerson, notify.ToGroup, notify.ToUnit, notify.ToOffice, notify.ToOps}
	g := page.Grid{Columns: []page.Column{{Label: f.Say("web.routes.channel"), Class: "main"}}}
	for _, kind := range kinds {
		g.Columns = append(g.Columns, page.Column{Label: f.Say("web.routes." + kind), Class: "num"})
	}
	for _, c := range sortedKeys(counts) {
		row := []page.Cell{page.Text(f.Word("web.channel", c))}
		for _, kind := range kinds {
			row = append(row, page.Text(strconv.Itoa(counts[c][kind])))
		}
		g.Rows = append(g.Rows, row)
	}
	return page.TableOr(f.Say("web.routes"), g, f.Say("web.routes.none")), nil
}
