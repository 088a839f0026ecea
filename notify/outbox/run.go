package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"qunguan/notify"
)

const (
	// expiryEvery is how often Run looks for claims that ended without a
	// record: a crash is found within it and the claim's length.
	expiryEvery = 30 * time.Second
	// maxPause is the longest Run waits between looks while the store fails.
	maxPause = 30 * time.Second
)

// errStopped is why a send was cut: the program ends.
var errStopped = errors.New("outbox: stopping")

// DeliverDue sends until nothing is due, then says what it did. A cancelled
// ctx ends it early: no new send begins, those in flight get Config.Grace.
// Its error is a failure of the store; a notice that could not be delivered
// is none. Not to be called while Run runs on the same Dispatcher.
func (d *Dispatcher) DeliverDue(ctx context.Context) (Summary, error) {
	sending, release := d.sendingContext(ctx)
	defer release()
	looked := map[string]int{} // notice → version it was worked on: no row is worked on twice in one state
	for ctx.Err() == nil && d.failure() == nil {
		d.expire(ctx)
		fresh := d.look(ctx, sending, func(n Notice) bool {
			v, seen := looked[n.ID]
			return !seen || v != n.Version
		})
		d.flying.Wait()
		if len(fresh) == 0 {
			break
		}
		for _, n := range fresh {
			looked[n.ID] = n.Version
		}
	}
	return d.take()
}

// Run delivers until ctx is cancelled: a look for due notices every
// Config.Poll, sends beside it. Failures of the store are logged and waited
// out. It returns when the sends in flight have ended.
func (d *Dispatcher) Run(ctx context.Context) {
	sending, release := d.sendingContext(ctx)
	defer release()
	pause := d.Poll
	for look := 0; ctx.Err() == nil; look++ {
		if look%max(1, int(expiryEvery/d.Poll)) == 0 {
			d.expire(ctx)
		}
		d.look(ctx, sending, func(Notice) bool { return true })
		if _, err := d.take(); err == nil {
			pause = d.Poll
		} else if ctx.Err() == nil {
			pause = min(2*pause, maxPause)
			d.Log.Error("outbox_store_failed", "err", err, "pause", pause)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
	d.flying.Wait()
	if _, err := d.take(); err != nil {
		d.Log.Error("outbox_store_failed", "err", err)
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

// look reads what is due and starts work on it, one worker for each
// recipient, oldest notice first. It returns the notices it started; it waits
// for a free slot, not for the workers' end.
func (d *Dispatcher) look(ctx, sending context.Context, want func(Notice) bool) []Notice {
	due, err := d.Store.Due(ctx, d.Clock(), d.Batch)
	if err != nil {
		d.fail(fmt.Errorf("list due notices: %w", err))
		return nil
	}
	var order []recipientKey
	queues := map[recipientKey][]Notice{}
	for _, n := range due {
		k := keyOf(n.Recipient)
		if !want(n) || d.isBusy(k) {
			continue
		}
		if queues[k] == nil {
			order = append(order, k)
		}
		queues[k] = append(queues[k], n)
	}
	var started []Notice
	for _, k := range order {
		select {
		case <-ctx.Done():
			return started
		case d.slots <- struct{}{}:
		}
		queue := queues[k]
		started = append(started, queue...)
		d.setBusy(k, true)
		d.flying.Go(func() {
			defer func() { d.setBusy(k, false); <-d.slots }()
			for _, n := range queue {
				if ctx.Err() != nil || d.failure() != nil {
					return
				}
				d.deliver(ctx, sending, n)
			}
		})
	}
	return started
}

// recipientKey is a recipient's identity without the name.
type recipientKey struct{ kind, code string }

func keyOf(r notify.Recipient) recipientKey { return recipientKey{r.Type, r.Code} }

func (d *Dispatcher) isBusy(k recipientKey) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.busy[k]
}

func (d *Dispatcher) setBusy(k recipientKey, busy bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if busy {
		d.busy[k] = true
	} else {
		delete(d.busy, k)
	}
}

// expire turns claims that ended without a record into uncertain notices: the
// process died between send and record, and nobody knows whether it arrived.
func (d *Dispatcher) expire(ctx context.Context) {
	for ctx.Err() == nil {
		now := d.Clock()
		lost, err := d.Store.Expired(ctx, now, d.Batch)
		if err != nil {
			d.fail(fmt.Errorf("list expired claims: %w", err))
			return
		}
		for _, n := range lost {
			n.LastError = string(notify.Uncertain) + ": claim_expired"
			after, told, o := d.rules.doubt(n, now)
			if !d.save(ctx, after, told) {
				continue
			}
			d.note(ctx, after, o, false, 0)
		}
		if len(lost) < d.Batch || d.failure() != nil {
			return
		}
	}
}

// save writes a decision. It reports false, and counts it, where somebody
// else has moved the notice or the store failed.
func (d *Dispatcher) save(ctx context.Context, n Notice, told *Telling) bool {
	err := d.Store.Save(ctx, n, told)
	switch {
	case err == nil:
		return true
	case errors.Is(err, ErrLost):
		d.note(ctx, n, outLost, false, 0)
	default:
		d.fail(fmt.Errorf("save notice %s: %w", n.ID, err))
	}
	return false
}
