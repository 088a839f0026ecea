package scheduling

import (
	"context"
	"fmt"
	"time"

	"qunguan/jobs"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// LastTicks returns each job's newest taken tick up to now, finished or not; a job without one is
// missing. A clock that was wrong for an hour may have taken ticks of next month, and they must not
// keep this month's from being done.
func (s *Store) LastTicks(ctx context.Context, now time.Time) (map[string]time.Time, error) {
	var rows []struct {
		Job     string `db:"job"`
		Nominal int64  `db:"nominal_ms"`
	}
	if err := s.DB.SelectContext(ctx, &rows, "SELECT job, MAX(nominal_ms) AS nominal_ms FROM ticks WHERE nominal_ms <= ? GROUP BY job", base.MS(now)); err != nil {
		return nil, fmt.Errorf("read last ticks: %w", err)
	}
	last := make(map[string]time.Time, len(rows))
	for _, r := range rows {
		last[r.Job] = base.FromMS(r.Nominal)
	}
	return last, nil
}

// void holds for a taken tick whose run will not end: it failed and waits to be done again, or its
// taker has lost the lease to the caller. A tick of an older version without leases (host/pid instead
// of host:pid:random) is left to it while it renews.
const void = "finished_ms = 0 AND (claimed_until_ms <= ? OR claimed_by <> ? AND claimed_by LIKE '%:%:%')"

// wrongClock is how much later than now a tick must have been taken to show that the clock was wrong
// then. An hour is not enough: after a clock is set back by an hour, people must not get messages
// twice.
const wrongClock = 24 * time.Hour

// ClaimTick takes a tick. It returns false for a tick that has ended, or waits to be done again. Only
// the lease's holder may call it: a tick that another holder took and did not finish is given to the
// caller. It is not taken again before until.
func (s *Store) ClaimTick(ctx context.Context, t jobs.Tick, now, until time.Time, owner string) (bool, error) {
	took := false
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		took = false
		res, err := tx.ExecContext(ctx, "UPDATE ticks SET claimed_by = ?, claimed_ms = ?, claimed_until_ms = ?, finished_ms = 0, outcome = '' WHERE job = ? AND nominal_ms = ? AND (claimed_ms > ? OR "+void+")",
			owner, base.MS(now), base.MS(until), t.Job, base.MS(t.Nominal), base.MS(now.Add(wrongClock)), base.MS(now), owner)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 1 {
			took = err == nil
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO ticks (job, nominal_ms, claimed_by, claimed_ms, claimed_until_ms, finished_ms, outcome) VALUES (?, ?, ?, ?, ?, 0, '')",
			t.Job, base.MS(t.Nominal), owner, base.MS(now), base.MS(until))
		if dbconn.IsDuplicate(err) {
			return nil
		}
		took = err == nil
		return err
	})
	if err != nil {
		return false, fmt.Errorf("claim tick of %s: %w", t.Job, err)
	}
	return took, nil
}

// PostponeTick sets the moment at which a tick with a failed run is done again.
func (s *Store) PostponeTick(ctx context.Context, t jobs.Tick, until time.Time) error {
	return s.endTick(ctx, t, "claimed_until_ms = ?", base.MS(until))
}

// FinishTick records the end of the tick's run and its status. If the clock was set back meanwhile, the
// end is the moment of taking.
func (s *Store) FinishTick(ctx context.Context, t jobs.Tick, now time.Time, status string) error {
	return s.endTick(ctx, t, "finished_ms = CASE WHEN claimed_ms > ? THEN claimed_ms ELSE ? END, outcome = ?", base.MS(now), base.MS(now), status)
}

// endTick is a transaction, and thereby checks the lease.
func (s *Store) endTick(ctx context.Context, t jobs.Tick, set string, args ...any) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE ticks SET "+set+" WHERE job = ? AND nominal_ms = ? AND finished_ms = 0", append(args, t.Job, base.MS(t.Nominal))...)
		return err
	})
	if err != nil {
		return fmt.Errorf("note the end of a tick of %s: %w", t.Job, err)
	}
	return nil
}

// VoidTicks lists ticks up to now that were taken and whose runs will not end, as the lease's holder
// sees it, oldest first. A tick taken by a clock that was a month ahead waits until its time has come.
func (s *Store) VoidTicks(ctx context.Context, now time.Time, owner string) ([]jobs.Tick, error) {
	rows, err := s.DB.QueryContext(ctx, "SELECT job, nominal_ms FROM ticks WHERE ("+void+") AND nominal_ms <= ? ORDER BY nominal_ms, job", base.MS(now), owner, base.MS(now))
	if err != nil {
		return nil, fmt.Errorf("read unfinished ticks: %w", err)
	}
	defer base.CloseRows(rows)
	var list []jobs.Tick
	for rows.Next() {
		var t jobs.Tick
		if err := rows.Scan(&t.Job, base.Moment(&t.Nominal)); err != nil {
			return nil, fmt.Errorf("read unfinished ticks: %w", err)
		}
		list = append(list, t)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read unfinished ticks: %w", err)
	}
	return list, nil
}
