package registry

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"qunguan/sql/dbconn"
)

// table maps records of one kind to rows. The same list of fields reads and
// writes, so that a column cannot be forgotten in one direction.
type table[T any] struct {
	name    string
	keys    int // how many of the columns, from the first, are the key
	columns []string
	// fields are pointers into the record, Scanners that are Valuers too, in
	// column order.
	fields func(*T) []any
}

func (t table[T]) list() string { return strings.Join(t.columns, ", ") }

// read runs "SELECT columns FROM table" with the tail and gives each row to fn.
func (t table[T]) read(ctx context.Context, q dbconn.Querier, fn func(T) error, tail string, args ...any) error {
	rows, err := q.QueryContext(ctx, "SELECT "+t.list()+" FROM "+t.name+tail, args...)
	if err != nil {
		return fmt.Errorf("read %s: %w", t.name, err)
	}
	defer closeRows(rows)
	var rec, empty T
	fields := t.fields(&rec) // one list for all rows
	for rows.Next() {
		rec = empty
		if err := rows.Scan(fields...); err != nil {
			return fmt.Errorf("read %s: %w", t.name, err)
		}
		if err := fn(rec); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read %s: %w", t.name, err)
	}
	return nil
}

// all reads rows into a list.
func (t table[T]) all(ctx context.Context, q dbconn.Querier, tail string, args ...any) ([]T, error) {
	var list []T
	err := t.read(ctx, q, func(rec T) error { list = append(list, rec); return nil }, tail, args...)
	return list, err
}

// within reads the rows whose column is one of the values, in any order.
func (t table[T]) within(ctx context.Context, q dbconn.Querier, column string, values []string) ([]T, error) {
	var list []T
	for chunk := range slices.Chunk(values, inList) {
		part, err := t.all(ctx, q, " WHERE "+column+" IN ("+dbconn.In(len(chunk))+")", anys(chunk)...)
		if err != nil {
			return nil, err
		}
		list = append(list, part...)
	}
	return list, nil
}

// values are the record's columns as they are written.
func (t table[T]) values(rec *T) ([]any, error) {
	fields := t.fields(rec)
	values := make([]any, len(fields))
	for i, f := range fields {
		v, err := driver.DefaultParameterConverter.ConvertValue(f)
		if err != nil {
			return nil, fmt.Errorf("column %s of %s: %w", t.columns[i], t.name, err)
		}
		values[i] = v
	}
	return values, nil
}

// insert writes records that are not there yet.
func (t table[T]) insert(ctx context.Context, q dbconn.Querier, recs []T) error {
	return t.write(ctx, q, recs, "")
}

// upsert writes records over what has the same key.
func (t table[T]) upsert(ctx context.Context, tx *dbconn.Tx, recs []T) error {
	return t.write(ctx, tx, recs, tx.Dialect.Upsert(t.columns[:t.keys], t.columns[t.keys:]...))
}

// parametersPerInsert keeps a statement below every engine's limit of parameters
// (SQLite: 32,766).
const parametersPerInsert = 6000

func (t table[T]) write(ctx context.Context, q dbconn.Querier, recs []T, tail string) error {
	for chunk := range slices.Chunk(recs, max(1, parametersPerInsert/len(t.columns))) {
		args := make([]any, 0, len(chunk)*len(t.columns))
		for i := range chunk {
			values, err := t.values(&chunk[i])
			if err != nil {
				return err
			}
			args = append(args, values...)
		}
		query := "INSERT INTO " + t.name + " (" + t.list() + ") VALUES " + dbconn.Values(len(chunk), len(t.columns)) + tail
		if _, err := q.ExecContext(ctx, query, args...); err != nil {
			return fmt.Errorf("write %s: %w", t.name, err)
		}
	}
	return nil
}

// difference is a column that two records disagree about.
type difference struct {
	column   string
	old, new any
}

func (t table[T]) differences(old, now *T) ([]difference, error) {
	before, err := t.values(old)
	if err != nil {
		return nil, err
	}
	after, err := t.values(now)
	if err != nil {
		return nil, err
	}
	var list []difference
	for i := range before {
		if before[i] != after[i] {
			list = append(list, difference{t.columns[i], before[i], after[i]})
		}
	}
	return list, nil
}

// closeRows ends a query early or late; what went wrong stands in rows.Err.
func closeRows(rows *sql.Rows) { _ = rows.Close() }
