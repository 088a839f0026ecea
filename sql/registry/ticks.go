package registry

import (
	"context"
	"fmt"
	"time"

	"qunguan/jobs"
	"qunguan/sql/dbconn"
)

// LastTick is the job's newest tick that was taken, finished or not; zero if
// the job never had one.
func (s *Store) LastTick(ctx context.Context, job string) (time.Time, error) {
	var nominal int64
	if err := s.db.GetContext(ctx, &nominal, "SELECT COALESCE(MAX(nominal_ms), 0) FROM ticks WHERE job = ?", job); err != nil {
		return time.Time{}, fmt.Errorf("read last tick of %s: %w", job, err)
	}
	return fromMS(nominal), nil
}

// ClaimTick takes a tick until the moment. It is false if somebody has it, or
// had it and finished; one whose claim is over and whose run never ended can be
// taken once more.
func (s *Store) ClaimTick(ctx context.Context, job string, nominal, now, until time.Time, owner string) (bool, error) {
	took := false
	err := s.db.Tx(ctx, func(tx *dbconn.Tx) error {
		took = false
		res, err := tx.ExecContext(ctx, "UPDATE ticks SET claimed_by = ?, claimed_ms = ?, claimed_until_ms = ? WHERE job = ? AND nominal_ms = ? AND finished_ms = 0 AND claimed_until_ms <= ?",
			owner, ms(now), ms(until), job, ms(nominal), ms(now))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 1 {
			took = err == nil
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO ticks (job, nominal_ms, claimed_by, claimed_ms, claimed_until_ms, finished_ms, outcome) VALUES (?, ?, ?, ?, ?, 0, '')",
			job, ms(nominal), owner, ms(now), ms(until))
		if dbconn.IsDuplicate(err) {
			return nil
		}
		took = err == nil
		return err
	})
	if err != nil {
		return false, fmt.Errorf("claim tick of %s: %w", job, err)
	}
	return took, nil
}

// RenewTick moves the end of a claim that still is the owner's.
func (s *Store) RenewTick(ctx context.Context, job string, nominal, until time.Time, owner string) error {
	_, err := s.db.ExecContext(ctx, "UPDATE ticks SET claimed_until_ms = ? WHERE job = ? AND nominal_ms = ? AND claimed_by = ? AND finished_ms = 0",
		ms(until), job, ms(nominal), owner)
	if err != nil {
		return fmt.Errorf("renew tick of %s: %w", job, err)
	}
	return nil
}

// FinishTick notes that the tick's run ended, and how.
func (s *Store) FinishTick(ctx context.Context, job string, nominal, now time.Time, status string) error {
	_, err := s.db.ExecContext(ctx, "UPDATE ticks SET finished_ms = ?, outcome = ? WHERE job = ? AND nominal_ms = ? AND finished_ms = 0", ms(now), status, job, ms(nominal))
	if err != nil {
		return fmt.Errorf("finish tick of %s: %w", job, err)
	}
	return nil
}

// AbandonedTicks lists ticks that were taken, whose claim is over, and whose
// run never ended, oldest first.
func (s *Store) AbandonedTicks(ctx context.Context, now time.Time) ([]jobs.Tick, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT job, nominal_ms FROM ticks WHERE finished_ms = 0 AND claimed_until_ms <= ? ORDER BY nominal_ms, job", ms(now))
	if err != nil {
		return nil, fmt.Errorf("read abandoned ticks: %w", err)
	}
	defer closeRows(rows)
	var list []jobs.Tick
	for rows.Next() {
		var t jobs.Tick
		if err := rows.Scan(&t.Job, moment{&t.Nominal}); err != nil {
			return nil, fmt.Errorf("read abandoned ticks: %w", err)
		}
		list = append(list, t)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read abandoned ticks: %w", err)
	}
	return list, nil
}
