package pages

import (
	"encoding/json"
	"slices"
	"strings"

	"qunguan/reconcile"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
)

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
