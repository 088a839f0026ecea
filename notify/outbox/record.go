package outbox

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/notify"
)

const (
	// recordTries and recordPause bound how long results wait for a store that
	// fails; together they stay below recordReserve.
	recordTries = 4
	recordPause = time.Second
)

// recording is a batch of ended sends on its way into the store.
type recording struct {
	results  []result
	changes  []Change
	outcomes []outcome

	lost []string
	err  error
}

// judge decides what becomes of notices whose sends have ended.
func (d *Dispatcher) judge(ctx context.Context, results []result) recording {
	now := d.Clock() // one moment for all, so that equal ends are written together
	r := recording{results: results, changes: make([]Change, len(results)), outcomes: make([]outcome, len(results))}
	for i, result := range results {
		r.changes[i], r.outcomes[i] = d.ending(ctx, result, now)
	}
	return r
}

// report counts what was written. It reports whether one of the notices is due
// again at once.
func (d *Dispatcher) report(ctx context.Context, r recording) (again bool) {
	if r.err != nil {
		d.fail(fmt.Errorf("record %d notices: %w", len(r.changes), r.err))
		return false
	}
	for i, result := range r.results {
		o := r.outcomes[i]
		if slices.Contains(r.lost, result.notice.ID) {
			o = outLost
		}
		ops := result.failure != nil && result.failure.Ops || o == outExhausted || o == outDead || o == outLost
		d.note(ctx, r.changes[i].Notice, o, ops, result.took)
		again = again || o == outNextRoute || o == outGivenBack
	}
	return again
}

// ending is what a job's notice becomes.
func (d *Dispatcher) ending(ctx context.Context, r result, now time.Time) (Change, outcome) {
	if r.back {
		n := *r.before
		n.Version = r.notice.Version
		if !r.next.IsZero() {
			n.NextAt = r.next
		}
		return Change{Notice: n}, outGivenBack
	}
	after, told, o := settle(r.notice, r.failure, now, d.rules)
	if o == outNextRoute {
		var w way
		if after, w = d.resolve(ctx, after, r.offers); w != wayOpen {
			after, o = w.ended(after)
		}
	}
	c := Change{Notice: after, Told: told}
	if f := r.failure; f != nil && f.Class == notify.Permanent && f.Ops {
		d.blame(r.notice, r.notice.Channel, f.Reason)
	}
	if f := r.failure; f != nil && f.Class == notify.RateLimited && f.After > 0 {
		c.Block = &Block{Key: r.pace, From: now, Until: now.Add(f.After)}
	}
	return c, o
}

// write writes what became of claimed notices, in one transaction. It does so
// even when the program is being stopped, and tries again when the store
// fails, because an unrecorded send is repeated.
func (d *Dispatcher) write(ctx context.Context, changes []Change) (lost []string, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordReserve)
	defer cancel()
	for try := range recordTries {
		if try > 0 {
			select {
			case <-ctx.Done():
			case <-time.After(recordPause << (try - 1)):
			}
		}
		if lost, err = d.Store.Record(ctx, changes); err == nil {
			return lost, nil
		}
	}
	return nil, err
}

// expire turns claims that ended without a record into uncertain notices: the
// process died between send and record, and nobody knows whether it arrived.
func (d *Dispatcher) expire(ctx context.Context) {
	for ctx.Err() == nil && !d.ClockInDoubt() {
		now := d.Clock()
		expired, err := d.Store.Expired(ctx, now, d.Batch)
		if err != nil {
			d.fail(fmt.Errorf("list expired claims: %w", err))
			return
		}
		changes := make([]Change, len(expired))
		outcomes := make([]outcome, len(expired))
		for i, n := range expired {
			n.LastError = string(notify.Uncertain) + ": claim_expired"
			changes[i].Notice, changes[i].Told, outcomes[i] = d.rules.doubt(n, now)
		}
		d.save(ctx, changes, outcomes)
		if len(expired) < d.Batch || d.failure() != nil {
			return
		}
	}
}

// save writes decisions that no send came before. What somebody else has moved
// is counted as lost.
func (d *Dispatcher) save(ctx context.Context, changes []Change, outcomes []outcome) {
	if len(changes) == 0 {
		return
	}
	lost, err := d.Store.Record(ctx, changes)
	if err != nil {
		d.fail(fmt.Errorf("save %d notices: %w", len(changes), err))
		return
	}
	for i, c := range changes {
		o := outcomes[i]
		if slices.Contains(lost, c.Notice.ID) {
			o = outLost
		}
		d.note(ctx, c.Notice, o, o == outDead, 0)
	}
}
