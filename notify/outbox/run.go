package outbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	// maxPause is the longest Run waits between looks while the store fails.
	maxPause = 30 * time.Second
	// patience is how long DeliverDue waits for a route's pace: it sees a chat
	// robot through that takes one message a second, and does not sit out a
	// minute or a lock.
	patience = 5 * time.Second
)

// errStopped is why a send was cut: the program ends.
var errStopped = errors.New("outbox: stopping")

// DeliverDue sends until nothing is due, then returns a summary. A cancelled ctx ends it early: no
// new send begins, those in flight get Config.Grace. Its error is a failure of the store; a notice
// that could not be delivered is none. Not to be called while Run runs on the same Dispatcher.
func (d *Dispatcher) DeliverDue(ctx context.Context) (Summary, error) {
	l, end := d.begin(ctx)
	defer end()
	d.unpark(ctx)
	for ctx.Err() == nil && d.failure() == nil {
		l.work()
		if !l.idle() {
			l.wait(0, ctx.Done())
			continue
		}
		left := l.untilPaced()
		if left <= 0 {
			return d.take()
		}
		l.pause(ctx, left)
	}
	l.finish()
	return d.take()
}

// unpark releases the notices that waited for a smaller budget of the day, when the policy now has a
// larger one.
func (d *Dispatcher) unpark(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	if err := d.Store.Unpark(ctx, d.Clock(), d.PerDay); err != nil {
		d.fail(fmt.Errorf("wake what waits for a budget: %w", err))
	}
}

// pause waits until it is time to look again, also where a late call of a
// sender, whose end was taken in already, comes before.
func (l *loop) pause(ctx context.Context, left time.Duration) {
	for until := time.Now().Add(left); !l.look && ctx.Err() == nil; {
		l.wait(max(time.Until(until), time.Millisecond), ctx.Done())
	}
}

// untilPaced is how long until the pacer lets the next notice go, where that
// is worth waiting for; else 0. Each moment is given once.
func (l *loop) untilPaced() time.Duration {
	if len(l.paced) == 0 {
		return 0
	}
	slices.SortFunc(l.paced, time.Time.Compare)
	now := l.Clock()
	left := max(l.paced[0].Sub(now), time.Millisecond)
	if left > patience {
		return 0
	}
	l.paced = slices.DeleteFunc(l.paced, func(t time.Time) bool { return !t.After(now.Add(left)) })
	return left
}

// Run delivers until ctx is cancelled: a look for due notices every
// Config.Poll, sends beside it. Failures of the store are logged and waited
// out. It returns when the sends in flight have ended.
func (d *Dispatcher) Run(ctx context.Context) {
	l, end := d.begin(ctx)
	defer end()
	d.unpark(ctx)
	pause := d.Poll
	for ctx.Err() == nil {
		l.work()
		if _, err := d.take(); err == nil {
			pause = d.Poll
		} else if ctx.Err() == nil {
			pause = min(2*pause, maxPause)
			d.Log.Error("outbox_store_failed", "error", err, "pause", pause)
			l.look, l.nextLook = false, time.Time{}
		}
		l.waitForWork(pause)
	}
	l.finish()
	if _, err := d.take(); err != nil {
		d.Log.Error("outbox_store_failed", "error", err)
	}
}

// waitForWork waits for a send to end or for the time of the next look, which
// comes however many sends end before it: after the pause, or earlier when the
// pacer lets a notice go.
func (l *loop) waitForWork(pause time.Duration) {
	now := time.Now()
	if l.nextLook.IsZero() {
		l.nextLook = now.Add(pause)
	}
	if left := l.untilPaced(); left > 0 && left < l.nextLook.Sub(now) {
		l.nextLook = now.Add(left)
	}
	if left := l.nextLook.Sub(now); left > 0 {
		l.wait(left, l.ctx.Done())
	}
	if !time.Now().Before(l.nextLook) {
		l.look, l.polled, l.nextLook = true, true, time.Time{}
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
