package check

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"qunguan/jobs"
	"qunguan/jobs/lease"
	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
)

// A transaction commits at most so many units, and takes no further one when it has so many changes. A
// commit costs as much as a hundred cases, and others who write wait for it.
const (
	unitsAtOnce   = 8
	changesAtOnce = 1000
)

// MaxTries bounds how often a unit is judged again because a person or a delivery changed one of its cases
// between reading and writing.
const MaxTries = 3

// units judges some of the units, one after the other. While units' parts are committed, the next units
// are judged and the rosters of those after them are read.
func (c Check) units(ctx context.Context, run jobs.Run, w *RegistrySnapshot, units []string, b before, report *jobs.Report) error {
	questions := func(yield func(Question) bool) {
		for _, unit := range units {
			if !yield(b.question(w, c.Job, unit)) {
				return
			}
		}
	}
	judge := Judge{Rosters: c.Rosters, Cases: c.Cases}
	judged, stop := c.judgedUnits(ctx, w, units, judge, questions)
	defer stop()
	for done := 0; done < len(units); {
		batch := ready(judged)
		if err := ctx.Err(); err != nil || len(batch) == 0 {
			return fmt.Errorf("stopped before unit %s: %w", units[done], err)
		}
		done += len(batch)
		if len(batch) > 1 && c.together(ctx, run, batch, report) {
			continue
		}
		for _, v := range batch {
			if err := c.alone(ctx, run, w, judge, v, report); err != nil {
				return err
			}
		}
	}
	return nil
}

// ready takes the next judged unit, and those after it that are judged already.
func ready(judged <-chan judgedUnit) (batch []judgedUnit) {
	changes := 0
	for v, ok := <-judged; ok; {
		batch = append(batch, v)
		changes += len(v.Plan.Changes) + len(v.Plan.Seen)
		if len(batch) == unitsAtOnce || changes >= changesAtOnce {
			return batch
		}
		select {
		case v, ok = <-judged:
		default:
			return batch
		}
	}
	return batch
}

// together commits units in one transaction. Where that cannot be it reports false, and nothing was
// written: each is committed by itself then, so that a failure in one does not affect the others.
func (c Check) together(ctx context.Context, run jobs.Run, batch []judgedUnit, report *jobs.Report) bool {
	parts := make([]reconcile.Part, len(batch))
	err := c.harmless("", func() (err error) {
		for i, v := range batch {
			if v.err != nil {
				return v.err
			}
			if parts[i], err = c.part(ctx, run, v); err != nil {
				return err
			}
		}
		return c.Cases.CommitParts(ctx, parts...)
	})
	if err != nil {
		c.Log.Debug("parts_apart", "job", c.Job, "units", len(batch), "error", err)
		return false
	}
	for i, v := range batch {
		c.committed(ctx, run, parts[i], v, report)
	}
	return true
}

// alone commits a unit by itself. Its failure is part of the report; an error ends the run.
func (c Check) alone(ctx context.Context, run jobs.Run, w *RegistrySnapshot, judge Judge, v judgedUnit, report *jobs.Report) error {
	err := c.unit(ctx, run, w, judge, v, report)
	if err == nil {
		return nil
	}
	if ctx.Err() != nil || errors.Is(err, lease.ErrLost) {
		return fmt.Errorf("stopped in unit %s: %w", v.unit, err)
	}
	c.Log.Error("part_failed", "job", c.Job, "unit", v.unit, "error", err)
	report.Trouble = append(report.Trouble, jobs.Trouble{Kind: "failed", Unit: v.unit, Detail: err.Error()})
	report.Worsen(jobs.StatusPartial)
	return nil
}

// unit commits a unit's judgement, and judges again while a person or a delivery changes its cases
// between reading and writing.
func (c Check) unit(ctx context.Context, run jobs.Run, w *RegistrySnapshot, judge Judge, v judgedUnit, report *jobs.Report) error {
	for try := 1; ; try++ {
		err := v.err
		if err == nil {
			err = c.harmless(v.unit, func() error { return c.commit(ctx, run, v, report) })
		}
		if !errors.Is(err, ledger.ErrMoved) || try == MaxTries {
			return err
		}
		v.err = c.harmless(v.unit, func() (err error) { v.Judgement, err = judge.Ask(ctx, w, v.Question); return err })
	}
}

// commit writes one unit's part, or holds it.
func (c Check) commit(ctx context.Context, run jobs.Run, v judgedUnit, report *jobs.Report) error {
	part, err := c.part(ctx, run, v)
	if err != nil {
		return err
	}
	if err := c.Cases.CommitParts(ctx, part); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	c.committed(ctx, run, part, v, report)
	return nil
}

// part is one unit's part, held back where a guard says so.
func (c Check) part(ctx context.Context, run jobs.Run, v judgedUnit) (reconcile.Part, error) {
	part := reconcile.Part{
		Run: run.ID, Job: c.Job, Unit: v.unit, Moment: run.Moment, Plan: v.Plan, Baseline: slices.Sorted(maps.Keys(v.Baseline)),
	}
	if err := c.guard(ctx, &part, v.Findings, v.Baseline); err != nil {
		return part, err
	}
	if part.Held == nil {
		part.Index = v.Index
	}
	return part, nil
}

// committed logs and counts a part that was written.
func (c Check) committed(ctx context.Context, run jobs.Run, part reconcile.Part, v judgedUnit, report *jobs.Report) {
	if !run.DryRun {
		LogDecisions(ctx, c.Log, part)
	}
	c.count(report, part, v.Findings)
}
