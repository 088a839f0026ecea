package inbox

import (
	"context"
	"log/slog"
	"time"

	"qunguan/jobs"
)

// Name is the job's name.
const Name = "sync"

// Job reads the inbox when it is run by hand: twice, so that a growing file is noticed.
type Job struct {
	New func(at time.Time) *Inbox // nil = there is no inbox
}

// Name is the job's name.
func (Job) Name() string { return Name }

// Run imports the settled files. A dry run imports nothing.
func (j Job) Run(ctx context.Context, run jobs.Run) (jobs.Report, error) {
	report := jobs.NewReport(Name, run)
	if j.New == nil {
		report.Trouble = append(report.Trouble, jobs.Trouble{Kind: "no_inbox"})
		return report, nil
	}
	if run.DryRun {
		return report, nil
	}
	box := j.New(run.Moment)
	pass, err := box.Scan(ctx)
	if err == nil && pass.Waiting > 0 {
		select {
		case <-ctx.Done():
			return report, ctx.Err()
		case <-time.After(Settle):
		}
		pass, err = box.Scan(ctx)
	}
	report.Read["files_taken"], report.Read["files_refused"], report.Read["files_passed"], report.Read["files_waiting"] = pass.Taken, pass.Refused, pass.Passed, pass.Waiting
	if pass.Refused > 0 {
		report.Status = jobs.StatusPartial
		report.Trouble = append(report.Trouble, jobs.Trouble{Kind: "inbox_refused", Detail: box.Dir})
	}
	return report, err
}

// every is how often a daemon looks at its inbox.
const every = 5 * time.Second

// Watch reads the inbox until the context ends. A failed pass is tried again; its cause is logged once,
// until a pass has succeeded.
func Watch(ctx context.Context, box *Inbox, log *slog.Logger) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	failing := false
	for {
		_, err := box.Scan(ctx)
		if err != nil && ctx.Err() == nil && !failing {
			log.WarnContext(ctx, "inbox_failed", "error", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
