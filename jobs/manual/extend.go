package manual

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Extension is a later deadline for a case, with its approver (S5.7).
type Extension struct {
	Case   int64
	Until  workgroup.Date
	By     string // person code of the approver
	Reason string
	At     time.Time
	Now    time.Time // the later of the clock's moment and the newest run's
}

// ExtendError says why a deadline cannot be extended.
type ExtendError struct {
	Reason  string      // named
	Case    ledger.Case // as it stands
	Allowed []string    // codes of the people who may approve
}

// Error gives the named reason.
func (e *ExtendError) Error() string {
	return fmt.Sprintf("case %d is not extended: %s", e.Case.ID, e.Reason)
}

// Contacts are the offices' people by the policy.
func Contacts(w *check.RegistrySnapshot) []string {
	var contacts []string
	for _, key := range slices.Sorted(maps.Keys(w.Policy.Offices)) {
		contacts = append(contacts, w.Policy.Offices[key].Contact)
	}
	return contacts
}

// Extend moves a case's deadline and returns the case before and after it.
// ErrNoSuchPerson, *ExtendError, *ledger.DatedError.
func Extend(ctx context.Context, w *check.RegistrySnapshot, cases Cases, x Extension) (before, after ledger.Case, err error) {
	if !w.Dir.People.Has(x.By) {
		return before, after, fmt.Errorf("%w: %s", jobs.ErrNoSuchPerson, x.By)
	}
	for try := 1; ; try++ {
		before, after, err = extendOnce(ctx, w, cases, x)
		if !errors.Is(err, ledger.ErrMoved) || try == stepTries {
			return before, after, err
		}
	}
}

func extendOnce(ctx context.Context, w *check.RegistrySnapshot, cases Cases, x Extension) (before, after ledger.Case, err error) {
	list, err := cases.Cases(ctx, ledger.Filter{IDs: []int64{x.Case}})
	if err != nil || len(list) == 0 {
		return before, after, fmt.Errorf("read case %d: %w", x.Case, err)
	}
	before = list[0]
	if x.At, err = dated(ctx, cases, x.Case, x.At, x.Now); err != nil {
		return before, after, err
	}
	allowed := ledger.MayExtend(before, w.Dir.Units, Contacts(w), w.Dir.People, w.Day)
	after, fault := ledger.Extend(before, x.Until, x.By, w.Days, w.Day)
	if fault == "" && !slices.Contains(allowed, x.By) {
		fault = "extend_not_approver"
	}
	if fault != "" {
		return before, before, &ExtendError{Reason: fault, Case: before, Allowed: allowed}
	}
	step := ledger.Step{
		CaseID: x.Case, At: x.At, State: after.State, By: x.By, Reason: ledger.ReasonExtended,
		Note: string(before.DueOn) + " → " + string(after.DueOn) + " " + x.Reason,
	}
	return before, after, cases.TakeStep(ctx, before, after, step)
}
