package dbconn

import (
	"context"
	"database/sql"
	"fmt"
)

// Snapshot runs fn on the state of the database at one moment, while others write, so that fn's first
// and last reads fit together. It cannot write, and takes no lock for which others wait.
func (db *DB) Snapshot(ctx context.Context, fn func(tx *Tx) error) error {
	tx, err := db.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // there is nothing to keep
	return fn(&Tx{Tx: tx, Dialect: db.Dialect})
}
