package audit

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/audit"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// RecordTable is the journal in the order in which it was written.
var RecordTable = base.Table[audit.Record]{
	Name: "audit_journal", Keys: 1,
	Columns: []string{"id", "table_name", "kind", "written_ms", "login", "actor", "reason", "nonce", "body", "salts", "key_id", "mac"},
	Fields: func(r *audit.Record) []any {
		return []any{
			&r.ID, &r.Table, &r.Kind, base.Moment(&r.WrittenAt), &r.Login, &r.By, &r.Reason, &r.Nonce, &r.Body, &r.Salts, &r.KeyID, &r.MAC,
		}
	},
}

// journalSource is the journal as it is sealed: all but the salts.
var journalSource = auditSource{
	name: RecordTable.Name, from: RecordTable.Name, id: "id",
	columns: []string{"table_name", "kind", "written_ms", "login", "actor", "reason", "nonce", "body", "key_id", "mac"},
}

// beginnings are when the journal began, under the empty name, and when it began
// with each table that is audited later.
func beginnings(ctx context.Context, q dbconn.Querier) (map[string]time.Time, error) {
	at := map[string]time.Time{}
	err := RecordTable.Read(ctx, q, func(r audit.Record) error { at[r.Reason] = r.WrittenAt; return nil }, " WHERE table_name = '' AND kind = ? ORDER BY id DESC", audit.RowsFound)
	return at, err
}

// A program of the release before may move rows of a table that is audited later
// until it ends, and it notes nothing. So the first run after an upgrade only
// announces the table, and the rows are recorded some time after.
const (
	announced     = "soon "
	untilOlderEnd = time.Minute
)

// Begin begins the journal of a registry that has none: the rows that stand
// there count as they are. A registry whose seals cover a journal that is gone
// begins no new one: verify names what is missing. Two that begin at once do
// each other no harm. A registry that has a journal begins with the tables that
// are audited later.
func (a *Auditor) Begin(ctx context.Context) error {
	at, err := beginnings(ctx, a.store.DB)
	if err != nil {
		return err
	}
	fresh := at[""].IsZero()
	if fresh {
		if began, err := a.beginAll(ctx); err != nil || !began {
			return err
		}
	}
	for _, t := range journal.Tables {
		soon := at[announced+t.Name]
		switch {
		case !t.Later || !at[t.Name].IsZero():
		case fresh || !soon.IsZero() && a.store.Now().Sub(soon) >= untilOlderEnd:
			err = a.beginTable(ctx, &t)
		case soon.IsZero():
			err = a.store.DB.Tx(ctx, func(tx *dbconn.Tx) error {
				journal.As{Kind: audit.RowsFound, Reason: announced + t.Name}.Mark(tx)
				return nil
			})
		}
		if err != nil {
			return fmt.Errorf("begin the journal of %s: %w", t.Name, err)
		}
	}
	return nil
}

// beginTable records the rows of a table that is audited later.
func (a *Auditor) beginTable(ctx context.Context, t *journal.Table) error {
	return a.store.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		as := journal.As{Kind: audit.RowsFound, Reason: t.Name}
		as.Mark(tx)
		return a.found(ctx, tx, as, t)
	})
}

// beginAll records the rows of the other tables; began is false where a seal
// knows a journal that is gone.
func (a *Auditor) beginAll(ctx context.Context) (began bool, err error) {
	err = a.store.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		last, err := lastSeal(ctx, tx)
		if err != nil {
			return err
		}
		frontiers, err := audit.FrontiersOf(last)
		if err != nil || frontiers[journalSource.name].Top > 0 {
			return nil //nolint:nilerr // a damaged seal is verify's to name
		}
		began = true
		as := journal.As{Kind: audit.RowsFound}
		as.Mark(tx)
		for _, t := range journal.Tables {
			if t.Later {
				continue
			}
			if err := a.found(ctx, tx, as, &t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("begin the journal: %w", err)
	}
	return began, nil
}

// found records all rows of a table as they stand.
func (a *Auditor) found(ctx context.Context, tx *dbconn.Tx, as journal.As, t *journal.Table) error {
	r := rowReader{table: t}
	return r.each(ctx, tx, "", func(key string, values []string) error {
		return as.Found(tx, t, key, r.columns, base.Args(values))
	})
}

// rowReader reads the rows of an audited table as texts.
type rowReader struct {
	table   *journal.Table
	columns []string // all but the free ones, as the database has them
}

// each gives every row's key in the journal and the values of the columns.
func (r *rowReader) each(ctx context.Context, q dbconn.Querier, where string, fn func(key string, values []string) error) error {
	rows, err := q.QueryContext(ctx, "SELECT * FROM "+r.table.Name+where) //nolint:unqueryvet // all columns are watched
	if err != nil {
		return fmt.Errorf("read %s: %w", r.table.Name, err)
	}
	defer base.CloseRows(rows)
	all, err := rows.Columns()
	if err != nil {
		return fmt.Errorf("read %s: %w", r.table.Name, err)
	}
	r.columns = slices.DeleteFunc(slices.Clone(all), func(c string) bool { return slices.Contains(r.table.Free, c) })
	values, dest := make([]any, len(all)), make([]any, len(all))
	for i := range values {
		dest[i] = &values[i]
	}
	keys := make([]string, len(r.table.Keys))
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return fmt.Errorf("read %s: %w", r.table.Name, err)
		}
		texts := make([]string, 0, len(r.columns))
		for i, column := range all {
			text, err := journal.Text(values[i])
			if err != nil {
				return fmt.Errorf("read %s of %s: %w", column, r.table.Name, err)
			}
			if at := slices.Index(r.table.Keys, column); at >= 0 {
				keys[at] = text
			}
			if !slices.Contains(r.table.Free, column) {
				texts = append(texts, text)
			}
		}
		if err := fn(r.table.Key(keys...), texts); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read %s: %w", r.table.Name, err)
	}
	return nil
}

// recordOf is a record as a seal reads it.
func recordOf(r audit.Row) audit.Record {
	value := func(column string) string { return r.Values[slices.Index(r.Columns, column)] }
	var ms int64
	_, _ = fmt.Sscan(value("written_ms"), &ms) // a number, or the MAC does not fit
	return audit.Record{
		ID: r.ID, Table: value("table_name"), Kind: value("kind"), WrittenAt: base.FromMS(ms), Login: value("login"), By: value("actor"),
		Reason: value("reason"), Nonce: value("nonce"), Body: []byte(value("body")), KeyID: value("key_id"), MAC: value("mac"),
	}
}

// adoption is the id of the last record by which a person answered for records
// that no key verified; 0 = there is none under a key at hand.
func (a *Auditor) adoption(ctx context.Context, q dbconn.Querier) (int64, error) {
	list, err := RecordTable.All(ctx, q, " WHERE table_name = '' AND kind = ? ORDER BY id DESC", audit.RowsAdopted)
	if err != nil {
		return 0, err
	}
	for i := range list {
		if audit.Unsound(&list[i], a.key.ID == "", a.key, a.previous) == "" {
			return list[i].ID, nil
		}
	}
	return 0, nil
}
