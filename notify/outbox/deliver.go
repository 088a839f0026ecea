package outbox

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"qunguan/notify"
)

const (
	// settleTime is how long after its context's end a channel may take to
	// return; then it is left behind and its attempt is uncertain.
	settleTime = 2 * time.Second
	// recordTries and recordPause bound how long a result waits for a store
	// that fails; together they stay below recordReserve.
	recordTries = 4
	recordPause = time.Second
)

// deliver takes one due notice through check, claim, send and record.
func (d *Dispatcher) deliver(ctx, sending context.Context, n Notice) {
	now := d.Clock()
	if at := d.Allowed(n.Kind, n.Recipient, now); at.After(now) {
		n.NextAt = at
		if d.save(ctx, n, nil) {
			d.note(ctx, n, outPostponed, false, 0)
		}
		return
	}
	n, route, err := d.resolve(ctx, n)
	if err != nil {
		if end, o, ok := withoutRoute(n, err); !ok {
			d.fail(fmt.Errorf("route of notice %s: %w", n.ID, err))
		} else if d.save(ctx, end, nil) {
			d.note(ctx, end, o, o == outDead, 0)
		}
		return
	}
	n.State, n.ClaimedBy, n.ClaimedUntil = Sending, d.Owner, now.Add(d.Claim)
	n.Attempts++
	if !d.save(ctx, n, nil) {
		return
	}
	n.Version++

	began := time.Now()
	f := d.send(sending, route, n)
	d.record(ctx, n, f, time.Since(began))
}

// send makes one attempt within the send timeout. A channel that panics or
// does not come back leaves an uncertain attempt, never a stopped dispatcher.
func (d *Dispatcher) send(sending context.Context, route notify.Route, n Notice) *notify.Failure {
	ctx, cancel := context.WithTimeout(sending, d.SendTimeout)
	defer cancel()
	m := notify.Message{
		ID: n.ID, Kind: n.Kind, Recipient: n.Recipient, Document: n.Document, Text: n.Body,
		Cases: n.Refs, CreatedAt: n.CreatedAt, Repeat: n.Doubts > 0,
	}
	result := make(chan *notify.Failure, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				// The value may hold an address: the stack tells enough.
				d.Log.Error("channel_panicked", "channel", route.Channel, "notice", n.ID, "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
				result <- &notify.Failure{Class: notify.Uncertain, Reason: "channel_panicked", Ops: true}
			}
		}()
		_, err := d.Channels[route.Channel].Send(ctx, route, m)
		result <- notify.AsFailure(err)
	}()
	select {
	case f := <-result:
		return f
	case <-ctx.Done():
	}
	select {
	case f := <-result:
		return f
	case <-time.After(settleTime):
		return &notify.Failure{Class: notify.Uncertain, Reason: "channel_did_not_return", Ops: true}
	}
}

// record writes what became of a claimed notice. It does so even when the
// program is being stopped, and tries again when the store fails, because an
// unrecorded send is repeated; it stops where the claim was lost.
func (d *Dispatcher) record(ctx context.Context, n Notice, f *notify.Failure, took time.Duration) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordReserve)
	defer cancel()
	after, told, o := settle(n, f, d.Clock(), d.rules)
	if o == outNextRoute {
		after, o = d.nextRoute(ctx, after)
	}
	ops := f != nil && f.Ops || o == outExhausted || o == outDead
	var err error
	for try := range recordTries {
		if try > 0 {
			select {
			case <-ctx.Done():
			case <-time.After(recordPause << (try - 1)):
			}
		}
		if err = d.Store.Save(ctx, after, told); err == nil {
			d.note(ctx, after, o, ops, took)
			return
		}
		if errors.Is(err, ErrLost) {
			d.note(ctx, after, outLost, true, took)
			return
		}
	}
	d.fail(fmt.Errorf("record notice %s as %s: %w", n.ID, after.State, err))
}
