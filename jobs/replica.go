package jobs

import (
	"context"
	"errors"
	"runtime/debug"
	"sync"
	"time"

	"qunguan/jobs/lease"
)

// standbyPoll is how often a standby replica reads the lease: one query by a primary key. A lease that
// was given back is taken within it.
const standbyPoll = 1500 * time.Millisecond

// clockTolerance is how far this machine's clock may be from the database's before the database's
// counts instead: smaller differences come from the network.
const clockTolerance = 2 * time.Second

// clockDoubt is the difference of the two clocks from which on neither is believed. By a clock that is
// a month ahead deadlines have passed, rosters are stale and rungs are climbed. Late work can be made
// up for; a notice sent too early cannot be taken back.
const clockDoubt = 24 * time.Hour

// errClocks ends the work of a replica whose clock and the database's cannot
// both be nearly right.
var errClocks = errors.New("this machine's clock and the database's differ by more than a day")

// doubtful reports whether the clocks differ by too much to act by either.
func doubtful(offset time.Duration) bool { return offset.Abs() > clockDoubt }

// Lease is the scheduler's lease while this replica holds it; shared is false for the only daemon,
// which needs no lease.
func (d *Daemon) Lease() (c lease.Claim, held, shared bool) {
	if now := d.leading.Load(); now != nil {
		return *now, true, true
	}
	return c, false, d.Session != nil
}

// replicate stands by until the lease is free, runs ticks while it holds it,
// and begins again if it is lost. When the context ends it resigns.
func (d *Daemon) replicate(ctx context.Context, wake <-chan struct{}) {
	var helpers sync.WaitGroup
	defer helpers.Wait()
	for ctx.Err() == nil && !d.stopping() {
		c, asked, ok := d.standBy(ctx, &helpers)
		if !ok {
			return
		}
		log := d.Log.With("lease", c.Name, "holder", c.Holder, "token", c.Token)
		log.Info("lease_taken", "term_seconds", time.Duration(d.Session.Term).Seconds())
		leading, resign := d.Session.hold(ctx, c, asked)
		d.leading.Store(&c)
		d.lead(leading, c.Holder, wake)
		d.leading.Store(nil)
		lost := isLost(leading, nil)
		resign()
		if !lost {
			log.Info("lease_resigned")
		}
	}
}

// standBy waits for the lease and takes it; false when the context ends. It
// takes parts of the leader's large runs meanwhile.
func (d *Daemon) standBy(ctx context.Context, helpers *sync.WaitGroup) (lease.Claim, time.Time, bool) {
	ticker := time.NewTicker(standbyPoll)
	defer ticker.Stop()
	behind, failing := "", false
	for {
		c, asked, took, s, err := d.tryToLead(ctx)
		if took || ctx.Err() != nil {
			return c, asked, took
		}
		switch {
		case err != nil && !failing:
			d.Log.Warn("lease_not_seen", "error", err)
		case err == nil && s.Holder != behind:
			behind = s.Holder
			d.Log.Info("standing_by", "lease", SchedulerLease, "leader", s.Holder, "token", s.Token)
		}
		failing = err != nil
		if err == nil && s.Work && d.helping.CompareAndSwap(false, true) {
			helpers.Go(func() {
				defer d.helping.Store(false)
				d.help(ctx)
			})
		}
		select {
		case <-ctx.Done():
			return c, asked, false
		case <-d.Drain:
			return c, asked, false
		case <-ticker.C:
		}
	}
}

func (d *Daemon) tryToLead(ctx context.Context) (c lease.Claim, asked time.Time, took bool, s lease.Standing, err error) {
	s, err = d.watch(ctx)
	if errors.Is(err, errClocks) {
		return c, asked, false, s, nil // others may agree with the database
	}
	if err != nil {
		return c, asked, false, s, err
	}
	d.hasLooked()
	if !s.Free() {
		return c, asked, false, s, nil
	}
	asked = time.Now()
	c, took, err = d.Session.Leases.AcquireLease(ctx, SchedulerLease, d.Session.holder(), d.Session.Term)
	return c, asked, took, s, err
}

// watch reads the lease and learns the database's time; errClocks if the clocks are in doubt.
func (d *Daemon) watch(ctx context.Context) (lease.Standing, error) {
	before := d.Clock()
	s, err := d.Session.Leases.WatchLease(ctx, SchedulerLease)
	if err != nil {
		return s, err
	}
	after := d.Clock()
	offset := s.Now.Sub(before.Add(after.Sub(before) / 2))
	if offset.Abs() < clockTolerance {
		offset = 0
	}
	was := time.Duration(d.offset.Swap(int64(offset)))
	switch {
	case doubtful(offset) && !doubtful(was):
		d.Log.Error("clock_doubtful", "seconds", offset.Seconds())
	case doubtful(offset) != doubtful(was) || (was == 0) != (offset == 0):
		d.Log.Warn("clock_differs", "seconds", offset.Seconds())
	}
	if doubtful(offset) {
		return s, errClocks
	}
	return s, nil
}

// help takes parts of a run that another replica leads.
func (d *Daemon) help(ctx context.Context) {
	defer func() {
		if p := recover(); p != nil {
			d.Log.Error("help_panicked", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	run, ok, err := d.Runner.Runs.WaitingRun(ctx)
	if err == nil && ok && sameDay(run.Moment, d.Now()) {
		run.Moment = run.Moment.In(d.Now().Location())
		if helper, able := d.Runner.Jobs[run.Tick.Job].(interface {
			Help(ctx context.Context, run SplitRun) error
		}); able {
			err = helper.Help(ctx, run)
		}
	}
	if err != nil && ctx.Err() == nil {
		d.Log.Warn("help_failed", "run", run.ID, "job", run.Tick.Job, "error", err)
	}
}
