package jobs

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"time"

	"qunguan/jobs/lease"
)

// Leases lets replicas agree who may act, by the database's clock.
type Leases interface {
	// WatchLease returns the state of the lease; it writes nothing.
	WatchLease(ctx context.Context, name string) (lease.Standing, error)
	// AcquireLease takes the lease if it is free. The holder's name is new at
	// every taking.
	AcquireLease(ctx context.Context, name, holder string, term lease.Term) (lease.Claim, bool, error)
	// RenewLease gives the claim another term; lease.ErrLost if the lease was
	// taken over.
	RenewLease(ctx context.Context, c lease.Claim, term lease.Term) error
	// ReleaseLease gives the claim back, if it is still the claimant's.
	ReleaseLease(ctx context.Context, c lease.Claim) error
}

// SchedulerLease is the lease of the one replica that runs ticks.
const SchedulerLease = "scheduler"

// releaseWithin bounds how long a stopping replica tries to give its lease
// back; without it the term ends by itself.
const releaseWithin = 5 * time.Second

// LeaseSession keeps claims while work is done under them.
type LeaseSession struct {
	Leases Leases
	Owner  string // host:pid
	Term   lease.Term
	Log    *slog.Logger
}

// holder is a name never used before: a late write of an earlier session of this process must not pass
// for one of this session.
func (k LeaseSession) holder() string { return newHolder(k.Owner) }

func newHolder(owner string) string { return owner + ":" + rand.Text()[:12] }

// hold renews a claim that was requested at the moment until release, and gives it back then. Work is
// done under the context, which ends with lease.ErrLost as its cause when the claim is lost, or could
// not be renewed in time.
func (k LeaseSession) hold(ctx context.Context, c lease.Claim, asked time.Time) (under context.Context, release func()) {
	under, cancel := context.WithCancelCause(lease.WithClaim(ctx, c))
	var renewing sync.WaitGroup
	stop := make(chan struct{})
	renewing.Go(func() { k.renew(under, cancel, c, asked, stop) })
	return under, func() {
		close(stop)
		renewing.Wait()
		lost := isLost(under, nil)
		cancel(nil)
		if lost {
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseWithin)
		defer cancel()
		if err := k.Leases.ReleaseLease(ctx, c); err != nil {
			k.Log.Warn("lease_not_released", "lease", c.Name, "run", c.Run, "part", c.Part, "error", err)
		}
	}
}

// renew goes on after the work was told to stop, because stopping takes time.
func (k LeaseSession) renew(ctx context.Context, lost context.CancelCauseFunc, c lease.Claim, asked time.Time, stop <-chan struct{}) {
	log := k.Log.With("lease", c.Name, "run", c.Run, "part", c.Part, "holder", c.Holder, "token", c.Token)
	hold := lease.NewHold(k.Term, asked)
	for {
		wait := time.NewTimer(time.Until(earlier(hold.RenewAt(), hold.TrustedUntil())))
		select {
		case <-stop:
			wait.Stop()
			return
		case <-wait.C:
		}
		now := time.Now()
		if !hold.Trusted(now) {
			log.Warn("lease_lost", "reason", "not renewed in time")
			lost(lease.ErrLost)
			return
		}
		err := k.ask(ctx, c, hold.TrustedUntil(), stop)
		switch {
		case err == nil:
			hold = hold.Renewed(now)
		case errors.Is(err, lease.ErrLost):
			log.Warn("lease_lost", "reason", "taken over")
			lost(lease.ErrLost)
			return
		default:
			if !closed(stop) {
				log.Warn("lease_not_renewed", "error", err)
			}
			hold = hold.Failed(time.Now())
		}
	}
}

// ask renews once. An unresponsive database must not keep a holder from stopping in time, nor a daemon
// from ending.
func (k LeaseSession) ask(ctx context.Context, c lease.Claim, deadline time.Time, stop <-chan struct{}) error {
	ctx, cancel := context.WithDeadline(context.WithoutCancel(ctx), deadline)
	defer cancel()
	answered := make(chan struct{})
	defer close(answered)
	go func() {
		select {
		case <-stop:
			cancel()
		case <-answered:
		}
	}()
	return k.Leases.RenewLease(ctx, c, k.Term)
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// isLost reports whether work ended because its lease was lost, by the finding of the session or the
// registry.
func isLost(ctx context.Context, err error) bool {
	return errors.Is(err, lease.ErrLost) || errors.Is(context.Cause(ctx), lease.ErrLost)
}
