package base

import (
	"context"
	"fmt"
	"strings"

	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// InsertRow inserts a row that the database numbers, notes it, and returns its
// number.
func InsertRow(ctx context.Context, tx *dbconn.Tx, table string, columns []string, values ...any) (int64, error) {
	res, err := tx.ExecContext(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES "+dbconn.Values(1, len(columns)), values...)
	if err != nil {
		return 0, fmt.Errorf("write %s: %w", table, err)
	}
	id, err := res.LastInsertId()
	if err != nil {
		return 0, fmt.Errorf("write %s: %w", table, err)
	}
	return id, journal.Wrote(tx, table, append([]string{"id"}, columns...), append([]any{id}, values...))
}

// UpdateRows gives columns of the rows that the condition picks their values,
// notes each, and returns how many there are. The rows have numbers.
func UpdateRows(ctx context.Context, tx *dbconn.Tx, table string, columns []string, values []any, where string, args ...any) (int, error) {
	return updateRows[int64](ctx, tx, table, "id", columns, values, where, args)
}

// UpdateNamedRows is UpdateRows for a table whose key is a text.
func UpdateNamedRows(ctx context.Context, tx *dbconn.Tx, table, key string, columns []string, values []any, where string, args ...any) (int, error) {
	return updateRows[string](ctx, tx, table, key, columns, values, where, args)
}

func updateRows[K int64 | string](ctx context.Context, tx *dbconn.Tx, table, key string, columns []string, values []any, where string, args []any) (int, error) {
	var keys []K
	if err := tx.SelectContext(ctx, &keys, "SELECT "+key+" FROM "+table+" WHERE "+where+" ORDER BY "+key+tx.Dialect.ForUpdate(), args...); err != nil {
		return 0, fmt.Errorf("find rows of %s: %w", table, err)
	}
	for start := 0; start < len(keys); start += InList {
		chunk := keys[start:min(start+InList, len(keys))]
		query := "UPDATE " + table + " SET " + strings.Join(columns, " = ?, ") + " = ? WHERE " + key + " IN (" + dbconn.In(len(chunk)) + ")"
		if _, err := tx.ExecContext(ctx, query, append(append([]any{}, values...), Args(chunk)...)...); err != nil {
			return 0, fmt.Errorf("change %s: %w", table, err)
		}
		for _, k := range chunk {
			if err := journal.Set(tx, table, []any{k}, columns, values); err != nil {
				return 0, err
			}
		}
	}
	return len(keys), nil
}
