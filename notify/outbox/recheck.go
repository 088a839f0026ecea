package outbox

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/notify"
)

// Recheck judges the cases of untried notices on what the registry knows now.
// A notice that was made on Saturday leaves on Monday at the first permitted
// minute, and must not speak of what Monday's first import has mended.
type Recheck interface {
	// Recheck closes what no longer holds and has the rest said anew. It
	// reports whether it judged; where nothing has changed since the last time
	// it does not, and costs one query.
	Recheck(ctx context.Context, now time.Time) (judged bool, err error)
}

// recheckPause is the least time between two rechecks of one dispatcher:
// thousands of notices that are due at once are judged once.
const recheckPause = time.Second

// due lists at most limit notices that may be sent at now, judged on what is
// known at now.
func (d *Dispatcher) due(ctx context.Context, now time.Time, limit int) ([]Notice, error) {
	if d.ClockInDoubt() {
		return nil, nil
	}
	due, err := d.Store.Due(ctx, now, limit)
	if err != nil || d.Recheck == nil || time.Since(d.rechecked) < recheckPause || !slices.ContainsFunc(due, saysCases) {
		return due, err
	}
	judged, err := d.Recheck.Recheck(ctx, now)
	if err != nil {
		return nil, fmt.Errorf("recheck what waits to be said: %w", err)
	}
	d.rechecked = time.Now()
	if !judged {
		return due, nil
	}
	return d.Store.Due(ctx, now, limit)
}

// saysCases reports whether the notice is about cases and can still be made
// anew: a repetition must be the same message.
func saysCases(n Notice) bool {
	return n.Untried() && (n.Kind == notify.KindReminder || n.Kind == notify.KindEscalation)
}
