package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
)

// EachListed gives the fields by which every case is listed, by id. The title is valid until fn
// returns. fn must not write to the store.
func (s *Store) EachListed(ctx context.Context, fn func(ledger.Listed) error) error {
	rows, err := s.DB.QueryContext(ctx, "SELECT id, rule, unit, group_code, group2, responsible, state, severity, opened_on, due_on, closed_on, title FROM cases ORDER BY id")
	if err != nil {
		return fmt.Errorf("read listed cases: %w", err)
	}
	defer base.CloseRows(rows)
	var c ledger.Listed
	var shared [10]sql.RawBytes
	var title sql.RawBytes
	dest := []any{&c.ID}
	for i := range shared {
		dest = append(dest, &shared[i])
	}
	dest = append(dest, &title)
	seen := map[string]string{} // texts that many cases share
	text := func(i int) string { return base.Intern(seen, shared[i]) }
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return fmt.Errorf("read listed cases: %w", err)
		}
		c.Rule, c.Unit, c.Group, c.Group2, c.Responsible = text(0), text(1), text(2), text(3), text(4)
		c.State, c.Severity, c.Title = ledger.State(text(5)), text(6), title
		c.OpenedOn, c.DueOn, c.ClosedOn = workgroup.Date(text(7)), workgroup.Date(text(8)), workgroup.Date(text(9))
		if err := fn(c); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read listed cases: %w", err)
	}
	return nil
}

// NewestCaseChange is the number of the journal's newest record about cases; 0
// for none. It says nothing of a change by hand.
func (s *Store) NewestCaseChange(ctx context.Context) (int64, error) {
	var id int64
	if err := s.DB.GetContext(ctx, &id, "SELECT COALESCE(MAX(id), 0) FROM audit_journal WHERE table_name = 'cases'"); err != nil {
		return 0, fmt.Errorf("read the newest change of a case: %w", err)
	}
	return id, nil
}
