package app

import (
	"context"
	"time"

	"qunguan/jobs/manual"
	"qunguan/reconcile/rule"
)

// judgedRosters judges every roster as soon as it is taken: in the demonstration no schedule does.
type judgedRosters struct {
	manual.RosterDesk

	app *App
	at  time.Time
}

// Take takes a given roster and runs the member check.
func (d judgedRosters) Take(ctx context.Context, given manual.GivenRoster) (manual.RosterReading, error) {
	r, err := d.RosterDesk.Take(ctx, given)
	if err != nil || !r.Outcome.Written {
		return r, err
	}
	_, err = d.app.Runner.RunOne(ctx, rule.JobMemberCheck, d.at, false, false)
	return r, err
}
