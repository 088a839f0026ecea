package base

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// Table maps records of one kind to rows. The same list of fields reads and
// writes, so that a column cannot be forgotten in one direction.
type Table[T any] struct {
	Name    string
	Keys    int // how many of the columns, from the first, are the key
	Columns []string
	// AutoID says that the database numbers the rows, and the number is the key.
	AutoID bool
	// Fresh makes a record to read into; nil = the zero record, one for all rows.
	Fresh func() T
	// Fields are pointers into the record, Scanners that are Valuers too, in
	// column order.
	Fields func(*T) []any
}

// List is the columns as a statement lists them.
func (t Table[T]) List() string { return strings.Join(t.Columns, ", ") }

// Read runs "SELECT columns FROM table" with the tail and gives each row to fn.
func (t Table[T]) Read(ctx context.Context, q dbconn.Querier, fn func(T) error, tail string, args ...any) error {
	rows, err := q.QueryContext(ctx, "SELECT "+t.List()+" FROM "+t.Name+tail, args...)
	if err != nil {
		return fmt.Errorf("read %s: %w", t.Name, err)
	}
	defer CloseRows(rows)
	var rec, empty T
	var fields []any
	if t.Fresh == nil {
		fields = t.Fields(&rec) // one list for all rows
	}
	for rows.Next() {
		if rec = empty; t.Fresh != nil {
			rec = t.Fresh()
			fields = t.Fields(&rec)
		}
		if err := rows.Scan(fields...); err != nil {
			return fmt.Errorf("read %s: %w", t.Name, err)
		}
		if err := fn(rec); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read %s: %w", t.Name, err)
	}
	return nil
}

// All reads rows into a list.
func (t Table[T]) All(ctx context.Context, q dbconn.Querier, tail string, args ...any) ([]T, error) {
	var list []T
	err := t.Read(ctx, q, func(rec T) error { list = append(list, rec); return nil }, tail, args...)
	return list, err
}

// Within reads the rows whose column is one of the values, in any order.
func (t Table[T]) Within(ctx context.Context, q dbconn.Querier, column string, values []string) ([]T, error) {
	var list []T
	for chunk := range slices.Chunk(values, InList) {
		part, err := t.All(ctx, q, " WHERE "+column+" IN ("+dbconn.In(len(chunk))+")", Args(chunk)...)
		if err != nil {
			return nil, err
		}
		list = append(list, part...)
	}
	return list, nil
}

// values are the record's columns as they are written.
func (t Table[T]) values(rec *T) ([]any, error) {
	fields := t.Fields(rec)
	values := make([]any, len(fields))
	for i, f := range fields {
		v, err := driver.DefaultParameterConverter.ConvertValue(f)
		if err != nil {
			return nil, fmt.Errorf("column %s of %s: %w", t.Columns[i], t.Name, err)
		}
		values[i] = v
	}
	return values, nil
}

// Insert writes records that are not there yet.
func (t Table[T]) Insert(ctx context.Context, q dbconn.Querier, recs []T) error {
	return t.Write(ctx, q, recs, "")
}

// Upsert writes records over those with the same key.
func (t Table[T]) Upsert(ctx context.Context, tx *dbconn.Tx, recs []T) error {
	return t.Write(ctx, tx, recs, tx.Dialect.Upsert(t.Columns[:t.Keys], t.Columns[t.Keys:]...))
}

// parametersPerInsert keeps a statement below every engine's limit of parameters
// (SQLite: 32,766).
const parametersPerInsert = 6000

// Write inserts records. The tail decides about records whose key exists (dbconn.Dialect); without a
// tail they are an error. The transaction's journal records each write to an audited table.
func (t Table[T]) Write(ctx context.Context, q dbconn.Querier, recs []T, tail string) error {
	return t.write(ctx, q, recs, tail, true)
}

// Offer inserts the records whose key does not exist yet, and notes none of
// them: the caller finds out which were written, and notes those.
func (t Table[T]) Offer(ctx context.Context, tx *dbconn.Tx, recs []T) error {
	return t.write(ctx, tx, recs, tx.Dialect.Ignore(t.Columns[:t.Keys]...), false)
}

// Note adds records that were written whole to the journal.
func (t Table[T]) Note(tx *dbconn.Tx, recs []T) error {
	for i := range recs {
		values, err := t.values(&recs[i])
		if err != nil {
			return err
		}
		if err := journal.Wrote(tx, t.Name, t.Columns, values); err != nil {
			return err
		}
	}
	return nil
}

func (t Table[T]) write(ctx context.Context, q dbconn.Querier, recs []T, tail string, noted bool) error {
	tx, _ := q.(*dbconn.Tx)
	noted = noted && tx != nil && journal.Audited(tx, t.Name)
	for chunk := range slices.Chunk(recs, max(1, parametersPerInsert/len(t.Columns))) {
		args := make([]any, 0, len(chunk)*len(t.Columns))
		for i := range chunk {
			values, err := t.values(&chunk[i])
			if err != nil {
				return err
			}
			args = append(args, values...)
		}
		query := "INSERT INTO " + t.Name + " (" + t.List() + ") VALUES " + dbconn.Values(len(chunk), len(t.Columns)) + tail
		res, err := q.ExecContext(ctx, query, args...)
		if err != nil {
			return fmt.Errorf("write %s: %w", t.Name, err)
		}
		if !noted {
			continue
		}
		if err := t.note(tx, res, args, len(chunk)); err != nil {
			return fmt.Errorf("note what was written to %s: %w", t.Name, err)
		}
	}
	return nil
}

// note adds the rows of one statement to the journal.
func (t Table[T]) note(tx *dbconn.Tx, res sql.Result, args []any, rows int) error {
	columns, id := t.Columns, int64(0)
	if t.AutoID {
		columns = append(slices.Clone(t.Columns), "id")
		var err error
		if id, err = FirstID(tx, res, rows); err != nil {
			return err
		}
	}
	n := len(t.Columns)
	for i := range rows {
		values := args[i*n : (i+1)*n]
		if t.AutoID {
			values = append(slices.Clone(values), id+int64(i)*tx.IDStep)
		}
		if err := journal.Wrote(tx, t.Name, columns, values); err != nil {
			return err
		}
	}
	return nil
}

// FirstID is the number that the database gave to the first row of one INSERT: MySQL returns that one,
// SQLite the last.
func FirstID(tx *dbconn.Tx, res sql.Result, rows int) (int64, error) {
	id, err := res.LastInsertId()
	if err != nil {
		return 0, err
	}
	if tx.Dialect == dbconn.SQLite {
		id -= int64(rows) - 1
	}
	return id, nil
}

// Change writes a record over the one that was read, by an upsert, and records
// the columns in which it differs.
func (t Table[T]) Change(ctx context.Context, tx *dbconn.Tx, before, after []T) error {
	if err := t.write(ctx, tx, after, tx.Dialect.Upsert(t.Columns[:t.Keys], t.Columns[t.Keys:]...), false); err != nil {
		return err
	}
	for i := range after {
		if err := t.NoteDifferences(tx, &before[i], &after[i]); err != nil {
			return err
		}
	}
	return nil
}

// NoteDifferences adds the changed columns of a record to the journal.
func (t Table[T]) NoteDifferences(tx *dbconn.Tx, before, after *T) error {
	diffs, err := t.Differences(before, after)
	if err != nil || len(diffs) == 0 {
		return err
	}
	values, err := t.values(after)
	if err != nil {
		return err
	}
	var columns []string
	var now []any
	for _, d := range diffs {
		columns, now = append(columns, d.Column), append(now, d.New)
	}
	return journal.Set(tx, t.Name, values[:t.Keys], columns, now)
}

// Difference is a column in which two records differ.
type Difference struct {
	Column   string
	Old, New any
}

// Differences lists the columns in which two records differ, by stored value.
func (t Table[T]) Differences(old, now *T) ([]Difference, error) {
	before, err := t.values(old)
	if err != nil {
		return nil, err
	}
	after, err := t.values(now)
	if err != nil {
		return nil, err
	}
	var list []Difference
	for i := range before {
		if before[i] != after[i] {
			list = append(list, Difference{t.Columns[i], before[i], after[i]})
		}
	}
	return list, nil
}

// CloseRows ends a query early or late; its error, if any, is in rows.Err.
func CloseRows(rows *sql.Rows) { _ = rows.Close() }
