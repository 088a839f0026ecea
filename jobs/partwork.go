package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Work is a run cut into units, so that replicas can share it.
type Work struct {
	Job   string
	Units []string // in byte order
	// Weights is the number of rows that each unit's part will read.
	Weights func(ctx context.Context) (map[string]int, error)
	// Do works on some of the units. The context ends when the lease under
	// which they were taken is lost.
	Do func(ctx context.Context, units []string, report *Report) error
	// End runs once, after all units.
	End func(ctx context.Context, report *Report) error
}

// Sharing holds the means to share a large run with other replicas.
type Sharing struct {
	Parts   Parts
	Session LeaseSession
	Basis   string // of this process
}

// errSharedRunOpen ends the work on a run with unfinished parts: the next
// leader goes on with it, and finished parts stay finished.
var errSharedRunOpen = errors.New("a shared run is not at its end")

// partPoll is how often a replica without a part to take checks whether the others are done, or died.
const partPoll = 200 * time.Millisecond

// partTries is how often a part that fails as a whole is taken again, by any replica, before its
// failure is the result.
const partTries = 5

// Run does the whole work: alone, or shared with the other replicas where the
// run is a tick's and large. A nil Sharing has no replicas.
func (s *Sharing) Run(ctx context.Context, run Run, work Work, report *Report) error {
	shared, err := s.all(ctx, run, work, report)
	if err == nil {
		err = work.End(ctx, report)
	}
	if shared && err != nil {
		err = fmt.Errorf("%w: %w", errSharedRunOpen, err)
	}
	return err
}

func (s *Sharing) all(ctx context.Context, run Run, work Work, report *Report) (shared bool, err error) {
	if s == nil || run.Nominal.IsZero() || run.DryRun {
		return false, work.Do(ctx, work.Units, report)
	}
	if !run.Resumed {
		weights, err := work.Weights(ctx)
		if err != nil {
			return false, err
		}
		ranges := splitUnits(work.Units, weights)
		if len(ranges) < 2 {
			return false, work.Do(ctx, work.Units, report)
		}
		split := SplitRun{ID: run.ID, Tick: Tick{work.Job, run.Nominal}, Moment: run.Moment, Basis: s.Basis}
		if err := s.Parts.CreateParts(ctx, split, ranges); err != nil {
			return false, err
		}
		s.Session.Log.Info("run_split", "job", work.Job, "run", run.ID, "parts", len(ranges))
	}
	if err := s.together(ctx, run, work); err != nil {
		return true, err
	}
	return true, s.gather(ctx, run, report)
}

// together works on the run's parts until all of them are done, here or
// elsewhere.
func (s *Sharing) together(ctx context.Context, run Run, work Work) error {
	for {
		if err := s.Help(ctx, run, work); err != nil {
			return err
		}
		left, err := s.Parts.PartsLeft(ctx, run.ID)
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

// Help takes parts of the run until there is none to take.
func (s *Sharing) Help(ctx context.Context, run Run, work Work) error {
	for {
		asked := time.Now()
		part, ok, err := s.Parts.ClaimPart(ctx, run.ID, s.Session.holder(), s.Session.Term)
		if err != nil || !ok {
			return err
		}
		if err := s.part(ctx, run, work, part, asked); err != nil {
			return err
		}
	}
}

// part does one part under its own lease and stores its report. A part that is
// lost to another replica, or that failed and is left for another try, is no
// error: the run's other parts go on.
func (s *Sharing) part(ctx context.Context, run Run, work Work, p Part, asked time.Time) error {
	under, release := s.Session.hold(ctx, p.Claim, asked)
	defer release()
	report := NewReport(work.Job, run)
	log := s.Session.Log.With("job", work.Job, "run", run.ID, "part", p.Claim.Part, "token", p.Claim.Token)
	err := work.Do(under, p.Range.within(work.Units), &report)
	if err == nil {
		err = s.finishPart(under, p, report)
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
	report.Worsen(StatusPartial)
	return s.finishPart(under, p, report)
}

func (s *Sharing) finishPart(ctx context.Context, p Part, report Report) error {
	text, err := json.Marshal(partReport{report, report.HeldParts}) //nolint:musttag // read by the same program only (SplitRun.Basis)
	if err != nil {
		return fmt.Errorf("write a part's report: %w", err)
	}
	return s.Parts.FinishPart(ctx, p.Claim, text)
}

// gather puts the parts' reports together.
func (s *Sharing) gather(ctx context.Context, run Run, report *Report) error {
	texts, err := s.Parts.PartReports(ctx, run.ID)
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
