package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"qunguan/jobs/schedule"
)

// Daemon runs each job at its ticks. cron only wakes it; what is due is found
// by arithmetic from the database's last tick, so that a tick missed while
// the daemon was down is made up for once (the latest of each job).
type Daemon struct {
	Runner    Runner
	Schedules map[string]*schedule.Schedule
	Ticks     Ticks
	Owner     string // who claims ticks: host and process
	Clock     func() time.Time
	Log       *slog.Logger

	swept   atomic.Int64 // unix seconds of the last sweep that ended well
	working atomic.Bool  // a job runs
}

// tickClaim is how long a tick stays claimed without renewal: a daemon that
// was killed gives its tick back after it.
const tickClaim = 2 * time.Minute

// retryTicksFor is how long a tick that failed, or was told to stop in the
// middle, is done again: a registry that restarts must not cost a week.
const retryTicksFor = 24 * time.Hour

// sweepEvery is how often the daemon looks for due ticks by itself, should an
// alarm have been lost (a suspended machine, a clock that was set).
const sweepEvery = time.Minute

// Run works until the context ends; a job that runs then is told to stop and
// waited for.
func (d *Daemon) Run(ctx context.Context) error {
	if err := d.begin(ctx); err != nil {
		return err
	}
	wake := make(chan struct{}, 1)
	ring := func() {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
	alarm := schedule.NewAlarm(d.Log)
	for _, s := range d.Schedules {
		alarm.At(s, ring)
	}
	var wg sync.WaitGroup
	wg.Go(func() { alarm.Run(ctx) })
	defer wg.Wait()
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		d.sweep(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
		case <-ticker.C:
		}
	}
}

// Ready names why the scheduler cannot be relied on; empty when it can. A job
// that takes long does not make it unready: sweeping pauses meanwhile.
func (d *Daemon) Ready() []string {
	if d.working.Load() {
		return nil
	}
	last := d.swept.Load()
	switch {
	case last == 0:
		return []string{"scheduler: has not looked for due jobs yet"}
	case d.Clock().Unix()-last > int64(3*sweepEvery/time.Second):
		return []string{"scheduler: could not look for due jobs since " + time.Unix(last, 0).UTC().Format(time.RFC3339)}
	}
	return nil
}

// begin notes for jobs that never had a tick that they are scheduled from now
// on: a county that switches the worker on in March owes nothing for January.
func (d *Daemon) begin(ctx context.Context) error {
	now := d.Clock()
	for job := range d.Schedules {
		last, err := d.Ticks.LastTick(ctx, job)
		if err != nil {
			return fmt.Errorf("read the last tick of %s: %w", job, err)
		}
		if !last.IsZero() {
			continue
		}
		took, err := d.Ticks.ClaimTick(ctx, job, now, now, now, d.Owner)
		if err == nil && took {
			err = d.Ticks.FinishTick(ctx, job, now, now, "scheduled")
		}
		if err != nil {
			return fmt.Errorf("note the beginning of %s: %w", job, err)
		}
	}
	return nil
}

// sweep runs everything that is due. Trouble with the database is logged and
// tried again at the next sweep: a daemon outlives a restart of its registry.
func (d *Daemon) sweep(ctx context.Context) {
	ticks, err := d.owed(ctx)
	if err != nil {
		if ctx.Err() == nil {
			d.Log.Error("sweep_failed", "error", err)
		}
		return
	}
	for _, t := range ticks {
		if ctx.Err() != nil {
			return
		}
		d.run(ctx, t)
	}
	d.swept.Store(d.Clock().Unix())
}

func (d *Daemon) owed(ctx context.Context) ([]Tick, error) {
	now := d.Clock()
	last := make(map[string]time.Time, len(d.Schedules))
	for job := range d.Schedules {
		at, err := d.Ticks.LastTick(ctx, job)
		if err != nil {
			return nil, fmt.Errorf("read the last tick of %s: %w", job, err)
		}
		last[job] = at
	}
	abandoned, err := d.Ticks.AbandonedTicks(ctx, now)
	if err != nil {
		return nil, fmt.Errorf("read abandoned ticks: %w", err)
	}
	return append(abandoned, due(d.Schedules, last, now)...), nil
}

// run claims a tick and runs its job at the present moment: after downtime the
// data is today's, and so is the judgement.
func (d *Daemon) run(ctx context.Context, t Tick) {
	defer func() {
		if p := recover(); p != nil {
			d.Log.Error("tick_panicked", "job", t.Job, "nominal", t.Nominal, "panic", p, "stack", string(debug.Stack()))
		}
	}()
	now := d.Clock()
	took, err := d.Ticks.ClaimTick(ctx, t.Job, t.Nominal, now, now.Add(tickClaim), d.Owner)
	if err != nil {
		d.Log.Error("tick_not_claimed", "job", t.Job, "nominal", t.Nominal, "error", err)
		return
	}
	if !took {
		return
	}
	d.working.Store(true)
	defer d.working.Store(false)
	stop := d.renew(ctx, t)
	report, err := d.Runner.RunOne(ctx, t.Job, now, false, true)
	stop()
	if err != nil {
		d.Log.Error("tick_failed", "job", t.Job, "nominal", t.Nominal, "error", err)
	}
	if err != nil && d.Clock().Sub(t.Nominal) < retryTicksFor {
		return // the claim runs out and the tick is done again
	}
	if err := d.Ticks.FinishTick(context.WithoutCancel(ctx), t.Job, t.Nominal, d.Clock(), report.Status); err != nil {
		d.Log.Error("tick_not_finished", "job", t.Job, "nominal", t.Nominal, "error", err)
	}
}

// renew keeps the claim of a tick while its job runs.
func (d *Daemon) renew(ctx context.Context, t Tick) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() {
		ticker := time.NewTicker(tickClaim / 4)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				if err := d.Ticks.RenewTick(ctx, t.Job, t.Nominal, d.Clock().Add(tickClaim), d.Owner); err != nil && ctx.Err() == nil {
					d.Log.Warn("tick_not_renewed", "job", t.Job, "error", err)
				}
			}
		}
	})
	return func() { cancel(); wg.Wait() }
}
