package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/policy"
)

// Staging is a registry's staging area: rows are put there as they are read, and are invisible until
// they are published.
type Staging interface {
	intake.Stage
	intake.StoredRosters
	// Settle compares each staged roster with the stored one, in the order of groups, and has decide say
	// what becomes of it.
	Settle(ctx context.Context, decide func(intake.RosterChange) (intake.Disposition, error)) error
	// Publish writes everything in one short transaction.
	Publish(ctx context.Context, b intake.Batch, info intake.ImportInfo) (intake.Published, error)
	Close() error
}

// Importer imports files into the registry.
type Importer struct {
	Records  func(ctx context.Context, into intake.Known, kinds ...intake.Kind) error // as intake.Options.Records
	NewStage func(ctx context.Context) (Staging, error)
	Policy   *policy.Policy
	Location *time.Location
	Log      *slog.Logger
	// Published, where it is set, is called after an import was written: filings whose groups it brings
	// are used now.
	Published func(ctx context.Context, at time.Time) error
}

// ImportOptions are the options of an import.
type ImportOptions struct {
	At           time.Time             // the nominal moment of the import
	Partial      bool                  // write the good rows
	DryRun       bool                  // write nothing
	AcceptShrink map[string]string     // group code → the reason why a shrunk roster is right
	AcceptedBy   string                // person code; empty = not named
	Progress     func(intake.Progress) // progress of the reading; nil = not wanted
	MakeCodes    bool                  // --write-codes: give rows of forms without codes stable ones
	Fill         intake.Fill           // values for columns that rosters and activity lack
	AcceptChange []string              // codes of records that may become another thing
	FullStaff    bool                  // --full 人员: the list of people claims to be complete
}

// Imported is the result of an import, or of a dry run of it.
type Imported struct {
	Result    *intake.Result
	Changes   intake.Changes   // records that are new or different, by kind
	Full      *intake.FullList // with FullStaff: people missing from the list
	Rosters   []RosterOutcome
	Published intake.Published
	Written   bool // false: a dry run, or errors kept everything back

	FullAccepted bool // the list had shrunk and is believed because the clerk confirmed it
}

// Accepted reports whether the clerk confirmed a shrunken roster or list, so that it was applied.
func (i Imported) Accepted(what string) bool {
	return what == string(intake.Staff) && i.FullAccepted || slices.ContainsFunc(i.Rosters, func(r RosterOutcome) bool { return r.Group == what && r.Accepted })
}

// RosterOutcome is what became of one group's roster. A county has a hundred thousand of them in one
// import, so that it holds counts and no names.
type RosterOutcome struct {
	Group                   string
	Before, After           int // rows
	Added, Removed, Changed int
	RosterDecision
}

// RosterDecision is the treatment of one group's roster.
type RosterDecision struct {
	Disposition intake.Disposition
	Reason      string // why it is held or ignored; the clerk's words where a shrink was accepted
	Accepted    bool   // it shrank and is applied because the clerk confirmed it
}

// Held reports whether any roster, row, or a full list, was held back or
// rejected.
func (i Imported) Held() bool {
	if len(i.Result.Held) > 0 {
		return true
	}
	if i.Full != nil && i.Full.Hold != intake.NotHeld {
		return true
	}
	for _, r := range i.Rosters {
		if r.Disposition == intake.RosterHeld || r.Disposition == intake.RosterRejected {
			return true
		}
	}
	return false
}

// Import reads, checks and publishes. Bad input is in Imported.Result and not
// an error; an error means that files or the registry could not be read or
// written, and then nothing was written.
func (im Importer) Import(ctx context.Context, inputs []intake.Input, opt ImportOptions) (Imported, error) {
	reading := intake.Options{
		Now: opt.At, Location: im.Location, Partial: opt.Partial, Offices: slices.Collect(maps.Keys(im.Policy.Offices)), Progress: opt.Progress, MakeCodes: opt.MakeCodes,
		Fill: opt.Fill, Accept: setOf(opt.AcceptChange), FullStaff: opt.FullStaff, Records: im.Records, Whole: map[string]bool{},
	}
	known := intake.Known{}
	done, stage, err := im.compare(ctx, inputs, known, reading, opt)
	for needed, ok := errors.AsType[*intake.RowsNeededError](err); ok; needed, ok = errors.AsType[*intake.RowsNeededError](err) {
		for _, group := range needed.Groups {
			reading.Whole[group] = true
		}
		im.close(stage)
		known = intake.Known{} // the former one has the records of the files among its own
		done, stage, err = im.compare(ctx, inputs, known, reading, opt)
	}
	defer im.close(stage)
	if err != nil {
		return done, err
	}
	batch := maps.Clone(done.Result.Batch)
	done.Changes = intake.ChangesOf(known, done.Result.Batch)
	if opt.FullStaff {
		full := intake.Full(known, done.Result.Listed, im.Policy.Guard)
		if reason := opt.AcceptShrink[string(intake.Staff)]; reason != "" && full.Hold != intake.NotHeld {
			full.Hold, done.FullAccepted = intake.NotHeld, true
		}
		if full.Hold == intake.NotHeld {
			full.ToVerify(batch)
		}
		done.Full = &full
	}
	if opt.DryRun || !done.Result.Writable(opt.Partial) {
		return done, nil
	}
	done.Published, err = stage.Publish(ctx, batch, intake.ImportInfo{At: opt.At, WrittenAt: time.Now(), Accepted: accepted(done, opt), AcceptedBy: opt.AcceptedBy, Doubts: done.Result.Doubts})
	if err != nil {
		return done, fmt.Errorf("publish: %w", err)
	}
	done.Written = true
	if im.Published != nil {
		if err := im.Published(ctx, opt.At); err != nil {
			return done, fmt.Errorf("after the import was written: %w", err)
		}
	}
	im.Log.Info("import_published", "rosters", len(done.Rosters), "at", opt.At)
	return done, nil
}

// compare reads the files onto a stage, and decides what becomes of each roster. The stage must be closed;
// it may be nil where there is an error.
func (im Importer) compare(ctx context.Context, inputs []intake.Input, known intake.Known, reading intake.Options, opt ImportOptions) (done Imported, stage Staging, err error) {
	stage, err = im.NewStage(ctx)
	if err != nil {
		return done, nil, fmt.Errorf("open the staging area: %w", err)
	}
	reading.Stored = stage
	if done.Result, err = intake.Read(ctx, inputs, known, reading, stage); err != nil {
		return done, stage, err
	}
	err = stage.Settle(ctx, func(c intake.RosterChange) (intake.Disposition, error) {
		d := im.decide(c, done.Result, opt)
		done.Rosters = append(done.Rosters, RosterOutcome{c.Group, c.Before.Rows, c.After.Rows, c.AddedN, c.RemovedN, c.ChangedN, d})
		return d.Disposition, nil
	})
	if err != nil {
		err = fmt.Errorf("compare rosters: %w", err)
	}
	return done, stage, err
}

func (im Importer) close(stage Staging) {
	if stage == nil {
		return
	}
	if err := stage.Close(); err != nil {
		im.Log.Warn("staging_not_closed", "error", err)
	}
}

func setOf(codes []string) map[string]bool {
	set := make(map[string]bool, len(codes))
	for _, code := range codes {
		set[code] = true
	}
	return set
}

// accepted lists the shrunken lists and rosters that the clerk confirmed, with the reasons.
func accepted(done Imported, opt ImportOptions) map[string]string {
	reasons := map[string]string{}
	for what, reason := range opt.AcceptShrink {
		if done.Accepted(what) {
			reasons[what] = reason
		}
	}
	return reasons
}

// decide decides the treatment of a staged roster.
func (im Importer) decide(c intake.RosterChange, result *intake.Result, opt ImportOptions) (d RosterDecision) {
	clash := false
	for _, twin := range c.Duplicate {
		result.Note(result.TwinProblem(twin))
		clash = clash || !twin.Identical
	}
	d.Disposition, d.Reason = c.Disposition(im.Policy.Guard)
	reason, accepted := opt.AcceptShrink[c.Group]
	switch {
	case clash || result.Rejected[c.Group]:
		d.Disposition, d.Reason = intake.RosterRejected, "bad_row"
	case d.Disposition == intake.RosterHeld && accepted:
		d.Disposition, d.Reason, d.Accepted = intake.RosterReplaced, reason, true
	}
	return d
}
