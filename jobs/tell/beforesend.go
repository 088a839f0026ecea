package tell

import (
	"context"
	"fmt"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile/workgroup"
)

// Refresh judges again what waits to be said, just before it is said, when
// there is something new to judge it by: a notice that was made on Saturday
// leaves on Monday at the first permitted minute, and must not speak of what
// Monday's first import has mended. It tells nothing that no notice told.
type Refresh struct {
	Composer Composer
}

// Recheck judges the cases of notices that nobody has tried to send yet, closes
// what no longer holds, and says the rest anew. It reports false when nothing
// has changed since the last time, which costs one query (outbox.Recheck).
func (r Refresh) Recheck(ctx context.Context, now time.Time) (judged bool, err error) {
	changes, last, err := r.Composer.Notices.Looks(ctx)
	if err != nil || !last.Stale(changes, workgroup.DateOf(now)) {
		return false, err
	}
	run := jobs.Run{Moment: now}
	report := jobs.NewReport(jobs.Deliver, run)
	if err := r.Composer.compose(ctx, run, &report, true); err != nil {
		return false, fmt.Errorf("judge again what waits to be said: %w", err)
	}
	r.Composer.Log.Info("waiting_notices_judged", "changes", changes, "closed", report.Closed, "created", report.Notices)
	return true, nil
}

// untried are the cases of notices that compose may still replace.
func (c Composer) untried(ctx context.Context, w *check.World, at time.Time) (map[int64]bool, error) {
	notices, err := c.Notices.Unsettled(ctx, w.Day, at.Location())
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", err)
	}
	cases := map[int64]bool{}
	for _, n := range notices {
		if n.Untried() {
			for _, id := range n.Cases {
				cases[id] = true
			}
		}
	}
	return cases, nil
}
