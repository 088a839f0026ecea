package migrations

import (
	"context"
	"fmt"

	"qunguan/sql/dbconn"
)

// usedTables have a row as soon as anybody did anything.
var usedTables = []string{"units", "people", "work_groups", "runs"}

// Unused reports whether nothing was ever done with the registry: a process
// that was killed in the middle of the first migration left an older schema
// without data. The next program may complete it, for no other can be at work
// on it.
func Unused(ctx context.Context, db *dbconn.DB) (bool, error) {
	for _, table := range usedTables {
		there, err := hasTable(ctx, db.DB.DB, db.Dialect, table)
		if err != nil {
			return false, err
		}
		if !there {
			continue
		}
		var rows int
		if err := db.GetContext(ctx, &rows, "SELECT COUNT(*) FROM (SELECT 1 FROM "+table+" LIMIT 1) AS first_row"); err != nil {
			return false, fmt.Errorf("look for rows in %s: %w", table, err)
		}
		if rows > 0 {
			return false, nil
		}
	}
	return true, nil
}
