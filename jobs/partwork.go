package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"qunguan/reconcile/rule"
)

// Sharing is how a check shares a large run with other replicas.
type Sharing struct {
	Book   PartBook
	Keeper Keeper
	Basis  string // of this process
}

// errSharedRunOpen ends the work on a run with parts that is not at its end:
// whoever runs ticks next goes on with it, and what is done stays done.
var errSharedRunOpen = errors.New("a shared run is not at its end")

// partPoll is how often a replica that finds no part to take looks whether
// the others are done, or died.
const partPoll = 200 * time.Millisecond

// partTries is how often a part that fails as a whole is taken again, by
// whomever, before its failure is the result.
const partTries = 5

// all judges every unit: by itself, or shared with the other replicas where
// the run is large.
func (c Check) all(ctx context.Context, run Run, w *World, baselines map[string]bool, report *Report) (shared bool, err error) {
	units := w.UnitsWithGroups()
	if c.Sharing == nil || run.Nominal.IsZero() || run.DryRun {
		return false, c.units(ctx, run, w, units, baselines, report)
	}
	if !run.Resumed {
		weights, err := c.weights(ctx, w)
		if err != nil {
			return false, err
		}
		ranges := splitUnits(units, weights)
		if len(ranges) < 2 {
			return false, c.units(ctx, run, w, units, baselines, report)
		}
		split := SplitRun{ID: run.ID, Tick: Tick{c.Job, run.Nominal}, Moment: run.Moment, Basis: c.Sharing.Basis}
		if err := c.Sharing.Book.LayParts(ctx, split, ranges); err != nil {
			return false, err
		}
		c.Log.Info("run_split", "job", c.Job, "run", run.ID, "parts", len(ranges))
	}
	if err := c.together(ctx, run, w, baselines); err != nil {
		return true, err
	}
	return true, c.gather(ctx, run, report)
}

// weights is how many roster rows each unit's part will read.
func (c Check) weights(ctx context.Context, w *World) (map[string]int, error) {
	weights := map[string]int{}
	if c.Job != rule.JobMemberCheck {
		for unit, groups := range w.ByUnit {
			weights[unit] = len(groups)
		}
		return weights, nil
	}
	codes := make([]string, 0, len(w.Groups))
	for code := range w.Groups {
		codes = append(codes, code)
	}
	rosters, err := c.Readings.Rosters(ctx, codes)
	if err != nil {
		return nil, fmt.Errorf("read rosters: %w", err)
	}
	for code, r := range rosters {
		weights[w.Groups[code].Unit] += r.Rows
	}
	return weights, nil
}

// together works on the run's parts until all of them are done, here or
// elsewhere.
func (c Check) together(ctx context.Context, run Run, w *World, baselines map[string]bool) error {
	for {
		if err := c.work(ctx, run, w, baselines); err != nil {
			return err
		}
		left, err := c.Sharing.Book.PartsLeft(ctx, run.ID)
		if err != nil || left == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(partPoll):
		}
	}
}

// work takes parts of the run until there is none to take.
func (c Check) work(ctx context.Context, run Run, w *World, baselines map[string]bool) error {
	for {
		asked := time.Now()
		part, ok, err := c.Sharing.Book.ClaimPart(ctx, run.ID, c.Sharing.Keeper.holder(), c.Sharing.Keeper.Term)
		if err != nil || !ok {
			return err
		}
		if err := c.part(ctx, run, w, baselines, part, asked); err != nil {
			return err
		}
	}
}

// part judges one part under its own claim and notes what became of it. A part
// that is lost to somebody else, or that failed and is left for another try,
// is no error: the run's other parts go on.
func (c Check) part(ctx context.Context, run Run, w *World, baselines map[string]bool, p Part, asked time.Time) error {
	under, release := c.Sharing.Keeper.hold(ctx, p.Claim, asked)
	defer release()
	report := newReport(c.Job, run)
	log := c.Log.With("job", c.Job, "run", run.ID, "part", p.Claim.Part, "token", p.Claim.Token)
	err := c.units(under, run, w, p.Range.within(w.UnitsWithGroups()), baselines, &report)
	if err == nil {
		noteCalendar(&report, w.Days, c.Log)
		err = c.finishPart(under, p, report)
	}
	switch {
	case err == nil:
		log.Info("part_finished", "opened", report.Opened, "closed", report.Closed, "seen", report.Seen)
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case isLost(under, err):
		log.Warn("part_lost", "error", err)
		return nil
	case p.Claim.Token < partTries:
		return err
	}
	log.Error("part_given_up", "error", err)
	report.Trouble = append(report.Trouble, Trouble{Kind: "failed", Unit: p.Range.First + "–" + p.Range.Last, Detail: err.Error()})
	report.worsen(StatusPartial)
	return c.finishPart(under, p, report)
}

func (c Check) finishPart(ctx context.Context, p Part, report Report) error {
	text, err := json.Marshal(partReport{report, report.HeldParts}) //nolint:musttag // read by the same program only (SplitRun.Basis)
	if err != nil {
		return fmt.Errorf("write a part's report: %w", err)
	}
	return c.Sharing.Book.FinishPart(ctx, p.Claim, text)
}

// gather puts the parts' reports together.
func (c Check) gather(ctx context.Context, run Run, report *Report) error {
	texts, err := c.Sharing.Book.PartReports(ctx, run.ID)
	if err != nil {
		return err
	}
	for _, text := range texts {
		var p partReport
		if err := json.Unmarshal(text, &p); err != nil { //nolint:musttag // see finishPart
			return fmt.Errorf("read a part's report: %w", err)
		}
		p.HeldParts = p.Held
		report.add(p.Report)
	}
	return nil
}

// Help takes parts of another replica's run until there is none to take.
func (c Check) Help(ctx context.Context, run SplitRun) error {
	if c.Sharing == nil || run.Basis != c.Sharing.Basis {
		return nil
	}
	w, err := ReadWorld(ctx, c.Directory, c.Policy, c.Calendar, run.Moment)
	if err != nil {
		return err
	}
	baselines, err := c.Ledger.Baselines(ctx, c.Job)
	if err != nil {
		return fmt.Errorf("read baselines: %w", err)
	}
	return c.work(ctx, Run{ID: run.ID, Moment: run.Moment, Tick: true, Nominal: run.Tick.Nominal}, w, baselines)
}
