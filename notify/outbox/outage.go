package outbox

import (
	"context"
	"fmt"
	"time"
)

// waiting is a notice without tries and routes whose lane may work for none.
type waiting struct {
	change  int // its place among the turn's
	instead Notice
	lane    string
}

// waitFor gives the state of a notice without tries that waits for its channel.
func (r rules) waitFor(res result, now time.Time) Notice {
	n := res.notice.unclaimed()
	n.State, n.LastError = Failed, res.failure.Error()
	n.NextAt = now.Add(max(backoff(n.ByRoute, jitterOf(n.ID, n.Attempts)), res.failure.After))
	return n
}

// spare keeps notices alive that have neither a try nor a route left and whose lane works for none:
// nothing was accepted in it during all their tries, and others fail there too. An outage delays; it
// sends no person's matters up the chain.
func (d *Dispatcher) spare(ctx context.Context, t *turnDone) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordReserve)
	defer cancel()
	for _, w := range t.waits {
		out, err := d.Store.Outage(ctx, w.lane, w.instead.ID)
		// Where it cannot be known the notice waits: that is mended by itself.
		if err != nil || out.Recipients > 1 && out.Own >= w.instead.ByRoute-1 {
			t.turn.Changes[w.change].Notice, t.outcomes[w.change] = w.instead, outOutage
		}
	}
}

// outageTold is how many failures in a row of a lane are told to operators.
const outageTold = 2

// outages are the lanes that have failed for the second time since they last
// worked, of those in which sends have just failed.
func (d *Dispatcher) outages(ctx context.Context, failed []result) (map[fault][]string, error) {
	faults := map[fault][]string{}
	now := d.Clock()
	for _, r := range failed {
		day := now.Format(time.DateOnly)
		if d.told[r.lane.name] == day {
			continue
		}
		out, err := d.Store.Outage(ctx, r.lane.name, r.notice.ID)
		if err != nil {
			return nil, fmt.Errorf("look at the outage of %s: %w", r.lane.name, err)
		}
		if out.Failures < outageTold {
			continue
		}
		d.told[r.lane.name] = day
		faults[fault{channel: r.notice.Channel, reason: r.failure.Reason, lane: r.lane.name, outage: out}] = nil
	}
	return faults, nil
}
