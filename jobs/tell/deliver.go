package tell

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"qunguan/jobs"
	"qunguan/notify/outbox"
)

// Deliverer sends the notices that are due at the run's moment. No other job
// sends.
type Deliverer struct {
	// Dispatcher makes a dispatcher on a clock that begins at the moment and
	// goes on as real time does.
	Dispatcher func(clock func() time.Time) (*outbox.Dispatcher, error)
	Act        bool // report mode never sends
	Log        *slog.Logger
}

// Name is the job's name.
func (Deliverer) Name() string { return jobs.Deliver }

// Run sends until nothing is due.
func (d Deliverer) Run(ctx context.Context, run jobs.Run) (jobs.Report, error) {
	report := jobs.NewReport(jobs.Deliver, run)
	if !d.Act || run.DryRun {
		return report, nil
	}
	started := time.Now()
	dispatcher, err := d.Dispatcher(func() time.Time { return run.Moment.Add(time.Since(started)) })
	if err != nil {
		return report, err
	}
	sum, err := dispatcher.DeliverDue(ctx)
	report.Sent = sum.Sent
	report.Read["failed"] = sum.Failed
	report.Read["uncertain"] = sum.Uncertain
	report.Read["dead"] = sum.Dead
	report.Read["manual"] = sum.Manual
	report.Read["postponed"] = sum.Postponed
	for _, a := range sum.Alarms {
		report.Worsen(jobs.StatusPartial)
		report.Trouble = append(report.Trouble, jobs.Trouble{Kind: "route_broken", Detail: fmt.Sprintf("%s: %s (%s)", a.Channel, a.Reason, a.Notice)})
		d.Log.Warn("route_broken", "channel", a.Channel, "reason", a.Reason, "notice", a.Notice)
	}
	return report, err
}
