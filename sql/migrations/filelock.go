package migrations

import (
	"context"
	"database/sql"
	"fmt"

	"qunguan/sql/dbconn"
)

// fileLock lets one process at a time migrate an embedded registry. It holds
// the write lock of a second, empty SQLite file beside it: that works on every
// system SQLite works on, waits, and ends with its process, however that ends.
// goose reads the version before its transaction begins, so SQLite's own write
// lock comes too late: the second process would create every table again.
type fileLock struct {
	dir  string
	file *dbconn.LockFile
}

// Lock waits until no other process migrates.
func (l *fileLock) Lock(ctx context.Context, _ *sql.DB) error {
	file, err := dbconn.OpenLockFile(ctx, l.dir, "migrate.lock")
	if err != nil {
		return fmt.Errorf("wait for another migration: %w", err)
	}
	l.file = file
	return nil
}

// Unlock lets the next one in.
func (l *fileLock) Unlock(context.Context, *sql.DB) error { return l.file.Close() }
