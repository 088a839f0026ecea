package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"qunguan/jobs/lease"
	"qunguan/jobs/schedule"
)

// Daemon runs each job at its ticks. cron only wakes it; due ticks are computed from the database's
// last tick, so that a tick missed while the daemon was down is made up for once (the latest of each
// job). Of several replicas the holder of the lease runs ticks; the others stand by, and take parts of
// its large runs.
type Daemon struct {
	Runner    Runner
	Schedules map[string]*schedule.Schedule
	Ticks     Ticks
	Owner     string // this process: host:pid
	Clock     func() time.Time
	Log       *slog.Logger

	Session *LeaseSession // nil: this daemon is the only one (file lock)

	// Drain, once it is closed, makes Run end when the running job is done: no tick, and no part of
	// another replica's run, is begun any more.
	Drain <-chan struct{}

	looked  atomic.Pointer[time.Time]   // the last successful search for due ticks
	working atomic.Bool                 // a job runs
	helping atomic.Bool                 // parts of another replica's run are worked on
	leading atomic.Pointer[lease.Claim] // the scheduler's lease while this replica has it
	offset  atomic.Int64                // nanoseconds from Clock to the database's clock
}

// retryAfter is the pause before a failed run is done again, and the time for which versions without
// leases leave a running tick alone.
const retryAfter = 2 * time.Minute

// retryTicksFor is how long a failed or interrupted tick is retried: a restarting registry must not
// cost a week.
const retryTicksFor = 24 * time.Hour

// sweepEvery is how often the daemon looks for due ticks by itself, should an alarm have been lost (a
// suspended machine, a changed clock).
const sweepEvery = time.Minute

// Run works until the context ends; a job running then is told to stop, and Run waits for it. A drained
// daemon ends when its job is done.
func (d *Daemon) Run(ctx context.Context) error {
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
	alarms, quiet := context.WithCancel(ctx)
	wg.Go(func() { alarm.Run(alarms) })
	defer wg.Wait()
	defer quiet()
	if d.Session == nil {
		d.lead(ctx, newHolder(d.Owner), wake)
	} else {
		d.replicate(ctx, wake)
	}
	return nil
}

// lead runs ticks until the context ends or the two clocks are in doubt.
func (d *Daemon) lead(ctx context.Context, holder string, wake <-chan struct{}) {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		if d.sweep(ctx, holder); doubtful(d.apart()) {
			return // a replica with a clock that agrees with the database's can lead
		}
		select {
		case <-ctx.Done():
			return
		case <-d.Drain:
			return
		case <-wake:
		case <-ticker.C:
		}
	}
}

// Now is the present by the database's clock where there is one to agree on.
func (d *Daemon) Now() time.Time { return d.Clock().Add(d.apart()) }

// apart is the lead of the database's clock over this machine's.
func (d *Daemon) apart() time.Duration { return time.Duration(d.offset.Load()) }

// Ready names the reasons why the scheduler cannot be relied on; empty when it can. A long job does not
// make it unready: sweeping pauses meanwhile. A replica that stands by is ready when it could read the
// lease.
func (d *Daemon) Ready() []string {
	if d.working.Load() {
		return nil
	}
	last := d.looked.Load()
	switch {
	case doubtful(d.apart()):
		return []string{fmt.Sprintf("scheduler: the database's clock differs from this machine's by %s", d.apart().Round(time.Second))}
	case last == nil:
		return []string{"scheduler: has not looked for due jobs yet"}
	case time.Since(*last) > 3*sweepEvery:
		return []string{"scheduler: could not look for due jobs since " + last.UTC().Format(time.RFC3339)}
	}
	return nil
}

func (d *Daemon) hasLooked() {
	now := time.Now()
	d.looked.Store(&now)
}

// begin records, for jobs without any tick, that they are scheduled from now on: a county that switches
// the worker on in March owes nothing for January.
func (d *Daemon) begin(ctx context.Context, last map[string]time.Time, now time.Time, holder string) error {
	for job := range d.Schedules {
		if !last[job].IsZero() {
			continue
		}
		t := Tick{job, now}
		took, err := d.Ticks.ClaimTick(ctx, t, now, now, holder)
		if err == nil && took {
			err = d.Ticks.FinishTick(ctx, t, now, scheduledOnly)
		}
		if err != nil {
			return fmt.Errorf("note the beginning of %s: %w", job, err)
		}
		last[job] = now
	}
	return nil
}

// sweep runs all due ticks. An unreachable database is logged and tried again at the next sweep: a
// daemon outlives a restart of its registry.
func (d *Daemon) sweep(ctx context.Context, holder string) {
	ticks, err := d.owed(ctx, holder)
	if err != nil {
		if ctx.Err() == nil && !isLost(ctx, err) && !errors.Is(err, errClocks) {
			d.Log.Error("sweep_failed", "error", err)
		}
		return
	}
	for _, t := range ticks {
		if ctx.Err() != nil || d.stopping() {
			return
		}
		d.run(ctx, t, holder)
	}
	d.hasLooked()
}

func (d *Daemon) owed(ctx context.Context, holder string) ([]Tick, error) {
	if d.Session != nil {
		if _, err := d.watch(ctx); err != nil {
			return nil, err
		}
	}
	now := d.Now()
	last, err := d.Ticks.LastTicks(ctx, now)
	if err != nil {
		return nil, err
	}
	if err := d.begin(ctx, last, now, holder); err != nil {
		return nil, err
	}
	void, err := d.Ticks.VoidTicks(ctx, now, holder)
	if err != nil {
		return nil, err
	}
	return append(void, due(d.Schedules, last, now)...), nil
}

// run claims a tick and runs its job at the present moment: after downtime the
// data is today's, and so is the judgement.
func (d *Daemon) run(ctx context.Context, t Tick, holder string) {
	log := d.Log.With("job", t.Job, "nominal", t.Nominal)
	defer func() {
		if p := recover(); p != nil {
			log.Error("tick_panicked", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	now := d.Now()
	took, err := d.Ticks.ClaimTick(ctx, t, now, now.Add(retryAfter), holder)
	switch {
	case err != nil && isLost(ctx, err):
		log.Warn("tick_left", "error", err)
		return
	case err != nil:
		log.Error("tick_not_claimed", "error", err)
		return
	case !took:
		return
	}
	d.working.Store(true)
	defer d.working.Store(false)
	report, err := d.Runner.RunTick(ctx, t, now)
	switch {
	case err != nil && (ctx.Err() != nil || isLost(ctx, err)):
		// The next leader does the tick again at once.
		log.Warn("tick_left", "error", err)
		return
	case err != nil:
		log.Error("tick_failed", "error", err)
	}
	if err != nil && d.Now().Sub(t.Nominal) < retryTicksFor {
		err = d.Ticks.PostponeTick(ctx, t, d.Now().Add(retryAfter))
	} else {
		err = d.Ticks.FinishTick(context.WithoutCancel(ctx), t, d.Now(), report.Status)
	}
	if err != nil {
		log.Error("tick_not_finished", "error", err)
	}
}
