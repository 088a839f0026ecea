package jobs

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile/intake"
)

// TakenByHand is the result of taking a roster that a person gave, or of a dry
// run of it.
type TakenByHand struct {
	intake.RosterChange

	Disposition intake.Disposition
	Reason      string // as in RosterDecision
	Accepted    bool
	Published   intake.Published
	Written     bool // false: a dry run, or the roster is held or older
}

// TakeByHand stores one group's roster that did not come in a file. The guard that holds an imported
// roster back holds this one back too: then nothing is written.
func (im Importer) TakeByHand(ctx context.Context, rows []intake.MemberRow, given intake.ByHand, opt ImportOptions) (TakenByHand, error) {
	stage, err := im.NewStage(ctx)
	if err != nil {
		return TakenByHand{}, fmt.Errorf("open the staging area: %w", err)
	}
	defer im.close(stage)
	for _, row := range rows {
		if err := stage.Member(ctx, row); err != nil {
			return TakenByHand{}, err
		}
	}
	var done TakenByHand
	result := &intake.Result{Found: map[intake.Severity]int{}}
	err = stage.Settle(ctx, func(c intake.RosterChange) (intake.Disposition, error) {
		d := im.decide(c, result, opt)
		done.RosterChange, done.Disposition, done.Reason, done.Accepted = c, d.Disposition, d.Reason, d.Accepted
		return d.Disposition, nil
	})
	if err != nil {
		return done, fmt.Errorf("compare rosters: %w", err)
	}
	if opt.DryRun || !done.Disposition.Applies() {
		return done, nil
	}
	info := intake.ImportInfo{At: opt.At, WrittenAt: time.Now(), ByHand: &given, Accepted: map[string]string{}, AcceptedBy: opt.AcceptedBy}
	if done.Accepted {
		info.Accepted[given.Group] = opt.AcceptShrink[given.Group]
	}
	done.Published, err = stage.Publish(ctx, intake.Batch{}, info)
	if err != nil {
		return done, fmt.Errorf("publish: %w", err)
	}
	done.Written = true
	if im.Published != nil {
		if err := im.Published(ctx, opt.At); err != nil {
			return done, fmt.Errorf("after the roster was written: %w", err)
		}
	}
	im.Log.Info("roster_by_hand", "group", given.Group, "how", given.How, "way", given.Way)
	return done, nil
}
