package tell

import (
	"context"
	"fmt"
	"time"

	"qunguan/jobs"
	"qunguan/notify/outbox"
	"qunguan/reconcile/workgroup"
)

// BeforeSend rechecks waiting notices just before they are sent, if there is new data. A notice that
// was made on Saturday leaves on Monday at the first permitted minute, and without the recheck it would
// reproach people for faults that Monday's first import shows rectified. It adds no case to any notice.
type BeforeSend struct {
	Composer Composer
}

// Recheck judges the cases of waiting notices and closes those that no longer hold. It writes untried
// notices anew; of those that were tried it withdraws the ones in which nothing holds any longer, for
// they would be repeated word for word. It reports false when the data is the same as at the last recheck, which costs one
// query (outbox.Recheck).
func (b BeforeSend) Recheck(ctx context.Context, now time.Time) (judged bool, err error) {
	changes, last, err := b.Composer.Notices.LastRecheck(ctx)
	if err != nil || !last.Stale(changes, workgroup.DateOf(now)) {
		return false, err
	}
	run := jobs.Run{Moment: now}
	report := jobs.NewReport(jobs.Deliver, run)
	if err := b.Composer.compose(ctx, run, &report, true); err != nil {
		return false, fmt.Errorf("judge again what waits to be said: %w", err)
	}
	b.Composer.Log.Info("waiting_notices_judged", "changes", changes, "closed", report.Closed, "created", report.Notices)
	return true, nil
}

// outboxRead is the outbox as a composing read it.
type outboxRead struct {
	notices    []outbox.Notice // unsettled ones
	composings int64           // how often notices were made before
}

// addWaiting adds the cases of notices that compose may still replace (untried) or that may be sent
// again.
func (o outboxRead) addWaiting(cases map[int64]bool, untried bool) {
	for _, n := range o.notices {
		if n.Untried() == untried && n.State != outbox.Dead {
			for _, id := range n.Cases {
				cases[id] = true
			}
		}
	}
}
