package ledger

import (
	"context"
	"fmt"
	"slices"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
)

// newDecision is a decision as it is written.
type newDecision struct {
	workgroup.Decision
	login string
}

var newDecisionTable = base.Table[newDecision]{
	Name: decisionTable.Name, AutoID: true,
	Columns: append(slices.Clone(decisionTable.Columns), "login"),
	Fields:  func(d *newDecision) []any { return append(decisionTable.Fields(&d.Decision), &d.login) },
}

var decisionTable = base.Table[workgroup.Decision]{
	Name:    "group_decisions",
	Columns: []string{"group_code", "what", "value_on", "actor", "reason", "at_ms", "written_ms"},
	Fields: func(d *workgroup.Decision) []any {
		return []any{&d.Group, &d.What, &d.On, &d.By, &d.Reason, base.Moment(&d.At), base.Moment(&d.WrittenAt)}
	},
}

// DecideGroup writes a decision, the group as it is after it, the dated
// changes, and steps on the group's cases, in one transaction. ErrNotFound if
// the group is not as it was read.
func (s *Store) DecideGroup(ctx context.Context, before workgroup.Group, d workgroup.Decision, steps []ledger.Step) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		if err := s.decideGroup(ctx, tx, before, d); err != nil {
			return err
		}
		if err := s.writeSteps(ctx, tx, 0, steps); err != nil {
			return err
		}
		return base.NoteChange(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("decide about group %s: %w", before.Code, err)
	}
	return nil
}

func (s *Store) decideGroup(ctx context.Context, tx *dbconn.Tx, before workgroup.Group, d workgroup.Decision) error {
	d.WrittenAt = s.Now()
	if err := directory.AnswerGroup(ctx, tx, before, d.Apply(before), d.At, d.WrittenAt); err != nil {
		return err
	}
	return newDecisionTable.Insert(ctx, tx, []newDecision{{d, s.Login}})
}

// ConfirmUpkeep writes that a group's upkeep is done, and closes its case, if it
// has one (before and after nil: none). ledger.ErrMoved if the case is not as it
// was read.
func (s *Store) ConfirmUpkeep(ctx context.Context, d workgroup.Decision, before, after *ledger.Case) error {
	d.WrittenAt = s.Now()
	return s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		if err := newDecisionTable.Insert(ctx, tx, []newDecision{{d, s.Login}}); err != nil {
			return fmt.Errorf("confirm upkeep of group %s: %w", d.Group, err)
		}
		if before != nil {
			if err := updateCase(ctx, tx, *before, *after); err != nil {
				return err
			}
			if err := withdrawAbout(ctx, tx, []int64{before.ID}, withdrawnCaseClosed); err != nil {
				return err
			}
			step := ledger.Step{CaseID: before.ID, At: d.At, State: after.State, By: d.By, Reason: string(after.ClosedReason), Note: d.Reason}
			if err := s.writeSteps(ctx, tx, 0, []ledger.Step{step}); err != nil {
				return err
			}
		}
		return base.NoteChange(ctx, tx)
	})
}

// GroupDecisions lists the decisions about groups, oldest first.
func (s *Store) GroupDecisions(ctx context.Context) ([]workgroup.Decision, error) {
	return decisionTable.All(ctx, s.DB, " ORDER BY id")
}
