package outbox

import (
	"context"
	"errors"
	"slices"
	"time"
)

const (
	// expiryEvery is how often Run looks for claims that ended without a
	// record: a crash is found within it and the claim's length.
	expiryEvery = 30 * time.Second
	// maxPause is the longest Run waits between looks while the store fails.
	maxPause = 30 * time.Second
	// patience is how long DeliverDue waits for a route's pace: it sees a chat
	// robot through that takes one message a second, and does not sit out a
	// minute or a lock.
	patience = 5 * time.Second
)

// errStopped is why a send was cut: the program ends.
var errStopped = errors.New("outbox: stopping")

// DeliverDue sends until nothing is due, then says what it did. A cancelled
// ctx ends it early: no new send begins, those in flight get Config.Grace.
// Its error is a failure of the store; a notice that could not be delivered
// is none. Not to be called while Run runs on the same Dispatcher.
func (d *Dispatcher) DeliverDue(ctx context.Context) (Summary, error) {
	s, end := d.begin(ctx)
	defer end()
	d.expire(ctx)
	for ctx.Err() == nil && d.failure() == nil {
		s.work()
		switch left := s.untilPaced(); {
		case s.inFlight > 0:
			s.wait(0, ctx.Done())
		case left > 0:
			s.pause(ctx, left)
		default:
			return d.take()
		}
	}
	s.finish()
	return d.take()
}

// pause waits until it is time to look again, also where a late call of a
// sender, whose end was taken in already, comes before.
func (s *shift) pause(ctx context.Context, left time.Duration) {
	for until := time.Now().Add(left); !s.look && ctx.Err() == nil; {
		s.wait(max(time.Until(until), time.Millisecond), ctx.Done())
	}
}

// untilPaced is how long until the pacer lets the next notice go, where that
// is worth waiting for; else 0. Each moment is given once.
func (s *shift) untilPaced() time.Duration {
	if len(s.paced) == 0 || s.inFlight > 0 {
		return 0
	}
	slices.SortFunc(s.paced, time.Time.Compare)
	now := s.Clock()
	left := max(s.paced[0].Sub(now), time.Millisecond)
	if left > patience {
		return 0
	}
	s.paced = slices.DeleteFunc(s.paced, func(t time.Time) bool { return !t.After(now.Add(left)) })
	return left
}

// Run delivers until ctx is cancelled: a look for due notices every
// Config.Poll, sends beside it. Failures of the store are logged and waited
// out. It returns when the sends in flight have ended.
func (d *Dispatcher) Run(ctx context.Context) {
	s, end := d.begin(ctx)
	defer end()
	pause, expired := d.Poll, time.Time{}
	for ctx.Err() == nil {
		if time.Since(expired) >= expiryEvery {
			d.expire(ctx)
			expired = time.Now()
		}
		s.work()
		if _, err := d.take(); err == nil {
			pause = d.Poll
		} else if ctx.Err() == nil {
			pause = min(2*pause, maxPause)
			d.Log.Error("outbox_store_failed", "error", err, "pause", pause)
		}
		s.waitForWork(pause)
	}
	s.finish()
	if _, err := d.take(); err != nil {
		d.Log.Error("outbox_store_failed", "error", err)
	}
}

// waitForWork waits for a send to end or for the time of the next look, which
// comes however many sends end before it: after the pause, or earlier when the
// pacer lets a notice go.
func (s *shift) waitForWork(pause time.Duration) {
	now := time.Now()
	if s.nextLook.IsZero() {
		s.nextLook = now.Add(pause)
	}
	if left := s.untilPaced(); left > 0 && left < s.nextLook.Sub(now) {
		s.nextLook = now.Add(left)
	}
	if left := s.nextLook.Sub(now); left > 0 {
		s.wait(left, s.ctx.Done())
	}
	if !time.Now().Before(s.nextLook) {
		s.look, s.nextLook = true, time.Time{}
	}
}

// sendingContext is the context of sends: it outlives ctx by the grace, and
// ends at once when Config.Abort is closed.
func (d *Dispatcher) sendingContext(ctx context.Context) (context.Context, func()) {
	sending, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	go func() {
		select {
		case <-sending.Done():
			return
		case <-d.Abort:
		case <-ctx.Done():
			select {
			case <-sending.Done():
			case <-d.Abort:
			case <-time.After(d.Grace):
			}
		}
		cut(errStopped)
	}()
	return sending, func() { cut(nil) }
}
