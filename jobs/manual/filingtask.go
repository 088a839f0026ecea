package manual

import (
	"context"
	"errors"

	"qunguan/jobs/check"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/filing"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

// decideFilingTask takes the step of a filing that a task asks for, or its applicant's word, and closes
// the task. The filing goes first: where a kill comes between, the next check closes the task or hands
// it to the next decider.
func decideFilingTask(ctx context.Context, w *check.RegistrySnapshot, world answer.RegistrySnapshot, store Answers, task ledger.Case, a answer.Answer) (answer.Outcome, error) {
	refuse := func(reason string, may ...string) error {
		return &RefusedError{task, &answer.Refusal{Reason: reason, May: may}}
	}
	filings, ok := store.(Filings)
	switch {
	case a.Action != answer.Approve && a.Action != answer.Deny || !ok:
		return answer.Outcome{}, refuse(answer.NotForCase)
	case !task.State.Open():
		return answer.Outcome{}, refuse(answer.NotOpen)
	case a.Way == answer.ByRelayedLink:
		return answer.Outcome{}, refuse(answer.NotByRelay)
	}
	f, err := FindFiling(ctx, filings, rule.FilingOf(task))
	if err != nil {
		return answer.Outcome{}, err
	}
	may := []string{f.Request.By}
	switch {
	case task.Rule == rule.TaskFiling:
		may = rule.FilingDeciders(&f, w.Policy, w.Dir, w.Day)
		_, err = DecideFiling(ctx, w, filings, f.ID, a.Action == answer.Approve, a.By, a.Reason)
	case a.By != f.Request.By:
		return answer.Outcome{}, refuse(answer.NotDeciding, may...)
	case a.Action == answer.Deny && f.State.Waiting():
		_, err = WithdrawFiling(ctx, filings, f.ID, a.By, answer.NotTheirs(a), a.At)
	}
	if fault, ok := errors.AsType[*filing.FaultError](err); ok && fault != nil {
		return answer.Outcome{}, refuse(answer.NotDeciding, may...)
	}
	if err != nil {
		return answer.Outcome{}, err
	}
	return answer.FilingTask(world, task, a), nil
}

var errNoFilings = errors.New("filings are not kept here")

// FilingRequests reads filings while an answer is only rehearsed.
func (r rehearsal) FilingRequests(ctx context.Context) ([]filing.Filing, error) {
	if kept, ok := r.Answers.(Filings); ok {
		return kept.FilingRequests(ctx)
	}
	return nil, errNoFilings
}

// NewFiling files nothing.
func (rehearsal) NewFiling(_ context.Context, f filing.Filing, _ *answer.Form) (filing.Filing, error) {
	return f, nil
}

// FilingNumber gives none away.
func (rehearsal) FilingNumber(context.Context, int) (string, error) { return "", nil }

// SaveFiling writes nothing.
func (rehearsal) SaveFiling(context.Context, filing.Filing, filing.Filing, filing.Effects) error {
	return nil
}
