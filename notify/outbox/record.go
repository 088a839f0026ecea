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
	// failed once; together they stay below recordReserve.
	recordTries = 3
	recordPause = time.Second
)

// report counts what was written. It reports whether one of the notices is due
// again at once.
func (d *Dispatcher) report(ctx context.Context, t turn) (again bool) {
	if t.err != nil {
		d.fail(fmt.Errorf("record %d notices: %w", len(t.changes), t.err))
		return false
	}
	for i, result := range t.results {
		o := t.outcomes[i]
		if slices.Contains(t.lost, result.notice.ID) {
			o = outLost
		}
		ops := result.failure != nil && result.failure.Ops || o == outExhausted || o == outDead || o == outLost
		d.note(ctx, t.changes[i].Notice, o, ops, result.took)
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
		return Change{Notice: n, Claimed: &r.notice}, outGivenBack
	}
	after, told, o := settle(r.notice, r.failure, now, d.rules)
	if o == outNextRoute {
		var w way
		if after, w = d.resolve(ctx, after, r.offers); w != wayOpen {
			after, o = w.ended(after)
		}
	}
	c := Change{Notice: after, Claimed: &r.notice, Told: told}
	if f := r.failure; f != nil && f.Class == notify.Permanent && f.Ops {
		d.blame(r.notice, r.notice.Channel, f.Reason)
	}
	if f := r.failure; f != nil && f.Class == notify.RateLimited && f.After > 0 {
		c.Block = &Block{Key: r.pace, From: now, Until: now.Add(f.After)}
	}
	return c, o
}

// expire turns claims that ended without a record into uncertain notices: the
// process died between send and record, and nobody knows whether it arrived.
func (d *Dispatcher) expire(ctx context.Context) {
	for ctx.Err() == nil {
		now := d.Clock()
		expired, err := d.Store.Expired(ctx, now, d.Batch)
		if err != nil {
			d.fail(fmt.Errorf("list expired claims: %w", err))
			return
		}
		changes := make([]Change, len(expired))
		outcomes := make([]outcome, len(expired))
		for i := range expired {
			n := expired[i]
			changes[i].Claimed = &expired[i]
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
	turned, err := d.Store.Turn(ctx, Turn{Changes: changes})
	if err != nil {
		d.fail(fmt.Errorf("save %d notices: %w", len(changes), err))
		return
	}
	for i, c := range changes {
		o := outcomes[i]
		if slices.Contains(turned.Lost, c.Notice.ID) {
			o = outLost
		}
		d.note(ctx, c.Notice, o, o == outDead, 0)
	}
}
