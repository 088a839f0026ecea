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
	"qunguan/sql/rosters"
)

// CommitParts writes units' parts of one run in one transaction: new cases, which get their ids in
// the plans' order and in the plans themselves, the changes of others, the days on which the rest was
// seen, and a step for every event. Untried notices about a case that closed or came back are
// withdrawn: they would tell a former state. Of a held part only the hold is recorded.
// ledger.ErrMoved if a case moved meanwhile.
func (s *Store) CommitParts(ctx context.Context, parts ...reconcile.Part) error {
	if len(parts) == 0 {
		return nil
	}
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		var passed []reconcile.Part
		for _, p := range parts {
			if p.Held == nil {
				passed = append(passed, p)
				continue
			}
			if err := holdPart(ctx, tx, *p.Held); err != nil {
				return err
			}
		}
		return s.commitParts(ctx, tx, passed)
	})
	if err != nil {
		return fmt.Errorf("commit %s of unit %s and %d more: %w", parts[0].Job, parts[0].Unit, len(parts)-1, err)
	}
	return nil
}

// commitParts writes parts that no guard holds. What is alike in them goes into one statement.
func (s *Store) commitParts(ctx context.Context, tx *dbconn.Tx, parts []reconcile.Part) error {
	if len(parts) == 0 {
		return nil
	}
	run := parts[0]
	if err := s.passParts(ctx, tx, parts); err != nil {
		return err
	}
	if err := noteBaselines(ctx, tx, parts); err != nil {
		return fmt.Errorf("note baselines: %w", err)
	}
	if err := openCases(ctx, tx, parts); err != nil {
		return err
	}
	var steps []ledger.Step
	var turned, closed []int64
	var still []reconcile.Seen
	for _, p := range parts {
		for _, c := range p.Plan.Changes {
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
		steps, still = append(steps, p.Steps...), append(still, p.Plan.Seen...)
	}
	if err := withdrawAbout(ctx, tx, turned, withdrawnCaseClosed); err != nil {
		return err
	}
	if err := s.endRequests(ctx, tx, closed, ledger.Step{At: run.Moment, By: run.Job}); err != nil {
		return err
	}
	if err := seen(ctx, tx, still, workgroup.DateOf(run.Moment)); err != nil {
		return err
	}
	if err := rosters.WritePersonIndex(ctx, tx, parts); err != nil {
		return err
	}
	return s.writeSteps(ctx, tx, run.Run, steps)
}

// baseline says when a rule first judged a unit.
type baseline struct {
	rule, unit string
	first      int64 // in milliseconds
}

var baselineTable = base.Table[baseline]{
	Name: "rule_baselines", Keys: 2, Columns: []string{"rule", "unit", "first_ms"},
	Fields: func(b *baseline) []any { return []any{&b.rule, &b.unit, &b.first} },
}

// noteBaselines keeps when rules first judged units; the first run's word stays.
func noteBaselines(ctx context.Context, tx *dbconn.Tx, parts []reconcile.Part) error {
	var news []baseline
	var units []string
	for _, p := range parts {
		for _, rule := range p.Baseline {
			news = append(news, baseline{rule, p.Unit, base.MS(p.Moment)})
		}
		if len(p.Baseline) > 0 {
			units = append(units, p.Unit)
		}
	}
	if len(news) == 0 {
		return nil
	}
	stored := map[[2]string]int64{}
	read := func() error {
		for chunk := range slices.Chunk(units, base.InList) {
			err := baselineTable.Read(ctx, tx, func(b baseline) error { stored[[2]string{b.rule, b.unit}] = b.first; return nil },
				" WHERE unit IN ("+dbconn.In(len(chunk))+")", base.Args(chunk)...)
			if err != nil {
				return err
			}
		}
		return nil
	}
	if err := read(); err != nil {
		return err
	}
	news = slices.DeleteFunc(news, func(b baseline) bool { _, there := stored[[2]string{b.rule, b.unit}]; return there })
	if err := baselineTable.Offer(ctx, tx, news); err != nil || len(news) == 0 {
		return err
	}
	// Another run may have been faster with some of them; the journal must not
	// say that this one wrote those.
	if err := read(); err != nil {
		return err
	}
	return baselineTable.Note(tx, slices.DeleteFunc(news, func(b baseline) bool { return stored[[2]string{b.rule, b.unit}] != b.first }))
}

// openCases inserts the plans' new cases and fills in their ids.
func openCases(ctx context.Context, tx *dbconn.Tx, parts []reconcile.Part) error {
	var opened []*reconcile.Change
	for _, p := range parts {
		for i := range p.Plan.Changes {
			if c := &p.Plan.Changes[i]; c.Event == ledger.EventOpened {
				opened = append(opened, c)
			}
		}
	}
	if len(opened) == 0 {
		return nil
	}
	first, err := base.IssueIDs(ctx, tx, "cases", len(opened))
	if err != nil {
		return err
	}
	cases := make([]ledger.Case, len(opened)) // thousands in a unit's first run
	for i, c := range opened {
		c.After.ID = first + int64(i)
		cases[i] = c.After
	}
	err = CaseTable.Insert(ctx, tx, cases)
	if dbconn.IsDuplicate(err) {
		// The same case was opened since the ledger was read.
		return fmt.Errorf("%w: %w", ledger.ErrMoved, err)
	}
	return err
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
