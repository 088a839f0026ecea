package directory

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile/answer"
	"qunguan/reconcile/filing"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

type storedRequest struct {
	filing.Filing
	written time.Time
}

var requestTable = base.Table[storedRequest]{
	Name: "filing_requests", Keys: 1,
	Columns: []string{"id", "state", "number_no", "request", "shown", "decisions", "filed_ms", "decided_ms", "written_ms"},
	Fields: func(f *storedRequest) []any {
		return []any{
			&f.ID, &f.State, &f.Number, base.JSON(&f.Request), base.JSON(&f.Shown), base.JSON(&f.Decisions),
			base.Moment(&f.FiledAt), base.Moment(&f.DecidedAt), base.Moment(&f.written),
		}
	},
}

// FilingRequests lists everything that was filed with the program, by id.
func (s *Store) FilingRequests(ctx context.Context) ([]filing.Filing, error) {
	var list []filing.Filing
	err := requestTable.Read(ctx, s.DB, func(f storedRequest) error { list = append(list, f.Filing); return nil }, " ORDER BY id")
	return list, err
}

// NewFiling writes a filing and gives it its id, with the form that it came by; answer.ErrUsed if the
// form was sent before.
func (s *Store) NewFiling(ctx context.Context, f filing.Filing, form *answer.Form) (filing.Filing, error) {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		var err error
		if form != nil {
			if err = UseForm(ctx, tx, *form, s.Now()); err != nil {
				return err
			}
		}
		if f.ID, err = base.IssueIDs(ctx, tx, "filing_requests", 1); err != nil {
			return err
		}
		if err := requestTable.Insert(ctx, tx, []storedRequest{{f, s.Now()}}); err != nil {
			return err
		}
		return base.NoteChange(ctx, tx)
	})
	if err != nil {
		return f, fmt.Errorf("write filing: %w", err)
	}
	return f, nil
}

// FilingNumber takes the year's next 备案编号. A number that a transaction took
// and lost is not given again.
func (s *Store) FilingNumber(ctx context.Context, year int) (string, error) {
	var n int64
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		for {
			var err error
			if n, err = base.IssueIDs(ctx, tx, fmt.Sprintf("filing:%d", year), 1); err != nil {
				return err
			}
			var taken int // by an import of 备案
			if err := tx.GetContext(ctx, &taken, "SELECT COUNT(*) FROM filings WHERE code = ?", filingNumber(year, n)); err != nil || taken == 0 {
				return err
			}
		}
	})
	if err != nil {
		return "", fmt.Errorf("take a filing number: %w", err)
	}
	return filingNumber(year, n), nil
}

func filingNumber(year int, n int64) string { return fmt.Sprintf("BA-%04d-%04d", year, n) }

// SaveFiling writes what a decision made of a filing, in one transaction.
// base.ErrNotFound if the filing or the group is not as it was read.
func (s *Store) SaveFiling(ctx context.Context, before, after filing.Filing, e filing.Effects) error {
	now := s.Now()
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		res, err := tx.ExecContext(ctx, "DELETE FROM filing_requests WHERE id = ? AND state = ? AND decided_ms = ?", before.ID, string(before.State), base.MS(before.DecidedAt))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return base.ErrNotFound
		}
		if err := requestTable.Insert(ctx, tx, []storedRequest{{after, now}}); err != nil {
			return err
		}
		if e.Approval != nil {
			if err := filingTable.Upsert(ctx, tx, []workgroup.Filing{*e.Approval}); err != nil {
				return err
			}
		}
		if err := writeFiledGroup(ctx, tx, e, after.DecidedAt, now); err != nil {
			return err
		}
		return base.NoteChange(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("write filing %d: %w", before.ID, err)
	}
	return nil
}

func writeFiledGroup(ctx context.Context, tx *dbconn.Tx, e filing.Effects, at, now time.Time) error {
	if e.Drop != "" {
		res, err := tx.ExecContext(ctx, "DELETE FROM work_groups WHERE code = ? AND state = ?", e.Drop, workgroup.StatePending)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err == nil && n > 0 {
			if err := journal.Gone(tx, groupTable.Name, e.Drop); err != nil {
				return err
			}
		}
	}
	before, after := e.Group[0], e.Group[1]
	if after.Code == "" {
		return nil
	}
	if before.Code != "" {
		return AnswerGroup(ctx, tx, before, after, at, now)
	}
	changes, err := GroupChanges(before, after, at, now)
	if err != nil {
		return err
	}
	if err := groupTable.Insert(ctx, tx, []workgroup.Group{after}); err != nil {
		return err
	}
	return WriteGroupChanges(ctx, tx, changes)
}
