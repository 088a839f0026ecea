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
	var ids []int64
	if err := tx.SelectContext(ctx, &ids, "SELECT id FROM "+table+" WHERE "+where+" ORDER BY id"+tx.Dialect.ForUpdate(), args...); err != nil {
		return 0, fmt.Errorf("find rows of %s: %w", table, err)
	}
	for start := 0; start < len(ids); start += InList {
		chunk := ids[start:min(start+InList, len(ids))]
		query := "UPDATE " + table + " SET " + strings.Join(columns, " = ?, ") + " = ? WHERE id IN (" + dbconn.In(len(chunk)) + ")"
		if _, err := tx.ExecContext(ctx, query, append(append([]any{}, values...), Args(chunk)...)...); err != nil {
			return 0, fmt.Errorf("change %s: %w", table, err)
		}
		for _, id := range chunk {
			if err := journal.Set(tx, table, []any{id}, columns, values); err != nil {
				return 0, err
			}
		}
	}
	return len(ids), nil
}
