package dbconn

import (
	"context"
	"database/sql"
	"fmt"
)

// Snapshot runs fn on the database as it stands at one moment, while others
// write: what fn reads first and last fits together. It cannot write, and
// takes no lock that anybody waits for.
func (db *DB) Snapshot(ctx context.Context, fn func(tx *Tx) error) error {
	tx, err := db.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // there is nothing to keep
	return fn(&Tx{Tx: tx, Dialect: db.Dialect})
}
