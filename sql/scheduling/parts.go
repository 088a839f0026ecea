package scheduling

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"qunguan/jobs"
	"qunguan/jobs/lease"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// SplitRunOf is the split run of the tick, finished or not.
func (s *Store) SplitRunOf(ctx context.Context, t jobs.Tick) (jobs.SplitRun, bool, error) {
	return s.splitRun(ctx, "job = ? AND nominal_ms = ?", t.Job, base.MS(t.Nominal))
}

// WaitingRun is the oldest run with a free part.
func (s *Store) WaitingRun(ctx context.Context) (jobs.SplitRun, bool, error) {
	return s.splitRun(ctx, "finished_ms = 0 AND "+ended)
}

func (s *Store) splitRun(ctx context.Context, where string, args ...any) (jobs.SplitRun, bool, error) {
	var r jobs.SplitRun
	err := s.DB.QueryRowContext(ctx, "SELECT run_id, job, nominal_ms, at_ms, basis FROM run_parts WHERE "+where+" ORDER BY run_id LIMIT 1", args...).
		Scan(&r.ID, &r.Tick.Job, base.Moment(&r.Tick.Nominal), base.Moment(&r.Moment), &r.Basis)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	if err != nil {
		return r, false, fmt.Errorf("read split run: %w", err)
	}
	return r, true, nil
}

// CreateParts splits a run; the parts of the job's earlier runs are deleted.
func (s *Store) CreateParts(ctx context.Context, run jobs.SplitRun, ranges []jobs.UnitRange) error {
	var args []any
	for i, r := range ranges {
		args = append(args, run.ID, i+1, run.Tick.Job, base.MS(run.Tick.Nominal), base.MS(run.Moment), run.Basis, r.First, r.Last)
	}
	rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?, ?, ?, '', 0, "+longAgo+", 0, ''), ", len(ranges)), ", ")
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM run_parts WHERE job = ?", run.Tick.Job); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO run_parts (run_id, seq, job, nominal_ms, at_ms, basis, first_unit, last_unit,"+
			" holder, token, until_at, finished_ms, report) VALUES "+rows, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("split run %d: %w", run.ID, err)
	}
	return nil
}

// ClaimPart takes the first free part of the run; false if there is none. The holder's name must be new
// at every taking.
func (s *Store) ClaimPart(ctx context.Context, run int64, holder string, term lease.Term) (jobs.Part, bool, error) {
	p := jobs.Part{Claim: lease.Claim{Run: run, Holder: holder}}
	res, err := s.DB.ExecContext(ctx, "UPDATE run_parts SET holder = ?, token = token + 1, until_at = NOW(6) + INTERVAL ? MICROSECOND"+
		" WHERE run_id = ? AND finished_ms = 0 AND "+ended+" ORDER BY seq LIMIT 1", holder, microseconds(term), run)
	if err != nil {
		return p, false, fmt.Errorf("take a part of run %d: %w", run, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return p, false, err
	}
	err = s.DB.QueryRowContext(ctx, "SELECT seq, token, first_unit, last_unit FROM run_parts WHERE run_id = ? AND holder = ?", run, holder).
		Scan(&p.Claim.Part, &p.Claim.Token, &p.Range.First, &p.Range.Last)
	if err != nil {
		return p, false, fmt.Errorf("take a part of run %d: %w", run, err)
	}
	return p, true, nil
}

// FinishPart stores a part's report; lease.ErrLost if another holder has taken
// the part.
func (s *Store) FinishPart(ctx context.Context, c lease.Claim, report []byte) error {
	table, where, args := mine(c)
	res, err := s.DB.ExecContext(ctx, "UPDATE "+table+" SET finished_ms = ?, report = ? WHERE "+where+" AND finished_ms = 0",
		append([]any{base.MS(s.Now()), string(report)}, args...)...)
	if err != nil {
		return fmt.Errorf("finish part %d of run %d: %w", c.Part, c.Run, err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("finish part %d of run %d: %w", c.Part, c.Run, lease.ErrLost)
	}
	return nil
}

// PartsLeft counts the run's parts that are not finished.
func (s *Store) PartsLeft(ctx context.Context, run int64) (int, error) {
	var left int
	if err := s.DB.GetContext(ctx, &left, "SELECT COUNT(*) FROM run_parts WHERE run_id = ? AND finished_ms = 0", run); err != nil {
		return 0, fmt.Errorf("count parts of run %d: %w", run, err)
	}
	return left, nil
}

// PartReports returns the reports of the run's finished parts, in their order.
func (s *Store) PartReports(ctx context.Context, run int64) ([][]byte, error) {
	var texts []string
	if err := s.DB.SelectContext(ctx, &texts, "SELECT report FROM run_parts WHERE run_id = ? AND finished_ms > 0 ORDER BY seq", run); err != nil {
		return nil, fmt.Errorf("read parts of run %d: %w", run, err)
	}
	reports := make([][]byte, len(texts))
	for i, text := range texts {
		reports[i] = []byte(text)
	}
	return reports, nil
}
