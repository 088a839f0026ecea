package journal

import (
	"fmt"

	"qunguan/reconcile/audit"
	"qunguan/sql/dbconn"
)

// keyOf takes a row's key out of its values.
func (t *Table) keyOf(columns []string, values []any) (string, error) {
	parts := make([]string, len(t.Keys))
	for i, k := range t.Keys {
		at := -1
		for n, c := range columns {
			if c == k {
				at = n
			}
		}
		if at < 0 {
			return "", fmt.Errorf("a row of %s without its %s", t.Name, k)
		}
		text, err := Text(values[at])
		if err != nil {
			return "", err
		}
		parts[i] = text
	}
	return t.Key(parts...), nil
}

// Wrote records a whole row as it was inserted, or put over another: columns
// that are not named are empty. Tables that are not audited are left alone.
func Wrote(tx *dbconn.Tx, table string, columns []string, values []any) error {
	j, t := journalOf(tx), Of(table)
	if j == nil || t == nil {
		return nil
	}
	key, err := t.keyOf(columns, values)
	if err != nil {
		return err
	}
	return j.row(t, audit.RowsWritten, key, true, columns, values)
}

// Set records columns of a row that were changed. The others keep what was
// recorded of them before: a change by hand is not covered up by the next
// change that the program makes to the row.
func Set(tx *dbconn.Tx, table string, key []any, columns []string, values []any) error {
	j, t := journalOf(tx), Of(table)
	if j == nil || t == nil {
		return nil
	}
	k, err := t.keyOf(t.Keys, key)
	if err != nil {
		return err
	}
	return j.row(t, audit.RowsWritten, k, false, columns, values)
}

// Gone records that a row was removed.
func Gone(tx *dbconn.Tx, table string, key ...any) error {
	j, t := journalOf(tx), Of(table)
	if j == nil || t == nil {
		return nil
	}
	k, err := t.keyOf(t.Keys, key)
	if err != nil {
		return err
	}
	j.record(t, audit.RowsGone, nil).writer.Row(k, false, nil, nil)
	return nil
}

// Audited reports whether the table's rows are recorded in the transaction.
func Audited(tx *dbconn.Tx, table string) bool { return journalOf(tx) != nil && Of(table) != nil }

// As makes what the transaction records from here on one of the kind, in a
// person's name.
type As struct{ Kind, By, Reason string }

// Found records a whole row as it was found (audit.RowsFound), or as a person
// answers for it.
func (a As) Found(tx *dbconn.Tx, t *Table, key string, columns []string, values []any) error {
	j := journalOf(tx)
	if j == nil {
		return nil
	}
	j.by, j.reason = a.By, a.Reason
	return j.row(t, a.Kind, key, true, columns, values)
}

// Some is Found for some columns of a row.
func (a As) Some(tx *dbconn.Tx, t *Table, key string, columns []string, values []any) error {
	j := journalOf(tx)
	if j == nil {
		return nil
	}
	j.by, j.reason = a.By, a.Reason
	return j.row(t, a.Kind, key, false, columns, values)
}

// Gone records, in a person's name, that a row is gone.
func (a As) Gone(tx *dbconn.Tx, t *Table, key string) {
	j := journalOf(tx)
	if j == nil {
		return
	}
	j.by, j.reason = a.By, a.Reason
	j.record(t, audit.RowsGone, nil).writer.Row(key, false, nil, nil)
}

// Mark writes a record about no table: the journal's beginning, or an adoption
// of records that no key verifies.
func (a As) Mark(tx *dbconn.Tx) {
	j := journalOf(tx)
	if j == nil {
		return
	}
	j.by, j.reason = a.By, a.Reason
	j.order = append(j.order, &writing{kind: a.Kind, writer: audit.NewRecordWriter(nil)})
}
