package jobs

import (
	"context"
	"slices"
	"strings"
	"time"

	"qunguan/jobs/schedule"
	"qunguan/reconcile/policy"
)

// Ticks remembers which ticks were taken. A tick is a job's nominal time and
// exists once in the database, however many daemons see it.
type Ticks interface {
	// LastTick is the newest tick that was taken, finished or not; zero if
	// the job never had one.
	LastTick(ctx context.Context, job string) (time.Time, error)
	// ClaimTick takes the tick until the moment; false if somebody has it or
	// had it.
	ClaimTick(ctx context.Context, job string, nominal, now, until time.Time, owner string) (bool, error)
	// RenewTick moves the end of a claim that still is the owner's.
	RenewTick(ctx context.Context, job string, nominal, until time.Time, owner string) error
	// FinishTick notes that the tick's run ended, and how.
	FinishTick(ctx context.Context, job string, nominal, now time.Time, status string) error
	// AbandonedTicks lists ticks that were taken, whose claim is over, and
	// whose run never ended: their daemon died.
	AbandonedTicks(ctx context.Context, now time.Time) ([]Tick, error)
}

// Tick is a job's nominal time.
type Tick struct {
	Job     string
	Nominal time.Time
}

// due lists what the schedules owe at now: for each job its latest tick after
// the last one that was taken, in the order in which they were due, and then
// in the order in which a day's work is done (policy.Jobs).
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
