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
// Full ones are written while the next is filled, so that reading a file does
// not wait for the database; an error comes back with a later row or with
// flush. Whoever gives a batch up without flush calls wait.
type batch struct {
	conn    *dbconn.Conn
	table   string
	columns int
	ignore  string // tail of the insert
	full    *sql.Stmt
	args    []any
	count   int64 // rows taken

	written []any      // what is being written, to be filled again
	writing chan error // gets the end of the writing; nil = nothing is being written
}

func (b *batch) add(ctx context.Context, values ...any) error {
	b.args = append(b.args, values...)
	b.count++
	if len(b.args) < batchRows*b.columns {
		return nil
	}
	if err := b.wait(); err != nil {
		return err
	}
	if b.full == nil {
		stmt, err := b.conn.PrepareContext(ctx, b.query(batchRows))
		if err != nil {
			return fmt.Errorf("staging area: %w", err)
		}
		b.full = stmt
	}
	stmt, args, writing := b.full, b.args, make(chan error, 1)
	b.args, b.written, b.writing = b.written[:0], args, writing
	go func() {
		_, err := stmt.ExecContext(ctx, args...)
		writing <- err
	}()
	return nil
}

// wait ends the writing in the background.
func (b *batch) wait() error {
	if b.writing == nil {
		return nil
	}
	err := <-b.writing
	b.writing = nil
	if err != nil {
		return fmt.Errorf("staging area: %w", err)
	}
	return nil
}

// flush writes what is left over.
func (b *batch) flush(ctx context.Context) error {
	if err := b.wait(); err != nil {
		return err
	}
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
