package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// CaseTable is the cases as they stand.
var CaseTable = base.Table[ledger.Case]{
	Name: "cases", Keys: 1,
	Columns: []string{
		"id", "rule", "subject_key", "clause", "unit", "subject_type", "group_code", "group2", "account", "person", "subject_code",
		"title", "state", "severity", "opened_on", "due_on", "last_seen_on", "closed_on", "closed_reason", "reopened", "responsible",
		"exempt_until", "evidence", "told_on", "told_ms", "reminders", "rung", "life", "said_ms", "data_ms", "extended_by",
		"paused_ms", "paused_until", "objection", "asked_case",
	},
	Fields: func(c *ledger.Case) []any {
		key := c.Subject.Key()
		return []any{
			&c.ID, &c.Rule, &key, &c.Clause, &c.Unit, &c.Subject.Type, &c.Subject.Group, &c.Subject.Group2, &c.Subject.Account, &c.Subject.Person, &c.Subject.Code,
			&c.Title, &c.State, &c.Severity, &c.OpenedOn, &c.DueOn, &c.LastSeenOn, &c.ClosedOn, &c.ClosedReason, &c.Reopened, &c.Responsible,
			&c.ExemptUntil,
			base.Verbatim((*[]byte)(&c.Evidence)),
			&c.ToldOn,
			base.Moment(&c.ToldAt),
			&c.Reminders, &c.Rung, &c.Life,
			base.Moment(&c.SaidAt),
			base.Moment(&c.DataAt),
			&c.ExtendedBy,
			base.Moment(&c.PausedAt),
			&c.PausedUntil, &c.Objection, &c.Asked,
		}
	},
}

// notOpen are the states that OpenOnly leaves out.
var notOpen = []string{string(ledger.Closed), string(ledger.Exempt)}

// Cases lists the cases that the filter picks, by id. A group is picked as
// either side of a pair.
func (s *Store) Cases(ctx context.Context, f ledger.Filter) ([]ledger.Case, error) {
	var list []ledger.Case
	found := map[int64]bool{}
	picked := f
	if len(f.Groups) > 0 {
		// SQLite would rather look through every case of the rules than look
		// the groups up; a group has few cases of other rules.
		picked.Rules = nil
	}
	where, args := caseFilter(picked)
	err := eachPick(f, func(column string, values []any) error {
		clause, all := where, args
		if column != "" {
			clause = append([]string{column + " IN (" + dbconn.In(len(values)) + ")"}, where...)
			all = slices.Concat(values, args)
		}
		tail := ""
		if len(clause) > 0 {
			tail = " WHERE " + strings.Join(clause, " AND ")
		}
		return CaseTable.Read(ctx, s.DB, func(c ledger.Case) error {
			if !found[c.ID] && (len(f.Rules) == 0 || slices.Contains(f.Rules, c.Rule)) {
				list, found[c.ID] = append(list, c), true
			}
			return nil
		}, tail, all...)
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b ledger.Case) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

// EachCase calls fn with every case that the filter picks, by id. Without ids and groups in the filter
// the cases are not in memory at once; fn must not write to the store.
func (s *Store) EachCase(ctx context.Context, f ledger.Filter, fn func(ledger.Case) error) error {
	if len(f.IDs)+len(f.Groups) > 0 {
		list, err := s.Cases(ctx, f)
		for i := 0; i < len(list) && err == nil; i++ {
			err = fn(list[i])
		}
		return err
	}
	tail := ""
	where, args := caseFilter(f)
	if len(where) > 0 {
		tail = " WHERE " + strings.Join(where, " AND ")
	}
	return CaseTable.Read(ctx, s.DB, fn, tail+" ORDER BY id", args...)
}

// caseFilter is the part of the filter whose lists are always short.
func caseFilter(f ledger.Filter) (where []string, args []any) {
	in := func(column, not string, values []string) {
		if len(values) > 0 {
			where = append(where, column+not+" IN ("+dbconn.In(len(values))+")")
			args = append(args, base.Args(values)...)
		}
	}
	in("rule", "", f.Rules)
	if len(f.Asked) > 0 {
		where, args = append(where, "asked_case IN ("+dbconn.In(len(f.Asked))+")"), append(args, base.Args(f.Asked)...)
	}
	in("unit", "", f.Units)
	if f.OpenOnly {
		in("state", " NOT", notOpen)
	}
	if f.ClosedSince != "" {
		in("state", "", []string{string(ledger.Closed)})
		where, args = append(where, "closed_on >= ?"), append(args, string(f.ClosedSince))
	}
	if len(f.IDs) > 0 && len(f.Groups) > 0 {
		where = append(where, "(group_code IN ("+dbconn.In(len(f.Groups))+") OR group2 IN ("+dbconn.In(len(f.Groups))+"))")
		args = append(append(args, base.Args(f.Groups)...), base.Args(f.Groups)...)
	}
	return where, args
}

// divedList is how many groups a question names, so that MySQL and MariaDB look
// into the index for the number of hits. From 200 on they guess by statistics
// (eq_range_index_dive_limit): nearly every case has the same empty second
// group, and they would go through all cases of the county.
const divedList = 150

// eachPick splits the lists that may be long, so that each question has an
// index of its own: ids, or groups and then second groups.
func eachPick(f ledger.Filter, ask func(column string, values []any) error) error {
	if len(f.IDs) > 0 {
		for chunk := range slices.Chunk(f.IDs, base.InList) {
			if err := ask("id", base.Args(chunk)); err != nil {
				return err
			}
		}
		return nil
	}
	if len(f.Groups) == 0 {
		return ask("", nil)
	}
	for _, column := range []string{"group_code", "group2"} {
		for chunk := range slices.Chunk(f.Groups, divedList) {
			if err := ask(column, base.Args(chunk)); err != nil {
				return err
			}
		}
	}
	return nil
}

// StepTable is the steps of all cases.
var StepTable = base.Table[ledger.Step]{
	Name: "case_steps", Keys: 1,
	Columns: []string{"id", "case_id", "at_ms", "written_ms", "state", "actor", "reason", "note"},
	Fields: func(p *ledger.Step) []any {
		return []any{&p.ID, &p.CaseID, base.Moment(&p.At), base.Moment(&p.WrittenAt), &p.State, &p.By, &p.Reason, &p.Note}
	},
}

// Steps lists a case's history, oldest first.
func (s *Store) Steps(ctx context.Context, caseID int64) ([]ledger.Step, error) {
	return StepTable.All(ctx, s.DB, " WHERE case_id = ? ORDER BY id", caseID)
}

// newStep is a step as it is written: the run it belongs to beside it, the id
// given by the database, the real moment set here and nowhere else.
type newStep struct {
	ledger.Step
	run   int64
	login string
}

var newStepTable = base.Table[newStep]{
	Name: "case_steps", AutoID: true,
	Columns: []string{"case_id", "run_id", "at_ms", "written_ms", "state", "actor", "reason", "note", "login"},
	Fields: func(p *newStep) []any {
		return []any{&p.CaseID, &p.run, base.Moment(&p.At), base.Moment(&p.WrittenAt), &p.State, &p.By, &p.Reason, &p.Note, &p.login}
	},
}

func (s *Store) writeSteps(ctx context.Context, tx *dbconn.Tx, run int64, steps []ledger.Step) error {
	written := s.Now()
	rows := make([]newStep, len(steps))
	for i, p := range steps {
		p.WrittenAt = written
		rows[i] = newStep{Step: p, run: run}
		if run == 0 {
			rows[i].login = s.Login
		}
	}
	return newStepTable.Insert(ctx, tx, rows)
}

// TakeStep writes a person's step or note: the case after it, and the step. A
// note on a case with a task to call ends that task. ledger.ErrMoved if the
// case moved meanwhile.
func (s *Store) TakeStep(ctx context.Context, before, after ledger.Case, step ledger.Step) error {
	return s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		after := after
		var steps []ledger.Step
		if step.Reason == ledger.ReasonNote {
			var err error
			if steps, err = s.noteCall(ctx, tx, &after, step); err != nil {
				return err
			}
		}
		if err := updateCase(ctx, tx, before, after); err != nil {
			return err
		}
		if err := s.turned(ctx, tx, before, after, step); err != nil {
			return err
		}
		step.CaseID = before.ID
		if err := s.writeSteps(ctx, tx, 0, append([]ledger.Step{step}, steps...)); err != nil {
			return fmt.Errorf("case %d: %w", before.ID, err)
		}
		return base.NoteChange(ctx, tx)
	})
}

// turned withdraws the notices that a person's step has made untrue: untried ones about a case that
// is closed, has another deadline or another responsible person; and it ends the requests about a
// case that is closed.
func (s *Store) turned(ctx context.Context, tx *dbconn.Tx, before, after ledger.Case, step ledger.Step) error {
	reason := ""
	switch {
	case before.State.Open() && !after.State.Open():
		reason = withdrawnCaseClosed
	case before.DueOn != after.DueOn:
		reason = withdrawnExtended
	}
	if reason == "" {
		return nil
	}
	if err := withdrawAbout(ctx, tx, []int64{before.ID}, reason); err != nil {
		return err
	}
	if after.State != ledger.Closed {
		return nil
	}
	return s.endRequests(ctx, tx, []int64{before.ID}, step)
}
