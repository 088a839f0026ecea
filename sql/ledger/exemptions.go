package ledger

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// grantedExemption is a row of exemptions.
type grantedExemption struct {
	ledger.Exemption
	writtenAt time.Time
}

var exemptionTable = base.Table[grantedExemption]{
	Name: "exemptions", Keys: 1,
	Columns: []string{"id", "rule", "group_code", "person", "reason", "approver", "from_on", "until_on", "ended_on", "ended_by", "written_ms"},
	Fields: func(e *grantedExemption) []any {
		return []any{
			&e.ID, &e.Rule, &e.Group, &e.Person, &e.Reason, &e.Approver, &e.From, &e.Until, &e.EndedOn, &e.EndedBy, base.Moment(&e.writtenAt),
		}
	},
}

// Exemptions lists all exemptions ever granted, oldest first.
func (s *Store) Exemptions(ctx context.Context) ([]ledger.Exemption, error) {
	var list []ledger.Exemption
	err := exemptionTable.Read(ctx, s.DB, func(e grantedExemption) error { list = append(list, e.Exemption); return nil }, " ORDER BY id")
	return list, err
}

// AddExemption records an exemption and returns its number.
func (s *Store) AddExemption(ctx context.Context, e ledger.Exemption, written time.Time) (int64, error) {
	var id int64
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) (err error) {
		if id, err = s.addExemption(ctx, tx, e, written); err != nil {
			return err
		}
		return base.NoteChange(ctx, tx)
	})
	if err != nil {
		return 0, fmt.Errorf("add exemption: %w", err)
	}
	return id, nil
}

func (s *Store) addExemption(ctx context.Context, tx *dbconn.Tx, e ledger.Exemption, written time.Time) (int64, error) {
	columns := []string{"rule", "group_code", "person", "reason", "approver", "from_on", "until_on", "ended_on", "ended_by", "written_ms", "login"}
	id, err := base.InsertRow(ctx, tx, "exemptions", columns,
		e.Rule, e.Group, e.Person, e.Reason, e.Approver, string(e.From), string(e.Until), "", "", base.MS(written), s.Login)
	if err != nil {
		return 0, fmt.Errorf("write exemption: %w", err)
	}
	return id, nil
}

// EndExemption ends one early, on the day; ErrNotFound if there is none that
// still runs.
func (s *Store) EndExemption(ctx context.Context, id int64, day workgroup.Date, by string) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		n, err := base.UpdateRows(ctx, tx, "exemptions", []string{"ended_on", "ended_by", "ended_login"}, []any{string(day), by, s.Login},
			"id = ? AND ended_on = ''", id)
		if err != nil {
			return err
		}
		if n != 1 {
			return base.ErrNotFound
		}
		return base.NoteChange(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("end exemption %d: %w", id, err)
	}
	return nil
}
