package ledger

import (
	"context"
	"fmt"
	"slices"

	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// WriteNotices withdraws and creates in one transaction (tell.Notices). Two
// composings at once run one after the other, and the second one learns that
// its words are in a notice already. outbox.ErrLost if a notice to withdraw
// moved since it was read; then nothing is written.
func (s *Store) WriteNotices(ctx context.Context, withdraw []compose.Withdrawal, create []outbox.Notice) error {
	return s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		if _, err := base.IssueIDs(ctx, tx, "composings", 1); err != nil {
			return err
		}
		if err := unclaimed(ctx, tx, withdraw); err != nil {
			return err
		}
		for _, w := range withdraw {
			res, err := tx.ExecContext(ctx, "UPDATE notices SET state = 'withdrawn', wake_ms = 0, last_error = ?, version = version + 1"+
				" WHERE id = ? AND version = ? AND state IN ('planned', 'pending', 'manual')", w.Reason, w.ID, w.Version)
			if err != nil {
				return fmt.Errorf("withdraw notice %s: %w", w.ID, err)
			}
			if n, err := res.RowsAffected(); err != nil || n != 1 {
				return fmt.Errorf("withdraw notice %s: %w", w.ID, outbox.ErrLost)
			}
			if err := noteWithdrawn(tx, w.ID); err != nil {
				return err
			}
		}
		if err := notSaidMeanwhile(ctx, tx, create); err != nil {
			return err
		}
		return createNotices(ctx, tx, create, false)
	})
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

// notSaidMeanwhile gives outbox.ErrLost if an untried notice to the recipient
// of a new one is about one of its cases: composing replaces such a notice, so
// it was made after this composing had read the outbox.
func notSaidMeanwhile(ctx context.Context, tx *dbconn.Tx, create []outbox.Notice) error {
	said := map[string]map[int64]bool{} // type and code of the recipient → cases
	var cases []int64
	for _, n := range create {
		cases = append(cases, n.Cases...)
	}
	slices.Sort(cases)
	open, err := ReadClaims(ctx, tx)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(slices.Compact(cases), base.InList) {
		var rows []struct {
			Type string `db:"recipient_type"`
			Code string `db:"recipient"`
			Case int64  `db:"case_id"`
			ID   string `db:"id"`
		}
		err := tx.SelectContext(ctx, &rows, "SELECT n.id, n.recipient_type, n.recipient, c.case_id FROM notice_cases c JOIN notices n ON n.id = c.notice_id"+
			" WHERE n.state IN ('planned', 'pending', 'manual') AND n.attempts = 0 AND c.case_id IN ("+dbconn.In(len(chunk))+")", base.Args(chunk)...)
		if err != nil {
			return fmt.Errorf("look for notices made meanwhile: %w", err)
		}
		for _, r := range rows {
			if open.by[r.ID] != nil {
				continue // begun, and no longer to be replaced
			}
			to := r.Type + " " + r.Code
			if said[to] == nil {
				said[to] = map[int64]bool{}
			}
			said[to][r.Case] = true
		}
	}
	for _, n := range create {
		to := n.Recipient.Type + " " + n.Recipient.Code
		if slices.ContainsFunc(n.Cases, func(id int64) bool { return said[to][id] }) {
			return fmt.Errorf("notice for %s: its cases are in one made meanwhile: %w", to, outbox.ErrLost)
		}
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
