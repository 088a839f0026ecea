package scheduling

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

var runTable = base.Table[reconcile.RunRecord]{
	Name: "runs", Keys: 1,
	Columns: []string{"id", "job", "at_ms", "by_tick", "started_ms", "finished_ms", "status", "summary"},
	Fields: func(r *reconcile.RunRecord) []any {
		return []any{&r.ID, &r.Job, base.Moment(&r.Moment), &r.Tick, base.Moment(&r.StartedAt), base.Moment(&r.FinishedAt), &r.Status, base.Verbatim(&r.Summary)}
	},
}

// StartRun records the start of a run and gives it its id.
func (s *Store) StartRun(ctx context.Context, r reconcile.RunRecord) (int64, error) {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		var err error
		if r.ID, err = base.IssueIDs(ctx, tx, "runs", 1); err != nil {
			return err
		}
		return runTable.Insert(ctx, tx, []reconcile.RunRecord{r})
	})
	return r.ID, err
}

// FinishRun records the end of a run. Only the first end counts. If the clock was set back meanwhile,
// the end is the start's moment.
func (s *Store) FinishRun(ctx context.Context, id int64, finished time.Time, status string, summary []byte) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE runs SET finished_ms = CASE WHEN started_ms > ? THEN started_ms ELSE ? END, status = ?, summary = ? WHERE id = ? AND finished_ms = 0",
			base.MS(finished), base.MS(finished), status, string(summary), id)
		return err
	})
	if err != nil {
		return fmt.Errorf("finish run %d: %w", id, err)
	}
	return nil
}

// LastRun is the newest moment judged by a finished run of the job; zero if there is none. A run that
// failed as a whole does not count.
func (s *Store) LastRun(ctx context.Context, job string) (time.Time, error) {
	var at int64
	err := s.DB.GetContext(ctx, &at, "SELECT COALESCE(MAX(at_ms), 0) FROM runs WHERE job = ? AND finished_ms > 0 AND status <> 'failed'", job)
	if err != nil {
		return time.Time{}, fmt.Errorf("read last run of %s: %w", job, err)
	}
	return base.FromMS(at), nil
}

// LastRuns returns the last finished run of every job, by job.
func (s *Store) LastRuns(ctx context.Context) ([]reconcile.RunRecord, error) {
	return runTable.All(ctx, s.DB, " WHERE id IN (SELECT MAX(id) FROM runs WHERE finished_ms > 0 GROUP BY job) ORDER BY job")
}

// Runs lists the newest runs, newest first.
func (s *Store) Runs(ctx context.Context, limit int) ([]reconcile.RunRecord, error) {
	return runTable.All(ctx, s.DB, " ORDER BY id DESC LIMIT ?", limit)
}

// Baselines lists, by unit, which of the rules have judged the unit before.
func (s *Store) Baselines(ctx context.Context, rules []string) (map[string]map[string]bool, error) {
	known := map[string]map[string]bool{}
	if len(rules) == 0 {
		return known, nil
	}
	var rows []struct {
		Rule string `db:"rule"`
		Unit string `db:"unit"`
	}
	if err := s.DB.SelectContext(ctx, &rows, "SELECT rule, unit FROM rule_baselines WHERE rule IN ("+dbconn.In(len(rules))+")", base.Args(rules)...); err != nil {
		return nil, fmt.Errorf("read baselines: %w", err)
	}
	for _, r := range rows {
		if known[r.Unit] == nil {
			known[r.Unit] = map[string]bool{}
		}
		known[r.Unit][r.Rule] = true
	}
	return known, nil
}

// RunsAfter lists finished runs by number, beyond the one and at most so many:
// with a moment only those that finished since.
func (s *Store) RunsAfter(ctx context.Context, after int64, since time.Time, atMost int) ([]reconcile.RunRecord, error) {
	return runTable.All(ctx, s.DB, " WHERE id > ? AND finished_ms > 0 AND finished_ms >= ? ORDER BY id LIMIT ?", after, base.MS(since), atMost)
}
