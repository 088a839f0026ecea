package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
	"qunguan/sql/rosters"
)

// CommitPart writes one unit's part of a run in one transaction: new cases, which get their ids in
// the plan's order and in the plan itself, the changes of others, the days on which the rest was
// seen, and a step for every event. Untried notices about a case that closed or came back are
// withdrawn: they would tell a former state. Of a held part only the hold is recorded.
// ledger.ErrMoved if a case moved meanwhile.
func (s *Store) CommitPart(ctx context.Context, p reconcile.Part) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		if p.Held != nil {
			return holdPart(ctx, tx, *p.Held)
		}
		return s.commitPart(ctx, tx, p)
	})
	if err != nil {
		return fmt.Errorf("commit part %s of %s: %w", p.Unit, p.Job, err)
	}
	return nil
}

func (s *Store) commitPart(ctx context.Context, tx *dbconn.Tx, p reconcile.Part) error {
	if err := s.passPart(ctx, tx, p); err != nil {
		return err
	}
	if err := noteBaselines(ctx, tx, p.Baseline, p.Unit, base.MS(p.Moment)); err != nil {
		return fmt.Errorf("note baselines: %w", err)
	}
	changes := p.Plan.Changes
	if err := openCases(ctx, tx, changes); err != nil {
		return err
	}
	var steps []ledger.Step
	var turned, closed []int64
	for _, c := range changes {
		if c.Event != ledger.EventOpened {
			if err := updateCase(ctx, tx, c.Before, c.After); err != nil {
				return err
			}
		}
		if c.Event == ledger.EventClosed || c.Event == ledger.EventReopened || c.Before.State.Open() && !c.After.State.Open() {
			turned = append(turned, c.After.ID)
		}
		if c.Event == ledger.EventClosed {
			closed = append(closed, c.After.ID)
		}
		steps = append(steps, stepOf(p, c))
	}
	if err := withdrawAbout(ctx, tx, turned, withdrawnCaseClosed); err != nil {
		return err
	}
	if err := s.endRequests(ctx, tx, closed, ledger.Step{At: p.Moment, By: p.Job}); err != nil {
		return err
	}
	if err := seen(ctx, tx, p.Plan.Seen, workgroup.DateOf(p.Moment)); err != nil {
		return err
	}
	if p.Index != nil {
		if err := rosters.WritePersonIndex(ctx, tx, p.Unit, p.Index); err != nil {
			return err
		}
	}
	return s.writeSteps(ctx, tx, p.Run, append(steps, p.Steps...))
}

// noteBaselines keeps when rules first judged a unit; the first run's word stays.
func noteBaselines(ctx context.Context, tx *dbconn.Tx, rules []string, unit string, at int64) error {
	if len(rules) == 0 {
		return nil
	}
	which, args := " WHERE unit = ? AND rule IN ("+dbconn.In(len(rules))+")", append([]any{unit}, base.Args(rules)...)
	var there []string
	if err := tx.SelectContext(ctx, &there, "SELECT rule FROM rule_baselines"+which, args...); err != nil {
		return err
	}
	columns, values := []string{"rule", "unit", "first_ms"}, make([]any, 0, 3*len(rules))
	for _, rule := range rules {
		if !slices.Contains(there, rule) {
			values = append(values, rule, unit, at)
		}
	}
	if len(values) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO rule_baselines (rule, unit, first_ms) VALUES "+dbconn.Values(len(values)/3, 3)+tx.Dialect.Ignore("rule"), values...)
	if err != nil {
		return err
	}
	// Another run may have been faster with some of them; the journal must not
	// say that this one wrote those.
	var stored []string
	if err := tx.SelectContext(ctx, &stored, "SELECT rule FROM rule_baselines"+which+" AND first_ms = ?", append(args, at)...); err != nil {
		return err
	}
	mine := base.Args(stored)
	for row := range slices.Chunk(values, 3) {
		if !slices.Contains(mine, row[0]) {
			continue
		}
		if err := journal.Wrote(tx, "rule_baselines", columns, row); err != nil {
			return err
		}
	}
	return nil
}

// openCases inserts the plan's new cases and fills in their ids.
func openCases(ctx context.Context, tx *dbconn.Tx, changes []reconcile.Change) error {
	n := 0
	for i := range changes {
		if changes[i].Event == ledger.EventOpened {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	opened := make([]ledger.Case, 0, n) // thousands in a unit's first run
	for i := range changes {
		if changes[i].Event == ledger.EventOpened {
			opened = append(opened, changes[i].After)
		}
	}
	first, err := base.IssueIDs(ctx, tx, "cases", len(opened))
	if err != nil {
		return err
	}
	for i := range opened {
		opened[i].ID = first + int64(i)
	}
	if err := CaseTable.Insert(ctx, tx, opened); err != nil {
		if dbconn.IsDuplicate(err) {
			// The same case was opened since the ledger was read.
			return fmt.Errorf("%w: %w", ledger.ErrMoved, err)
		}
		return err
	}
	for i, next := 0, 0; i < len(changes); i++ {
		if changes[i].Event == ledger.EventOpened {
			changes[i].After = opened[next]
			next++
		}
	}
	return nil
}

// contested are the columns that more than one job, or a person, may move. A
// change of one of them goes through only where it still is as it was read.
var contested = []string{"state", "due_on", "exempt_until", "told_on", "told_ms", "reminders", "rung", "said_ms", "paused_ms", "paused_until", "objection"}

// updateCase writes the columns in which a case differs, and no other, so that
// a delivery's note of the same moment is not overwritten. The state must still
// be the one that was read, for everything was decided by it.
func updateCase(ctx context.Context, tx *dbconn.Tx, before, after ledger.Case) error {
	diffs, err := CaseTable.Differences(&before, &after)
	if err != nil || len(diffs) == 0 {
		return err
	}
	var set []string
	var args []any
	where, guards := []string{"id = ?", "state = ?"}, []any{before.ID, string(before.State)}
	for _, d := range diffs {
		set, args = append(set, d.Column+" = ?"), append(args, d.New)
		if slices.Contains(contested, d.Column) && d.Column != "state" {
			where = append(where, d.Column+" = ?")
			guards = append(guards, d.Old)
		}
	}
	res, err := tx.ExecContext(ctx, "UPDATE cases SET "+strings.Join(set, ", ")+" WHERE "+strings.Join(where, " AND "), append(args, guards...)...)
	if err != nil {
		return fmt.Errorf("change case %d: %w", before.ID, err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("change case %d: %w", before.ID, ledger.ErrMoved)
	}
	return CaseTable.NoteDifferences(tx, &before, &after)
}

// seen moves last_seen_on and the moment of the data, and neither backwards.
// The cases of one roster have one moment.
func seen(ctx context.Context, tx *dbconn.Tx, cases []reconcile.Seen, day workgroup.Date) error {
	byData := map[int64][]int64{}
	for _, s := range cases {
		byData[base.MS(s.DataAt)] = append(byData[base.MS(s.DataAt)], s.ID)
	}
	for _, at := range slices.Sorted(maps.Keys(byData)) {
		for chunk := range slices.Chunk(byData[at], base.InList) {
			_, err := tx.ExecContext(ctx, "UPDATE cases SET last_seen_on = CASE WHEN last_seen_on < ? THEN ? ELSE last_seen_on END,"+
				" data_ms = CASE WHEN data_ms < ? THEN ? ELSE data_ms END WHERE id IN ("+dbconn.In(len(chunk))+")",
				append([]any{string(day), string(day), at, at}, base.Args(chunk)...)...)
			if err != nil {
				return fmt.Errorf("note that cases were seen: %w", err)
			}
		}
	}
	return nil
}

// stepOf is the step a change leaves behind. A closed case's reason is how it
// was closed; the verdict's own reason goes into the note.
func stepOf(p reconcile.Part, c reconcile.Change) ledger.Step {
	step := ledger.Step{CaseID: c.After.ID, At: p.Moment, State: c.After.State, By: p.Job, Reason: string(c.Event), Note: c.Reason}
	if c.Reason == ledger.ReasonStillThere {
		step.Reason, step.Note = c.Reason, ""
	}
	if c.Event == ledger.EventClosed {
		step.Reason = string(c.After.ClosedReason)
		if step.Note == step.Reason {
			step.Note = ""
		}
	}
	return step
}
