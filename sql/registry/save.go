package registry

import (
	"context"
	"fmt"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/sql/dbconn"
)

// Save writes what can move in a notice where its row still has n.Version,
// else outbox.ErrLost; the row then has n.Version+1 (outbox.Store). It is
// claim, record and expiry in one. With told, the notice's cases are told in
// the same transaction.
func (s *Store) Save(ctx context.Context, n outbox.Notice, told *outbox.Telling) error {
	err := s.db.Tx(ctx, func(tx *dbconn.Tx) error {
		res, err := tx.ExecContext(ctx, "UPDATE notices SET state = ?, channel = ?, route_seq = ?, next_ms = ?, wake_ms = ?, sent_ms = ?, told_ms = ?, attempts = ?,"+
			" doubts = ?, last_error = ?, claimed_by = ?, claimed_until_ms = ?, relayed_by = ?, version = version + 1 WHERE id = ? AND version = ?",
			string(n.State), n.Channel, n.RouteSeq, ms(n.NextAt), wakeOf(n), ms(n.SentAt), ms(n.ToldAt), n.Attempts,
			n.Doubts, n.LastError, n.ClaimedBy, ms(n.ClaimedUntil), n.RelayedBy, n.ID, n.Version)
		if err != nil {
			return err
		}
		if rows, err := res.RowsAffected(); err != nil || rows != 1 {
			return outbox.ErrLost
		}
		if err := s.noteAttempt(ctx, tx, n); err != nil {
			return err
		}
		if told == nil {
			return nil
		}
		return s.tell(ctx, tx, n, *told)
	})
	if err != nil {
		return fmt.Errorf("save notice %s: %w", n.ID, err)
	}
	return nil
}

// noteAttempt begins a line for a send that begins, and ends it when the send
// is over, however that was found out.
func (s *Store) noteAttempt(ctx context.Context, tx *dbconn.Tx, n outbox.Notice) error {
	now := s.now()
	if n.State == outbox.Sending {
		a := Attempt{Notice: n.ID, Number: n.Attempts, Channel: n.Channel, Owner: n.ClaimedBy, BegunAt: now}
		return attemptTable.upsert(ctx, tx, []Attempt{a})
	}
	_, err := tx.ExecContext(ctx, "UPDATE notice_attempts SET ended_ms = ?, outcome = ?, detail = ? WHERE notice_id = ? AND attempt = ? AND ended_ms = 0",
		ms(now), string(n.State), n.LastError, n.ID, n.Attempts)
	return err
}

// tell notes on the notice's cases that they were told. A case first told on
// or after its due day gets a new one; notices that told the responsible
// person are counted.
func (s *Store) tell(ctx context.Context, tx *dbconn.Tx, n outbox.Notice, told outbox.Telling) error {
	var cases []ledger.Case
	ids := "SELECT case_id FROM notice_cases WHERE notice_id = ?"
	// By id, so that two tellings lock the rows in the same order.
	cases, err := caseTable.all(ctx, tx, " WHERE id IN ("+ids+") ORDER BY id"+tx.Dialect.ForUpdate(), n.ID)
	if err != nil {
		return err
	}
	var steps []ledger.Step
	for _, before := range cases {
		after := before
		step := ledger.Step{CaseID: before.ID, At: told.At, State: before.State, By: toldBy(n), Reason: "told", Note: n.ID}
		steps = append(steps, step)
		if told.Person != "" && before.Responsible == told.Person {
			after.Reminders++
		}
		if before.ToldOn == "" {
			after.ToldOn = told.On
			if before.State.Open() && before.DueOn != "" && told.On >= before.DueOn {
				after.DueOn = told.LateDue
				step.Reason, step.Note = "due_moved", string(before.DueOn)+" → "+string(told.LateDue)
				steps = append(steps, step)
			}
		}
		if err := updateCase(ctx, tx, before, after); err != nil {
			return err
		}
	}
	return s.writeSteps(ctx, tx, 0, steps)
}

// toldBy is who told: the dispatcher, or the person who passed it on.
func toldBy(n outbox.Notice) string {
	if n.State == outbox.Relayed {
		return n.RelayedBy
	}
	return "deliver"
}
