package audit

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/audit"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// erasure is a row of audit_erasures: a sealed row from which something
// personal was taken, with its marks.
type erasure struct {
	id, row       int64
	source        string
	at            time.Time
	by, reason    string
	before, after string // marks, hex
}

var erasureTable = base.Table[erasure]{
	Name: "audit_erasures", Keys: 1,
	Columns: []string{"id", "source", "row_id", "erased_ms", "actor", "reason", "mark_before", "mark_after"},
	Fields: func(e *erasure) []any {
		return []any{&e.id, &e.source, &e.row, base.Moment(&e.at), &e.by, &e.reason, &e.before, &e.after}
	},
}

// Erasing names the person who ordered an erasure.
type Erasing struct{ By, Reason string }

// RowsOf are rows of one audited table, or of notices, by their keys.
type RowsOf struct {
	Table string
	Keys  [][]string // the parts of each row's key; of notices the seq
}

// Erase runs change, which takes what is personal out of the rows (or removes
// them), in the transaction; afterwards the trail verifies and names the erasure.
// The salts of the personal columns are dropped from the journal, so that it tells
// nothing of what stood there. The seals' marks stay, and have no salt: somebody
// who guesses every column of a sealed row can see that the guess is right.
func (s *Store) Erase(ctx context.Context, tx *dbconn.Tx, e Erasing, rows []RowsOf, change func() error) error {
	before, err := sealedMarks(ctx, tx, rows)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	after, err := sealedMarks(ctx, tx, rows)
	if err != nil {
		return err
	}
	if err := s.keepErasures(ctx, tx, e, before, after); err != nil {
		return err
	}
	for _, of := range rows {
		if t := journal.Of(of.Table); t != nil && len(t.Personal) > 0 {
			if err := eraseRecorded(ctx, tx, e, t, of.Keys); err != nil {
				return fmt.Errorf("erase from the journal of %s: %w", of.Table, err)
			}
		}
	}
	return nil
}

// place is a row of a sealed source.
type place struct {
	source string
	id     int64
}

// sealedMarks are the marks of the rows in the sources that seal their table.
func sealedMarks(ctx context.Context, tx *dbconn.Tx, rows []RowsOf) (map[place]string, error) {
	marks := map[place]string{}
	for _, of := range rows {
		for _, src := range auditSources {
			if src.table() != of.Table || src.sub != "" {
				continue
			}
			keys := make([]any, len(of.Keys))
			for i, k := range of.Keys {
				keys[i] = k[0]
			}
			for chunk := range slices.Chunk(keys, base.InList) {
				err := src.Read(ctx, tx, func(r audit.Row, final bool) {
					m := r.Mark()
					if final {
						marks[place{src.name, r.ID}] = hex.EncodeToString(m[:])
					}
				}, " WHERE "+src.id+" IN ("+dbconn.In(len(chunk))+")", "", chunk...)
				if err != nil {
					return nil, err
				}
			}
		}
	}
	return marks, nil
}

func (s *Store) keepErasures(ctx context.Context, tx *dbconn.Tx, e Erasing, before, after map[place]string) error {
	var list []erasure
	for at, mark := range before {
		if now := after[at]; now != "" && now != mark {
			list = append(list, erasure{source: at.source, row: at.id, at: s.Now(), by: e.By, reason: e.Reason, before: mark, after: now})
		}
	}
	if len(list) == 0 {
		return nil
	}
	first, err := base.IssueIDs(ctx, tx, "audit_erasures", len(list))
	if err != nil {
		return err
	}
	for i := range list {
		list[i].id = first + int64(i)
	}
	return erasureTable.Insert(ctx, tx, list)
}

// eraseRecorded drops the salts of the rows from all that the journal has of
// them, and records what stands there now.
func eraseRecorded(ctx context.Context, tx *dbconn.Tx, e Erasing, t *journal.Table, keys [][]string) error {
	wanted := make(map[string]bool, len(keys))
	for _, k := range keys {
		wanted[t.Key(k...)] = true
	}
	as := journal.As{Kind: audit.RowsErased, By: e.By, Reason: e.Reason}
	r := rowReader{table: t}
	there := map[string]bool{}
	err := r.each(ctx, tx, "", func(key string, values []string) error {
		if !wanted[key] {
			return nil
		}
		there[key] = true
		var columns []string
		var now []any
		for i, c := range r.columns {
			if t.IsPersonal(c) {
				columns, now = append(columns, c), append(now, values[i])
			}
		}
		return as.Some(tx, t, key, columns, now)
	})
	if err != nil {
		return err
	}
	for key := range wanted {
		if !there[key] {
			as.Gone(tx, t, key)
		}
	}
	dropped := map[int64][]byte{}
	err = RecordTable.Read(ctx, tx, func(rec audit.Record) error {
		return rec.Rows(func(_ []string, row audit.RecordedRow) {
			if row.SaltAt < 0 || !wanted[row.Key] {
				return
			}
			if dropped[rec.ID] == nil {
				dropped[rec.ID] = slices.Clone(rec.Salts)
			}
			clear(dropped[rec.ID][row.SaltAt : row.SaltAt+audit.SaltSize])
		})
	}, " WHERE table_name = ? ORDER BY id", t.Name)
	if err != nil {
		return err
	}
	for id, salts := range dropped {
		if _, err := tx.ExecContext(ctx, "UPDATE audit_journal SET salts = ? WHERE id = ?", salts, id); err != nil {
			return err
		}
	}
	return nil
}

// erasedRow is the way of one row through its erasures.
type erasedRow struct{ first, last string }

// erasedMarks are the erasures by source and row.
func (s *Store) erasedMarks(ctx context.Context) (map[string]map[int64]erasedRow, error) {
	of := map[string]map[int64]erasedRow{}
	err := erasureTable.Read(ctx, s.DB, func(e erasure) error {
		if of[e.source] == nil {
			of[e.source] = map[int64]erasedRow{}
		}
		way, known := of[e.source][e.row]
		if !known || way.last != e.before { // between two erasures a seal took the row as it was
			way.first = e.before
		}
		way.last = e.after
		of[e.source][e.row] = way
		return nil
	}, " ORDER BY id")
	return of, err
}

// standsFor is the mark under which the row was sealed, if its last erasure
// explains the present row; else the row's own.
func (w erasedRow) standsFor(r audit.Row) audit.Mark {
	own := r.Mark()
	before, err := hex.DecodeString(w.first)
	if w.last != hex.EncodeToString(own[:]) || err != nil || len(before) != audit.MarkSize {
		return own
	}
	return audit.Mark(before)
}
