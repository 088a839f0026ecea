package pages

import (
	"context"
	"encoding/json"
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
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
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

// runReport is the shown part of a run's summary, which is the report of the run command as JSON
// (contract §4).
type runReport struct {
	Opened   int            `json:"opened"`
	Seen     int            `json:"seen"`
	Closed   int            `json:"closed"`
	Reopened int            `json:"reopened"`
	Notices  int            `json:"notices"`
	Sent     int            `json:"sent"`
	Unjudged map[string]int `json:"unjudged"`
	Trouble  []trouble      `json:"trouble"`
}

type trouble struct {
	Kind   string `json:"kind"`
	Unit   string `json:"unit"`
	Detail string `json:"detail"`
}

// runRow is one job's newest run.
type runRow struct {
	Job, At, Status string
	Bad             bool // something failed or is held
	Counts          string
	Trouble         []string
}

// blindRow is the things that one job could not judge, for one reason.
type blindRow struct{ Job, What string }

// runs prepares the newest run of each job, in the order in which they ran.
func (f frame) runs(records []reconcile.RunRecord) (rows []runRow, blind []blindRow) {
	records = slices.Clone(records)
	slices.SortStableFunc(records, func(a, b reconcile.RunRecord) int { return a.StartedAt.Compare(b.StartedAt) })
	for _, r := range records {
		row := runRow{Job: f.Lang.Job(r.Job), At: f.Time(r.Moment), Status: f.Word("run_status", r.Status), Bad: r.Status != "ok"}
		var report runReport
		if err := json.Unmarshal(r.Summary, &report); err != nil {
			// Shown, not hidden: an unreadable run is worth a look.
			row.Counts, row.Bad = f.Say("web.run.unreadable"), true
			rows = append(rows, row)
			continue
		}
		row.Counts = f.runCounts(r.Job, report)
		for _, t := range report.Trouble {
			row.Trouble = append(row.Trouble, f.troubleOf(row.Job, t))
		}
		rows = append(rows, row)
		blind = append(blind, f.blind(row.Job, report.Unjudged)...)
	}
	return rows, blind
}

func (f frame) runCounts(job string, r runReport) string {
	var parts []string
	if r.Opened+r.Seen+r.Closed+r.Reopened > 0 || (job != "compose" && job != "deliver") {
		parts = append(parts, f.Say("web.run.counts", "opened", r.Opened, "seen", r.Seen, "closed", r.Closed, "reopened", r.Reopened))
	}
	if r.Notices > 0 || job == "compose" {
		parts = append(parts, f.Say("web.run.notices", "n", r.Notices))
	}
	if r.Sent > 0 || job == "deliver" {
		parts = append(parts, f.Say("web.run.sent", "n", r.Sent))
	}
	return strings.Join(parts, f.Say("web.semicolon"))
}

func (f frame) blind(job string, unjudged map[string]int) []blindRow {
	var rows []blindRow
	reasons := make([]string, 0, len(unjudged))
	for reason, n := range unjudged {
		if n > 0 {
			reasons = append(reasons, reason)
		}
	}
	slices.Sort(reasons)
	for _, reason := range reasons {
		what, ok := rule.CountWord(f.Lang, reason, unjudged[reason])
		if !ok {
			what = f.Say("web.reason.other", "n", unjudged[reason], "reason", f.Reason(reason))
		}
		rows = append(rows, blindRow{job, what})
	}
	return rows
}

// troubleOf is a part that did not go as it should, in the words of the run
// command.
func (f frame) troubleOf(job string, t trouble) string {
	unit := f.Names.Unit(t.Unit)
	if key := phrase.Key("trouble." + t.Kind); phrase.Has(key) {
		return f.Lang.Say(key, "job", job, "unit", unit, "detail", t.Detail)
	}
	return strings.TrimSpace(unit + " " + t.Detail)
}
