package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/answer"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
)

// Answer writes the changes of an answer or a decision, in one transaction. With a form the answer
// came by a page: answer.ErrUsed if that form was sent before, and then nothing is written.
// ledger.ErrMoved if a case or a group is not as it was read.
func (s *Store) Answer(ctx context.Context, outcomes []answer.Outcome, groups workgroup.Groups, form *answer.Form) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		if form != nil {
			if err := directory.UseForm(ctx, tx, *form, s.Now()); err != nil {
				return err
			}
		}
		for _, o := range outcomes {
			if err := s.writeAnswer(ctx, tx, o, groups); err != nil {
				return err
			}
		}
		return base.NoteChange(ctx, tx)
	})
	if errors.Is(err, base.ErrNotFound) {
		err = fmt.Errorf("%w: %w", ledger.ErrMoved, err)
	}
	if err != nil {
		return fmt.Errorf("write answers: %w", err)
	}
	return nil
}

func (s *Store) writeAnswer(ctx context.Context, tx *dbconn.Tx, o answer.Outcome, groups workgroup.Groups) error {
	after, steps := o.After, o.Steps
	if o.Call {
		more, err := s.noteCall(ctx, tx, &after, steps[0])
		if err != nil {
			return err
		}
		steps = append(steps, more...)
	}
	if err := s.moveCase(ctx, tx, o.Before, after, steps[0]); err != nil {
		return err
	}
	if o.About != nil {
		if err := s.moveCase(ctx, tx, o.AboutWas, *o.About, steps[0]); err != nil {
			return err
		}
	}
	if o.Task != nil {
		step, err := openTask(ctx, tx, *o.Task)
		if err != nil {
			return err
		}
		steps = append(steps, step)
	}
	for _, r := range o.Reports {
		step, err := openTask(ctx, tx, r)
		if err != nil {
			return err
		}
		steps = append(steps, step)
	}
	if err := s.writeSteps(ctx, tx, 0, steps); err != nil {
		return err
	}
	if err := s.writeSaid(ctx, tx, o); err != nil {
		return err
	}
	if e := o.Exempt; e != nil {
		if _, err := s.addExemption(ctx, tx, *e, s.Now()); err != nil {
			return err
		}
	}
	if d := o.Group; d != nil {
		if err := s.decideGroup(ctx, tx, groups.Of(d.Group), *d); err != nil {
			return err
		}
	}
	if h := o.Handover; h != nil {
		return directory.AnswerGroup(ctx, tx, h[0], h[1], steps[0].At, s.Now())
	}
	return nil
}

func (s *Store) moveCase(ctx context.Context, tx *dbconn.Tx, before, after ledger.Case, step ledger.Step) error {
	if err := updateCase(ctx, tx, before, after); err != nil {
		return err
	}
	return s.turned(ctx, tx, before, after, step)
}

// openTask writes a request and returns the step that opens it.
func openTask(ctx context.Context, tx *dbconn.Tx, t answer.Opened) (ledger.Step, error) {
	if t.Before != nil {
		t.Step.CaseID = t.Before.ID
		return t.Step, updateCase(ctx, tx, *t.Before, t.After)
	}
	id, err := base.IssueIDs(ctx, tx, "cases", 1)
	if err != nil {
		return t.Step, err
	}
	t.After.ID, t.Step.CaseID = id, id
	if err := CaseTable.Insert(ctx, tx, []ledger.Case{t.After}); err != nil {
		if dbconn.IsDuplicate(err) {
			return t.Step, fmt.Errorf("%w: %w", ledger.ErrMoved, err)
		}
		return t.Step, err
	}
	return t.Step, nil
}

// writeSaid notes the bearer of an account or a card, in place of an earlier answer about it, or ends
// the answers about the case.
func (s *Store) writeSaid(ctx context.Context, tx *dbconn.Tx, o answer.Outcome) error {
	if o.EndSaid {
		_, err := base.UpdateRows(ctx, tx, directory.IdentityAnswerTable.Name, []string{"ended_ms"}, []any{base.MS(s.Now())}, "case_id = ? AND ended_ms = 0", o.Before.Asked)
		return err
	}
	if o.Identity == nil {
		return nil
	}
	said := *o.Identity
	said.WrittenAt = s.Now()
	_, err := base.UpdateRows(ctx, tx, directory.IdentityAnswerTable.Name, []string{"ended_ms"}, []any{base.MS(said.WrittenAt)},
		"ended_ms = 0 AND platform = ? AND account = ? AND group_code = ? AND card = ?", said.Platform, said.Account, said.Group, said.Card)
	if err != nil {
		return fmt.Errorf("end what was said before: %w", err)
	}
	table := directory.IdentityAnswerTable
	table.Columns, table.AutoID = table.Columns[1:], true // the database gives the number
	table.Fields = func(s *workgroup.IdentityAnswer) []any { return directory.IdentityAnswerTable.Fields(s)[1:] }
	return table.Insert(ctx, tx, []workgroup.IdentityAnswer{said})
}

// endRequests closes the open requests about cases that are closed: there is
// nothing left to decide.
func (s *Store) endRequests(ctx context.Context, tx *dbconn.Tx, closed []int64, by ledger.Step) error {
	if len(closed) == 0 {
		return nil
	}
	var tasks []ledger.Case
	for chunk := range slices.Chunk(closed, base.InList) {
		part, err := CaseTable.All(ctx, tx, " WHERE asked_case IN ("+dbconn.In(len(chunk))+") AND state NOT IN ('closed', 'exempt')", base.Args(chunk)...)
		if err != nil {
			return err
		}
		tasks = append(tasks, part...)
	}
	var ids []int64
	var steps []ledger.Step
	for _, t := range tasks {
		after := ledger.Close(t, ledger.SubjectGone, workgroup.DateOf(by.At))
		if err := updateCase(ctx, tx, t, after); err != nil {
			return err
		}
		ids = append(ids, t.ID)
		steps = append(steps, ledger.Step{CaseID: t.ID, At: by.At, State: after.State, By: by.By, Reason: string(ledger.SubjectGone)})
	}
	if err := withdrawAbout(ctx, tx, ids, withdrawnCaseClosed); err != nil {
		return err
	}
	return s.writeSteps(ctx, tx, 0, steps)
}

// Renew notes that a person asks for a fresh link to a notice; false, and
// nothing noted, if they asked so often since the moment.
func (s *Store) Renew(ctx context.Context, notice, person string, at, since time.Time, atMost int) (ok bool, err error) {
	err = s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		var n int
		if err := tx.GetContext(ctx, &n, "SELECT COUNT(*) FROM link_renewals WHERE person = ? AND asked_ms >= ?", person, base.MS(since)); err != nil {
			return err
		}
		if ok = n < atMost; !ok {
			return nil
		}
		_, err := base.InsertRow(ctx, tx, "link_renewals", []string{"notice_id", "person", "asked_ms"}, notice, person, base.MS(at))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("note that a fresh link is asked for: %w", err)
	}
	return ok, nil
}
