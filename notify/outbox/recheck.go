package outbox

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/notify"
)

// Recheck judges the cases of waiting notices by the registry's present data. A notice that was made
// on Saturday leaves on Monday at the first permitted minute, and must not speak of faults that
// Monday's first import has mended; nor must one that was tried on Friday.
type Recheck interface {
	// Recheck closes the cases that no longer hold, has untried notices made anew, and withdraws tried
	// ones in which nothing holds any longer. It reports whether it
	// judged; where nothing has changed since the last time it does not, and costs one query.
	Recheck(ctx context.Context, now time.Time) (judged bool, err error)
}

// recheckPause is the least time between two rechecks of one dispatcher:
// thousands of notices that are due at once are judged once.
const recheckPause = time.Second

// due reads notices that may be sent, judged by the present data.
func (d *Dispatcher) due(ctx context.Context, q Query) (Page, error) {
	if d.ClockInDoubt() {
		return Page{}, nil
	}
	p, err := d.Store.Due(ctx, q)
	if err != nil || d.Recheck == nil || time.Since(d.rechecked) < recheckPause || !slices.ContainsFunc(p.Notices, saysCases) {
		return p, err
	}
	judged, err := d.Recheck.Recheck(ctx, q.Now)
	if err != nil {
		return Page{}, fmt.Errorf("recheck what waits to be said: %w", err)
	}
	d.rechecked = time.Now()
	if !judged {
		return p, nil
	}
	return d.Store.Due(ctx, q)
}

// saysCases reports whether the notice is about cases.
func saysCases(n Notice) bool {
	return n.Kind == notify.KindReminder || n.Kind == notify.KindEscalation
}
