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

// Counters of rechecks. By them a sender learns whether waiting notices were
// judged on present data: the count of changes so far, and that count and the
// day of the newest recheck.
const (
	counterLooked   = "looked"
	counterLookedOn = "looked_on"
)

// LastRecheck gives the count of changes so far, and the count and day of the newest
// recheck of waiting notices; one query.
func (s *Store) LastRecheck(ctx context.Context) (changes int64, last ledger.Recheck, err error) {
	var rows []struct {
		Name   string `db:"name"`
		Issued int64  `db:"issued"`
	}
	err = s.DB.SelectContext(ctx, &rows, "SELECT name, issued FROM counters WHERE name IN (?, ?, ?)", base.ChangeCounter, counterLooked, counterLookedOn)
	if err != nil {
		return 0, last, fmt.Errorf("read what was looked at: %w", err)
	}
	for _, r := range rows {
		switch r.Name {
		case base.ChangeCounter:
			changes = r.Issued
		case counterLooked:
			last.Changes = r.Issued
		case counterLookedOn:
			last.Day = workgroup.DateOf(time.UnixMilli(r.Issued).UTC())
		}
	}
	return changes, last, nil
}

// NoteRecheck records a recheck.
func (s *Store) NoteRecheck(ctx context.Context, l ledger.Recheck) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		for _, c := range []struct {
			name string
			to   int64
		}{{counterLooked, l.Changes}, {counterLookedOn, base.MS(l.Day.In(time.UTC))}} {
			_, err := tx.ExecContext(ctx, "INSERT INTO counters (name, issued) VALUES (?, ?)"+tx.Dialect.Upsert([]string{"name"}, "issued"), c.name, c.to)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note a look: %w", err)
	}
	return nil
}
