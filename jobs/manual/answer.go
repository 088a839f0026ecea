package manual

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Answers is where cases are read that somebody answers, and where the answers
// are written.
type Answers interface {
	Cases(ctx context.Context, f ledger.Filter) ([]ledger.Case, error)
	Absences(ctx context.Context) ([]ledger.Absence, error)
	PendingNotifications(ctx context.Context) ([]ledger.Notification, error)
	LastRuns(ctx context.Context) ([]reconcile.RunRecord, error)
	// Answer writes all of it in one transaction; ledger.ErrMoved if a case or
	// group moved since it was read, answer.ErrUsed if the form was sent before.
	Answer(ctx context.Context, o []answer.Outcome, groups workgroup.Groups, form *answer.Form) error
}

// RefusedError says which case's answer is not taken, and why.
type RefusedError struct {
	Case ledger.Case
	*answer.Refusal
}

// Unwrap gives the refusal.
func (e *RefusedError) Unwrap() error { return e.Refusal }

// ErrNoSuchCase says that there is no case of the number.
var ErrNoSuchCase = errors.New("no such case")

// Now is the moment of an answer: the later of the clock's and the newest run's,
// so that no answer lies before the judgement that it answers.
func Now(ctx context.Context, store Answers, clock time.Time) (time.Time, error) {
	runs, err := store.LastRuns(ctx)
	if err != nil {
		return clock, fmt.Errorf("read runs: %w", err)
	}
	for _, r := range runs {
		if r.Moment.After(clock) {
			clock = r.Moment.In(clock.Location())
		}
	}
	return clock, nil
}

// Answer takes one person's answer to cases, or decision about tasks: all of them or none. It returns
// the changes. jobs.ErrNoSuchPerson, ErrNoSuchCase, *RefusedError, answer.ErrUsed.
func Answer(ctx context.Context, w *check.RegistrySnapshot, store Answers, ids []int64, a answer.Answer, form *answer.Form) ([]answer.Outcome, error) {
	for _, code := range []string{a.By, a.Person} {
		if !w.Dir.People.Has(code) && code != "" {
			return nil, fmt.Errorf("%w: %s", jobs.ErrNoSuchPerson, code)
		}
	}
	for try := 1; ; try++ {
		o, err := answerOnce(ctx, w, store, ids, a, form)
		if !errors.Is(err, ledger.ErrMoved) || try == stepTries {
			return o, err
		}
	}
}

func answerOnce(ctx context.Context, w *check.RegistrySnapshot, store Answers, ids []int64, a answer.Answer, form *answer.Form) ([]answer.Outcome, error) {
	world, err := AnswerSnapshot(ctx, w, store)
	if err != nil {
		return nil, err
	}
	cases, err := store.Cases(ctx, ledger.Filter{IDs: ids})
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	tasks, err := store.Cases(ctx, ledger.Filter{Asked: ids})
	if err != nil {
		return nil, fmt.Errorf("read requests: %w", err)
	}
	var calls []ledger.Notification
	if a.Action == answer.Phoned {
		if calls, err = store.PendingNotifications(ctx); err != nil {
			return nil, fmt.Errorf("read tellings: %w", err)
		}
	}
	outcomes := make([]answer.Outcome, 0, len(ids))
	for _, id := range ids {
		i := slices.IndexFunc(cases, func(c ledger.Case) bool { return c.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("%w: %d", ErrNoSuchCase, id)
		}
		if rule.AsksOfFiling(cases[i].Rule) {
			o, err := decideFilingTask(ctx, w, world, store, cases[i], a)
			if err != nil {
				return nil, err
			}
			outcomes = append(outcomes, o)
			continue
		}
		k := answer.Question{Case: cases[i], Tasks: slices.DeleteFunc(slices.Clone(tasks), func(t ledger.Case) bool { return t.Asked != id })}
		for _, t := range calls {
			if t.Case == id && t.Phone && t.State == ledger.NotificationDue {
				k.Calls = append(k.Calls, t.To)
			}
		}
		o, refused, err := one(ctx, world, store, k, a)
		if err != nil {
			return nil, err
		}
		if refused != nil {
			return nil, &RefusedError{k.Case, refused}
		}
		outcomes = append(outcomes, o)
	}
	return outcomes, store.Answer(ctx, outcomes, w.Groups, form)
}

// one answers one case, or decides one task.
func one(ctx context.Context, w answer.RegistrySnapshot, store Answers, k answer.Question, a answer.Answer) (answer.Outcome, *answer.Refusal, error) {
	if a.Action != answer.Approve && a.Action != answer.Deny {
		o, refused := answer.Say(w, k, a)
		return o, refused, nil
	}
	about, err := store.Cases(ctx, ledger.Filter{IDs: []int64{k.Case.Asked}})
	if err != nil {
		return answer.Outcome{}, nil, fmt.Errorf("read case %d: %w", k.Case.Asked, err)
	}
	var asked ledger.Case
	if len(about) > 0 {
		asked = about[0]
	}
	o, refused := answer.Decide(w, k.Case, asked, a)
	return o, refused, nil
}

// AnswerSnapshot is the data by which it is decided who may answer.
func AnswerSnapshot(ctx context.Context, w *check.RegistrySnapshot, store Answers) (answer.RegistrySnapshot, error) {
	absences, err := store.Absences(ctx)
	if err != nil {
		return answer.RegistrySnapshot{}, fmt.Errorf("read absences: %w", err)
	}
	return answer.RegistrySnapshot{Snapshot: w.Snapshot, Days: w.Days, Groups: w.Groups, Absent: ledger.AbsentOn(absences, w.Day)}, nil
}
