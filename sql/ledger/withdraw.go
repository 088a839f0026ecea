package ledger

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// composingsCounter numbers the transactions that make notices about cases or replace digests. Its row
// is also the lock by which they wait for each other.
const composingsCounter = "composings"

// Compose writes all parts of a plan in one transaction (tell.Notices); a transaction that is run again
// walks the plan again. composings is their number when the
// plan's notices were read: of two composings at once the second one fails with outbox.ErrLost, for its
// words may be in a notice already, even in one that was sent meanwhile. It also fails if a notice to
// withdraw moved. Nothing is written then.
func (s *Store) Compose(ctx context.Context, composings int64, plan iter.Seq2[compose.Result, error]) error {
	return s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		begun := false
		for part, err := range plan {
			if err != nil {
				return err
			}
			if len(part.Withdraw)+len(part.Create) == 0 {
				continue
			}
			if !begun {
				number, err := base.IssueIDs(ctx, tx, composingsCounter, 1)
				if err != nil {
					return err
				}
				if number != composings+1 {
					return fmt.Errorf("%d composings since the notices were read: %w", number-composings-1, outbox.ErrLost)
				}
				begun = true
			}
			if err := replaceNotices(ctx, tx, part.Withdraw, part.Create); err != nil {
				return err
			}
			if err := s.noteDoubted(ctx, tx, part.Doubted); err != nil {
				return err
			}
			if err := journal.WriteSoFar(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}

// noteDoubted writes the steps of cases that a withdrawn notice may have told.
func (s *Store) noteDoubted(ctx context.Context, tx *dbconn.Tx, steps []ledger.Step) error {
	if len(steps) == 0 {
		return nil
	}
	about := make([]int64, len(steps))
	for i := range steps {
		about[i] = steps[i].CaseID
	}
	cases, err := casesOf(ctx, tx, nil, map[string][]int64{"": about})
	if err != nil {
		return err
	}
	for i := range steps {
		steps[i].State = cases[steps[i].CaseID].State
	}
	return s.writeSteps(ctx, tx, 0, steps)
}

// WriteNotices withdraws and creates in one transaction (digest.Notices). outbox.ErrLost if a notice to
// withdraw moved since it was read; then nothing is written.
func (s *Store) WriteNotices(ctx context.Context, withdraw []compose.Withdrawal, create []outbox.Notice) error {
	return s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		if _, err := base.IssueIDs(ctx, tx, composingsCounter, 1); err != nil {
			return err
		}
		return replaceNotices(ctx, tx, withdraw, create)
	})
}

func replaceNotices(ctx context.Context, tx *dbconn.Tx, withdraw []compose.Withdrawal, create []outbox.Notice) error {
	if err := unclaimed(ctx, tx, withdraw); err != nil {
		return err
	}
	for _, w := range withdraw {
		res, err := tx.ExecContext(ctx, "UPDATE notices SET state = 'withdrawn', wake_ms = 0, last_error = ?, version = version + 1"+
			" WHERE id = ? AND version = ? AND state IN ("+unsettled+") AND told_ms = 0", w.Reason, w.ID, w.Version)
		if err != nil {
			return fmt.Errorf("withdraw notice %s: %w", w.ID, err)
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			if withdrawn(ctx, tx, w.ID) {
				continue // by the closing of one of its cases; nothing more can become of it
			}
			return fmt.Errorf("withdraw notice %s: %w", w.ID, outbox.ErrLost)
		}
		if err := noteWithdrawn(tx, w.ID); err != nil {
			return err
		}
	}
	return createNotices(ctx, tx, create, false)
}

// withdrawn reports whether the notice is withdrawn already.
func withdrawn(ctx context.Context, tx *dbconn.Tx, id string) bool {
	var state outbox.State
	err := tx.GetContext(ctx, &state, "SELECT state FROM notices WHERE id = ?", id)
	return err == nil && state == outbox.Withdrawn
}

// unclaimed gives outbox.ErrLost if one of the notices to withdraw is being
// sent; the others are not claimed until the transaction ends.
func unclaimed(ctx context.Context, tx *dbconn.Tx, withdraw []compose.Withdrawal) error {
	ids := make([]string, len(withdraw))
	for i, w := range withdraw {
		ids[i] = w.ID
	}
	free, err := withdrawable(ctx, tx, ids)
	if err != nil {
		return err
	}
	if len(free) < len(ids) {
		return fmt.Errorf("withdraw %d notices: %w", len(ids), outbox.ErrLost)
	}
	return nil
}

// withdrawnCaseClosed is the reason on notices whose case closed meanwhile.
const withdrawnCaseClosed = compose.CaseClosed

// withdrawnExtended is the reason on notices that name a deadline which was
// extended.
const withdrawnExtended = ledger.ReasonExtended

// withdrawAbout withdraws untried notices about one of the cases; their other
// cases are untold again.
func withdrawAbout(ctx context.Context, tx *dbconn.Tx, cases []int64, reason string) error {
	var untried []string
	for chunk := range slices.Chunk(cases, base.InList) {
		var ids []string
		err := tx.SelectContext(ctx, &ids, "SELECT DISTINCT n.id FROM notice_cases c JOIN notices n ON n.id = c.notice_id"+
			" WHERE n.state IN ('planned', 'pending', 'manual') AND n.attempts = 0 AND c.case_id IN ("+dbconn.In(len(chunk))+")", base.Args(chunk)...)
		if err != nil {
			return fmt.Errorf("look for notices about closed cases: %w", err)
		}
		untried = append(untried, ids...)
	}
	free, err := withdrawable(ctx, tx, untried)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(free, base.InList) {
		var ids []string
		err := tx.SelectContext(ctx, &ids, "SELECT id FROM notices WHERE state IN ('planned', 'pending', 'manual') AND attempts = 0 AND id IN ("+dbconn.In(len(chunk))+")"+
			" ORDER BY id"+tx.Dialect.ForUpdate(), base.Args(chunk)...)
		if err == nil && len(ids) > 0 {
			_, err = tx.ExecContext(ctx, "UPDATE notices SET state = 'withdrawn', wake_ms = 0, last_error = ?, version = version + 1"+
				" WHERE id IN ("+dbconn.In(len(ids))+")", append([]any{reason}, base.Args(ids)...)...)
		}
		if err == nil {
			err = noteWithdrawn(tx, ids...)
		}
		if err != nil {
			return fmt.Errorf("withdraw notices about closed cases: %w", err)
		}
	}
	return nil
}

// noteWithdrawn adds to the journal that notices were withdrawn.
func noteWithdrawn(tx *dbconn.Tx, ids ...string) error {
	for _, id := range ids {
		if err := journal.Set(tx, noticeTable.Name, []any{id}, withdrawnColumns, []any{string(outbox.Withdrawn)}); err != nil {
			return err
		}
	}
	return nil
}

// The columns of a notice that the journal watches.
var (
	movedColumns     = []string{"state", "sent_ms", "told_ms", "relayed_by"}
	withdrawnColumns = []string{"state"}
)

// noteMoved adds the outcome of notices to the journal.
func noteMoved(tx *dbconn.Tx, ids []string, m movable) error {
	values := []any{m.state, m.sent, m.told, m.relayedBy}
	for _, id := range ids {
		if err := journal.Set(tx, noticeTable.Name, []any{id}, movedColumns, values); err != nil {
			return err
		}
	}
	return nil
}
