package erasure

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/sql/audit"
	"qunguan/sql/dbconn"
)

// RewordCases removes words from cases, each in a transaction of its own; the audit trail verifies, and
// names by and reason.
func (s *Store) RewordCases(ctx context.Context, list []ledger.Reworded, by, reason string) error {
	for _, one := range list {
		if err := s.reword(ctx, one, audit.Erasing{By: by, Reason: reason}); err != nil {
			return fmt.Errorf("remove words of case %d: %w", one.Case.ID, err)
		}
	}
	return nil
}

func (s *Store) reword(ctx context.Context, one ledger.Reworded, order audit.Erasing) error {
	var steps []ledger.Step
	for _, id := range []int64{one.Case.ID, one.From} {
		all, err := s.ledger.Steps(ctx, id)
		if err != nil {
			return err
		}
		for _, st := range all {
			if before, ends := strings.CutSuffix(st.Note, one.Words); ends && (before == "" || strings.HasSuffix(before, " ") || strings.HasSuffix(before, "；")) {
				steps = append(steps, st)
			}
		}
	}
	rows := []audit.RowsOf{{Table: "cases", Keys: [][]string{{strconv.FormatInt(one.Case.ID, 10)}}}, {Table: "case_steps"}}
	for _, st := range steps {
		rows[1].Keys = append(rows[1].Keys, []string{strconv.FormatInt(st.ID, 10)})
	}
	return s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		return s.audit.Erase(ctx, tx, order, rows, func() error {
			if _, err := tx.ExecContext(ctx, "UPDATE cases SET title = ?, evidence = ? WHERE id = ?", one.Case.Title, string(one.Case.Evidence), one.Case.ID); err != nil {
				return err
			}
			for _, st := range steps {
				if _, err := tx.ExecContext(ctx, "UPDATE case_steps SET note = ? WHERE id = ?", strings.TrimSuffix(st.Note, one.Words)+one.Mark, st.ID); err != nil {
					return err
				}
			}
			return nil
		})
	})
}
