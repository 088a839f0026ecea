package jobs

import (
	"context"
	"fmt"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/workgroup"
)

// Refresh judges again what waits to be said, just before it is said, when
// there is something new to judge it by: a notice that was made on Saturday
// leaves on Monday at the first permitted minute, and must not speak of what
// Monday's first import has mended. It tells nothing that no notice told.
type Refresh struct {
	Composer Composer
}

// Look judges the cases of notices that nobody has tried to send yet, closes
// what no longer holds, and says the rest anew. It reports false when nothing
// has changed since the last look, which costs one query.
func (r Refresh) Look(ctx context.Context, now time.Time) (looked bool, err error) {
	changes, last, err := r.Composer.Looks.Looks(ctx)
	if err != nil || !last.Stale(changes, workgroup.DateOf(now)) {
		return false, err
	}
	run := Run{Moment: now}
	report := newReport(Deliver, run)
	if err := r.Composer.compose(ctx, run, &report, true); err != nil {
		return false, fmt.Errorf("judge again what waits to be said: %w", err)
	}
	r.Composer.Log.Info("waiting_notices_judged", "changes", changes, "closed", report.Closed, "created", report.Notices)
	return true, nil
}

// untried are the cases of notices that compose may still replace.
func (c Composer) untried(ctx context.Context, w *World, at time.Time) (map[int64]bool, error) {
	notices, err := c.Book.Unsettled(ctx, w.Day, at.Location())
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

// lookPause is the least time between two looks of one sender: thousands of
// notices that are due at once are judged once.
const lookPause = time.Second

// Judged is an outbox whose notices were judged on what is known now when it
// gives them out. Several may share one registry; one is for one dispatcher.
func (r Refresh) Judged(store outbox.Store) outbox.Store { return &judged{Store: store, look: r.Look} }

type judged struct {
	outbox.Store

	look   func(ctx context.Context, now time.Time) (bool, error)
	looked time.Time
}

// Due lists what is due, after a look if one of them has not been tried yet.
func (j *judged) Due(ctx context.Context, now time.Time, limit int) ([]outbox.Notice, error) {
	due, err := j.Store.Due(ctx, now, limit)
	if err != nil || !anyUntried(due) || time.Since(j.looked) < lookPause {
		return due, err
	}
	looked, err := j.look(ctx, now)
	if err != nil {
		return nil, err
	}
	j.looked = time.Now()
	if !looked {
		return due, nil
	}
	return j.Store.Due(ctx, now, limit)
}

func anyUntried(due []outbox.Notice) bool {
	for _, n := range due {
		if n.Untried() && (n.Kind == notify.KindReminder || n.Kind == notify.KindEscalation) {
			return true
		}
	}
	return false
}
