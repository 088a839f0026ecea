package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunguan/reconcile"
	"qunguan/reconcile/audit"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// Runs stores runs, and which of them were split into parts.
type Runs interface {
	StartRun(ctx context.Context, r reconcile.RunRecord) (id int64, err error)
	FinishRun(ctx context.Context, id int64, finished time.Time, status string, summary []byte) error
	// SplitRunOf is the split run of the tick, finished or not.
	SplitRunOf(ctx context.Context, t Tick) (SplitRun, bool, error)
	// WaitingRun is the oldest run with a free part.
	WaitingRun(ctx context.Context) (SplitRun, bool, error)
}

// Runner runs jobs by name, one after the other, and keeps their record.
type Runner struct {
	Jobs map[string]Job // by name; a job of the contract without an entry has no rules yet
	Runs Runs
	Seal func(ctx context.Context, run int64) error // continues the audit trail after a run; nil: no run is sealed
	Log  *slog.Logger

	Basis string // of this process, see SplitRun; empty: no run is shared with other replicas
	Under *Under // the policy by which runs judge; nil: not recorded
}

// Known reports whether the contract has a job of this name.
func Known(name string) bool { return slices.Contains(policy.Jobs, name) }

// RunOne runs one job and records it. A failure is in the report and in the
// error; other jobs of the command go on.
func (r Runner) RunOne(ctx context.Context, name string, moment time.Time, dryRun, tick bool) (Report, error) {
	return r.run(ctx, name, Run{Moment: moment, DryRun: dryRun, Tick: tick})
}

// RunTick runs a tick's job at the moment, or goes on with a split run of the
// tick that has unfinished parts.
func (r Runner) RunTick(ctx context.Context, t Tick, moment time.Time) (Report, error) {
	run := Run{Moment: moment, Tick: true}
	if r.Basis != "" {
		run.Nominal = t.Nominal
		split, ok, err := r.Runs.SplitRunOf(ctx, t)
		if err != nil {
			return NewReport(t.Job, run), err
		}
		if ok && split.Basis == r.Basis && sameDay(split.Moment, moment) {
			run.ID, run.Moment, run.Resumed = split.ID, split.Moment.In(moment.Location()), true
		}
	}
	return r.run(ctx, t.Job, run)
}

// sameDay reports whether a run that began at one moment may be finished at the other: on another day
// all units are judged again.
func sameDay(began, now time.Time) bool {
	return workgroup.DateOf(began.In(now.Location())) == workgroup.DateOf(now)
}

func (r Runner) run(ctx context.Context, name string, run Run) (Report, error) {
	started := time.Now()
	dryRun := run.DryRun
	job, ok := r.Jobs[name]
	if !ok {
		if !Known(name) {
			return NewReport(name, run), fmt.Errorf("%w: %s", ErrUnknownJob, name)
		}
		report := NewReport(name, run)
		report.Trouble = append(report.Trouble, Trouble{Kind: "no_rules", Detail: name})
		return report, nil
	}
	if r.idle(ctx, job, run) {
		return NewReport(name, run), nil
	}
	if !dryRun && !run.Resumed {
		id, err := r.Runs.StartRun(ctx, reconcile.RunRecord{Job: name, Moment: run.Moment, Tick: run.Tick, StartedAt: started})
		if err != nil {
			return NewReport(name, run), fmt.Errorf("note the start of %s: %w", name, err)
		}
		run.ID = id
	}
	report, err := safely(ctx, job, run, r.Log)
	if errors.Is(err, errSharedRunOpen) || err != nil && isLost(ctx, err) {
		r.Log.Info("run_left", "job", name, "run", run.ID, "reason", err)
		return report, fmt.Errorf("%s: %w", name, err)
	}
	if err != nil {
		report.Worsen(StatusFailed)
		report.Trouble = append(report.Trouble, Trouble{Kind: "failed", Detail: err.Error()})
		err = fmt.Errorf("%s: %w", name, err)
	}
	report.Seconds = time.Since(started).Round(time.Millisecond).Seconds()
	if !dryRun {
		if noted := r.finish(ctx, run.ID, report); noted != nil && err == nil {
			err = noted
		}
		r.seal(ctx, run.ID, &report)
	}
	r.Log.Info("run_finished", "job", name, "run", run.ID, "at", report.At, "status", report.Status,
		"opened", report.Opened, "closed", report.Closed, "reopened", report.Reopened, "seen", report.Seen,
		"held", report.Held, "notices", report.Notices, "sent", report.Sent, "seconds", report.Seconds)
	return report, err
}

// idle reports whether a tick finds nothing to do. A failure to learn that is left to the run, which reports it.
func (r Runner) idle(ctx context.Context, job Job, run Run) bool {
	waits, ok := job.(Waiting)
	if !ok || !run.Tick || run.DryRun {
		return false
	}
	some, err := waits.HasWork(ctx, run.Moment)
	return err == nil && !some
}

// finish records the end of a run, even when the run's own context has ended.
func (r Runner) finish(ctx context.Context, id int64, report Report) error {
	report.Under = r.Under
	summary, err := json.Marshal(report)
	if err != nil {
		return fmt.Errorf("write the report of %s: %w", report.Job, err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := r.Runs.FinishRun(ctx, id, time.Now(), report.Status, summary); err != nil {
		return fmt.Errorf("note the end of %s: %w", report.Job, err)
	}
	return nil
}

// seal closes the audit trail behind the run. A failure to seal undoes nothing:
// the next run that seals covers this one.
func (r Runner) seal(ctx context.Context, id int64, report *Report) {
	if r.Seal == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	if err := r.Seal(ctx, id); err != nil {
		r.Log.Warn("run_not_sealed", "job", report.Job, "run", id, "error", err)
		report.Worsen(StatusPartial)
		t := Trouble{Kind: "not_sealed", Detail: err.Error()}
		if refusal, ok := errors.AsType[*audit.Refusal](err); ok {
			if refusal.Record > 0 {
				t = Trouble{Kind: "not_sealed_record", Detail: strconv.FormatInt(refusal.Record, 10)}
				report.Trouble = append(report.Trouble, t)
				return
			}
			t = Trouble{Kind: "not_sealed_" + strings.TrimPrefix(refusal.Kind, "seal_"), Detail: strconv.FormatInt(refusal.Seal, 10)}
		}
		report.Trouble = append(report.Trouble, t)
	}
}

// safely turns a job's panic into a failed run.
func safely(ctx context.Context, job Job, run Run, log *slog.Logger) (report Report, err error) {
	defer func() {
		if p := recover(); p != nil {
			log.Error("job_panicked", "job", job.Name(), "panic", p, "stack", string(debug.Stack()))
			report, err = NewReport(job.Name(), run), fmt.Errorf("panicked: %v", p)
		}
	}()
	return job.Run(ctx, run)
}
