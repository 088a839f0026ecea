package audit

import (
	"context"
	"maps"
	"slices"

	"qunguan/jobs"
	"qunguan/reconcile"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// walkRuns reads leases, ticks, and runs with their parts.
func walkRuns(ctx context.Context, tx *dbconn.Tx, r jobs.BookReader) error {
	err := leaseFiles.Read(ctx, tx, func(f jobs.LeaseFile) error { r.Lease(f); return nil }, " ORDER BY name")
	if err != nil {
		return err
	}
	err = tickFiles.Read(ctx, tx, func(f jobs.TickFile) error { r.Tick(f); return nil }, " ORDER BY job, nominal_ms")
	if err != nil {
		return err
	}
	parts := map[int64][]jobs.PartFile{}
	err = partFiles.Read(ctx, tx, func(p storedPart) error { parts[p.run] = append(parts[p.run], p.PartFile); return nil }, " ORDER BY run_id, seq")
	if err != nil {
		return err
	}
	err = runFiles.Read(ctx, tx, func(f reconcile.RunRecord) error {
		r.Run(jobs.RunFile{RunRecord: f, Known: true, Parts: parts[f.ID]})
		delete(parts, f.ID)
		return nil
	}, " ORDER BY id")
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(parts)) { // of runs that do not exist
		r.Run(jobs.RunFile{RunRecord: reconcile.RunRecord{ID: id}, Parts: parts[id]})
	}
	return nil
}

var leaseFiles = base.Table[jobs.LeaseFile]{
	Name: "leases", Columns: []string{"name", "holder", "token"},
	Fields: func(f *jobs.LeaseFile) []any { return []any{&f.Name, &f.Holder, &f.Token} },
}

// A run begins at the moment at which its tick was taken. A run whose parts
// another process laid and could not finish began earlier that day.
var tickFiles = base.Table[jobs.TickFile]{
	Name: "ticks",
	Columns: []string{
		"job", "nominal_ms", "claimed_by", "claimed_ms", "finished_ms", "outcome",
		"EXISTS (SELECT 1 FROM runs WHERE runs.job = ticks.job AND runs.by_tick = 1 AND runs.at_ms <= ticks.claimed_ms AND runs.at_ms > ticks.claimed_ms - " + dayInMS + ")",
	},
	Fields: func(f *jobs.TickFile) []any {
		return []any{&f.Job, base.Moment(&f.Nominal), &f.Holder, base.Moment(&f.TakenAt), base.Moment(&f.EndAt), &f.Outcome, &f.Ran}
	},
}

const dayInMS = "86400000"

// runFiles are runs without their reports.
var runFiles = base.Table[reconcile.RunRecord]{
	Name: "runs", Columns: []string{"id", "job", "at_ms", "started_ms", "finished_ms", "status"},
	Fields: func(r *reconcile.RunRecord) []any {
		return []any{&r.ID, &r.Job, base.Moment(&r.Moment), base.Moment(&r.StartedAt), base.Moment(&r.FinishedAt), &r.Status}
	},
}

type storedPart struct {
	jobs.PartFile
	run int64
}

var partFiles = base.Table[storedPart]{
	Name: "run_parts",
	Columns: []string{
		"run_id", "seq", "job", "nominal_ms", "at_ms", "first_unit", "last_unit", "holder", "token", "finished_ms > 0", "report <> ''",
		"EXISTS (SELECT 1 FROM ticks WHERE ticks.job = run_parts.job AND ticks.nominal_ms = run_parts.nominal_ms)",
	},
	Fields: func(p *storedPart) []any {
		return []any{
			&p.run, &p.Seq, &p.Tick.Job,
			base.Moment(&p.Tick.Nominal),
			base.Moment(&p.Moment),
			&p.Range.First, &p.Range.Last,
			&p.Holder, &p.Token, &p.Done, &p.Reported, &p.Ticked,
		}
	},
}
