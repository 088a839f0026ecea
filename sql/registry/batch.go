package registry

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"

	"qunguan/sql/dbconn"
)

var (
	errBadConn  = driver.ErrBadConn
	errConnDone = sql.ErrConnDone
)

// batchRows is how many rows one insert of the staging area carries. Beyond a
// few hundred nothing is gained on either engine.
const batchRows = 256

// batch collects rows for one temporary table and inserts them many at a time.
type batch struct {
	conn    *dbconn.Conn
	table   string
	columns int
	ignore  string // tail of the insert
	full    *sql.Stmt
	args    []any
	count   int64 // rows taken
}

func (b *batch) add(ctx context.Context, values ...any) error {
	b.args = append(b.args, values...)
	b.count++
	if len(b.args) < batchRows*b.columns {
		return nil
	}
	if b.full == nil {
		stmt, err := b.conn.PrepareContext(ctx, b.query(batchRows))
		if err != nil {
			return fmt.Errorf("staging area: %w", err)
		}
		b.full = stmt
	}
	if _, err := b.full.ExecContext(ctx, b.args...); err != nil {
		return fmt.Errorf("staging area: %w", err)
	}
	b.args = b.args[:0]
	return nil
}

// flush writes what is left over.
func (b *batch) flush(ctx context.Context) error {
	if b.full != nil {
		if err := b.full.Close(); err != nil {
			return fmt.Errorf("staging area: %w", err)
		}
		b.full = nil
	}
	if len(b.args) == 0 {
		return nil
	}
	if _, err := b.conn.ExecContext(ctx, b.query(len(b.args)/b.columns), b.args...); err != nil {
		return fmt.Errorf("staging area: %w", err)
	}
	b.args = b.args[:0]
	return nil
}

func (b *batch) query(rows int) string {
	return "INSERT INTO " + b.table + " VALUES " + dbconn.Values(rows, b.columns) + b.ignore
}

func trimmed(s string) string { return strings.TrimSpace(s) }
