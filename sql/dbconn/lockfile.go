package dbconn

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
)

// LockFile is the exclusive lock of a small SQLite file. It ends with the process, even a killed one.
type LockFile struct {
	db   *sql.DB
	conn *sql.Conn
}

// OpenLockFile takes the lock of the file in the directory, waiting for another holder until the
// context ends.
func OpenLockFile(ctx context.Context, dir, name string) (*LockFile, error) {
	db, err := sql.Open("sqlite", lockDSN(filepath.Join(dir, name)))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", name, err), db.Close())
	}
	for {
		_, err = conn.ExecContext(ctx, "BEGIN EXCLUSIVE")
		if err == nil {
			return &LockFile{db: db, conn: conn}, nil
		}
		if !IsContention(err) || ctx.Err() != nil {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", name, err), conn.Close(), db.Close())
		}
	}
}

// Close releases the lock.
func (l *LockFile) Close() error { return errors.Join(l.conn.Close(), l.db.Close()) }
