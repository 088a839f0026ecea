package scheduling

import (
	"context"
	"encoding/json"

	"qunguan/jobs/vitals"
	"qunguan/reconcile"
	"qunguan/sql/dbconn"
)

// CountRuns reads, for every job, the last finished run and the last one that did not fail.
func CountRuns(ctx context.Context, q dbconn.Querier, f *vitals.Figures) error {
	at := map[string]int{}
	return runTable.Read(ctx, q, func(r reconcile.RunRecord) error {
		i, known := at[r.Job]
		if !known {
			i = len(f.Runs)
			at[r.Job] = i
			f.Runs = append(f.Runs, vitals.Run{Job: r.Job})
		}
		run := &f.Runs[i]
		if r.Status != "failed" {
			run.SucceededAt = r.FinishedAt
		}
		run.EndedAt, run.Status, run.Seconds, run.Unjudged = r.FinishedAt, r.Status, 0, nil
		var report struct {
			Seconds  float64        `json:"seconds"`
			Unjudged map[string]int `json:"unjudged"`
			Read     struct {
				Problems int `json:"audit_problems"`
			} `json:"read"`
		}
		// An unreadable report leaves the row's own columns valid.
		if json.Unmarshal(r.Summary, &report) == nil {
			run.Seconds, run.Unjudged = report.Seconds, report.Unjudged
			if r.Status != "failed" {
				run.Problems = report.Read.Problems
			}
		}
		return nil
	}, " WHERE id IN (SELECT MAX(id) FROM runs WHERE finished_ms > 0 GROUP BY job)"+
		" OR id IN (SELECT MAX(id) FROM runs WHERE finished_ms > 0 AND status <> 'failed' GROUP BY job) ORDER BY job, id")
}
