// Package manual is the work of people on cases, exemptions, absences, notices and groups. Each
// function checks the person and the possibility, and writes the result in one transaction.
package manual

import (
	"context"
	"errors"
	"fmt"
	"time"

	"qunguan/jobs"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Step is a person's act on a case: a new state, or words.
type Step struct {
	State ledger.State // empty: only words
	By    string       // person code
	Words string
	Until workgroup.Date // a measure: the day it is to be done by
	At    time.Time      // zero: Now
	Now   time.Time      // the later of the clock's moment and the newest run's
}

// Cases is where steps, and decisions about groups, are written.
type Cases interface {
	Cases(ctx context.Context, f ledger.Filter) ([]ledger.Case, error)
	People(ctx context.Context) (workgroup.People, error)
	// Steps lists a case's steps, oldest first.
	Steps(ctx context.Context, id int64) ([]ledger.Step, error)
	// TakeStep writes the case and the step in one transaction;
	// ledger.ErrMoved if the case moved since it was read.
	TakeStep(ctx context.Context, before, after ledger.Case, step ledger.Step) error
	// DecideGroup writes the decision, the group after it, and steps.
	DecideGroup(ctx context.Context, before workgroup.Group, d workgroup.Decision, steps []ledger.Step) error
}

// stepTries is how often a step is taken anew because a job or a delivery moved
// its case between reading and writing.
const stepTries = 3

// TakeStep takes a person's step on a case and returns it as it was written.
// ErrNoSuchPerson for an unknown code, *ledger.StepError for a step that the
// case cannot take, *ledger.OwnCaseError for a closing of one's own case,
// *ledger.DatedError for a step before the case's last one or in the future.
func TakeStep(ctx context.Context, cases Cases, id int64, s Step) (ledger.Step, error) {
	people, err := cases.People(ctx)
	if err != nil {
		return ledger.Step{}, fmt.Errorf("read people: %w", err)
	}
	if !people.Has(s.By) {
		return ledger.Step{}, fmt.Errorf("%w: %s", jobs.ErrNoSuchPerson, s.By)
	}
	for try := 1; ; try++ {
		step, err := takeOnce(ctx, cases, id, s)
		if !errors.Is(err, ledger.ErrMoved) || try == stepTries {
			return step, err
		}
	}
}

func takeOnce(ctx context.Context, cases Cases, id int64, s Step) (ledger.Step, error) {
	list, err := cases.Cases(ctx, ledger.Filter{IDs: []int64{id}})
	if err != nil || len(list) == 0 {
		return ledger.Step{}, fmt.Errorf("read case %d: %w", id, err)
	}
	before := list[0]
	if s.At, err = dated(ctx, cases, id, s.At, s.Now); err != nil {
		return ledger.Step{}, err
	}
	after, step := before, ledger.Step{CaseID: id, At: s.At, By: s.By, Note: s.Words, Reason: ledger.ReasonNote}
	switch {
	case s.State != "":
		if after, step.Reason, err = ledger.TakeStep(before, s.State, s.By, s.At); err != nil {
			return ledger.Step{}, err
		}
	case s.Until != "":
		step.Reason, step.Note = ledger.ReasonMilestone, ledger.Milestone{Until: s.Until, Words: s.Words}.Note()
	}
	step.State = after.State
	return step, cases.TakeStep(ctx, before, after, step)
}

// dated is the moment of a step on a case (ledger.Dated).
func dated(ctx context.Context, cases Cases, id int64, at, now time.Time) (time.Time, error) {
	steps, err := cases.Steps(ctx, id)
	if err != nil {
		return at, fmt.Errorf("read steps of case %d: %w", id, err)
	}
	return ledger.Dated(at, now, steps)
}
