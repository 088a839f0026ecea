package jobs

import (
	"context"
	"slices"
	"strings"
	"time"

	"qunguan/jobs/schedule"
	"qunguan/reconcile/policy"
)

// Ticks stores which ticks were taken. A tick is a job's nominal time and exists once in the database,
// however many daemons see it. Only the daemon that holds the lease, or the file lock, takes ticks: a
// tick that another daemon took and did not finish will not be finished by it.
type Ticks interface {
	// LastTicks returns each job's newest taken tick up to now, finished or not; a job without one is
	// missing. Ticks of days to come were taken by a wrong clock.
	LastTicks(ctx context.Context, now time.Time) (map[string]time.Time, error)
	// ClaimTick takes the tick, and not again before until; false if it has ended or waits to be done
	// again. A tick that a wrong clock took more than a day later than now can be taken.
	ClaimTick(ctx context.Context, t Tick, now, until time.Time, owner string) (bool, error)
	// PostponeTick sets the moment at which a tick with a failed run is done again.
	PostponeTick(ctx context.Context, t Tick, until time.Time) error
	// FinishTick records the end of the tick's run and its status.
	FinishTick(ctx context.Context, t Tick, now time.Time, status string) error
	// VoidTicks lists taken ticks without an ended run: the run failed and is
	// due again, or its daemon has lost the lease.
	VoidTicks(ctx context.Context, now time.Time, owner string) ([]Tick, error)
}

// Tick is a job's nominal time.
type Tick struct {
	Job     string
	Nominal time.Time
}

// scheduledOnly is the outcome of the tick with which a job's schedule begins: it has no run.
const scheduledOnly = "scheduled"

// due lists the ticks owed at now: for each job its latest tick after the last taken one, in the order
// in which they were due, and then in the order of a day's work (policy.Jobs).
func due(schedules map[string]*schedule.Schedule, last map[string]time.Time, now time.Time) []Tick {
	var ticks []Tick
	for job, s := range schedules {
		if nominal, ok := s.Latest(last[job], now); ok {
			ticks = append(ticks, Tick{job, nominal})
		}
	}
	slices.SortFunc(ticks, func(a, b Tick) int {
		if c := a.Nominal.Compare(b.Nominal); c != 0 {
			return c
		}
		if c := slices.Index(policy.Jobs, a.Job) - slices.Index(policy.Jobs, b.Job); c != 0 {
			return c
		}
		return strings.Compare(a.Job, b.Job)
	})
	return ticks
}
