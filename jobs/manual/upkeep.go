package manual

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Why a confirmation of upkeep is refused.
var (
	ErrNoSuchTask = errors.New("the policy has no such upkeep")
	ErrNotAsked   = errors.New("the group has not to do it in this period")
	ErrAgain      = errors.New("it is confirmed already")
)

// UpkeepCases is where confirmations are written.
type UpkeepCases interface {
	Cases(ctx context.Context, f ledger.Filter) ([]ledger.Case, error)
	// ConfirmUpkeep writes the confirmation, and the case after it if there is
	// one; ledger.ErrMoved if the case moved since it was read.
	ConfirmUpkeep(ctx context.Context, d workgroup.Decision, before, after *ledger.Case) error
}

// Confirmation is somebody's word that a group's upkeep of the present period
// is done.
type Confirmation struct {
	Group, Task string
	By          string // person code
	Note        string
	At          time.Time
}

// ConfirmUpkeep writes the confirmation and closes the case, if it is open yet; it returns the
// confirmed task. jobs.ErrNoSuchGroup, jobs.ErrNoSuchPerson, ErrNoSuchTask, ErrNotAsked, ErrAgain.
func ConfirmUpkeep(ctx context.Context, w *check.RegistrySnapshot, cases UpkeepCases, c Confirmation) (rule.Upkeep, error) {
	g, ok := w.Groups.Find(c.Group)
	if !ok {
		return rule.Upkeep{}, fmt.Errorf("%w: %s", jobs.ErrNoSuchGroup, c.Group)
	}
	if !w.Dir.People.Has(c.By) {
		return rule.Upkeep{}, fmt.Errorf("%w: %s", jobs.ErrNoSuchPerson, c.By)
	}
	if !slices.ContainsFunc(w.Policy.Upkeep, func(u policy.Upkeep) bool { return u.ID == c.Task }) {
		return rule.Upkeep{}, fmt.Errorf("%w: %s", ErrNoSuchTask, c.Task)
	}
	if err := (check.Judge{}).ReadCounty(ctx, w, rule.ReadsHistory|rule.ReadsDecisions); err != nil {
		return rule.Upkeep{}, err
	}
	u, asked := rule.UpkeepNow(w.Snapshot, g, c.Task)
	switch {
	case !asked:
		return u, ErrNotAsked
	case u.Confirmed:
		return u, ErrAgain
	}
	d := workgroup.Decision{Group: c.Group, What: workgroup.UpkeepDone(c.Task), On: u.Since, By: c.By, Reason: c.Note, At: c.At}
	for try := 1; ; try++ {
		err := confirmOnce(ctx, cases, d, c.Group+":"+c.Task, w.Day)
		if !errors.Is(err, ledger.ErrMoved) || try == stepTries {
			return u, err
		}
	}
}

func confirmOnce(ctx context.Context, cases UpkeepCases, d workgroup.Decision, code string, day workgroup.Date) error {
	list, err := cases.Cases(ctx, ledger.Filter{Groups: []string{d.Group}, Rules: []string{rule.GroupUpkeepDue}})
	if err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	for _, k := range list {
		if k.Subject.Code == code && k.State != ledger.Closed {
			after := ledger.Close(k, ledger.Fixed, day)
			return cases.ConfirmUpkeep(ctx, d, &k, &after)
		}
	}
	return cases.ConfirmUpkeep(ctx, d, nil, nil)
}
