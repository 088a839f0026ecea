package manual

import (
	"context"
	"fmt"
	"slices"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// FaultError says that a decision about a group cannot stand; Reason names why.
type FaultError struct {
	Reason  string
	Allowed []string // codes of the people who may approve, where that is the reason
}

// Error gives the named reason.
func (e *FaultError) Error() string { return "decision refused: " + e.Reason }

// Decide carries out a decision about a group and notes it on the group's
// cases that it is about. ErrNoSuchGroup, ErrNoSuchPerson, *FaultError.
func Decide(ctx context.Context, w *check.RegistrySnapshot, cases Cases, d workgroup.Decision) error {
	g, ok := w.Groups.Find(d.Group)
	if !ok {
		return fmt.Errorf("%w: %s", jobs.ErrNoSuchGroup, d.Group)
	}
	if !w.Dir.People.Has(d.By) {
		return fmt.Errorf("%w: %s", jobs.ErrNoSuchPerson, d.By)
	}
	if fault := d.Fault(g, w.Day); fault != "" {
		return &FaultError{Reason: fault}
	}
	if d.What == workgroup.Renewed {
		allowed := ledger.MayApprove(g.Unit, g.Responsible(), w.Dir.Units, Contacts(w), w.Dir.People, w.Day)
		if !slices.Contains(allowed, d.By) {
			return &FaultError{Reason: "renewed_not_approver", Allowed: allowed}
		}
	}
	open, err := cases.Cases(ctx, ledger.Filter{Groups: []string{g.Code}, Rules: []string{rule.GroupStageExpired, rule.GroupZombie}, OpenOnly: true})
	if err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	var steps []ledger.Step
	for _, k := range open {
		if d.What == workgroup.Dissolved || k.Rule == rule.GroupStageExpired {
			steps = append(steps, ledger.Step{CaseID: k.ID, At: d.At, State: k.State, By: d.By, Reason: d.What, Note: string(d.On) + " " + d.Reason})
		}
	}
	return cases.DecideGroup(ctx, g, d, steps)
}
