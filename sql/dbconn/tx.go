package dbconn

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jmoiron/sqlx"
)

// Tx is a transaction in progress.
type Tx struct {
	*sqlx.Tx
	Dialect Dialect
	Journal Journal // the transaction's changes so far; nil = none are kept
	// IDStep is the distance between ids that the database gives to the rows of
	// one statement.
	IDStep int64
}

// Journal collects the changes of a transaction. What is not written yet is written last in it.
type Journal interface {
	Write(ctx context.Context, tx *Tx) error
}

// maxTries bounds how often a transaction is run again after contention; with the doubling pause that
// is about three seconds.
const maxTries = 8

// Tx runs fn in one transaction and commits it; an error of fn rolls back and is returned. After a
// deadlock, a lock timeout or a busy file fn is run again from the start: it must not keep data from a
// failed try.
func (db *DB) Tx(ctx context.Context, fn func(tx *Tx) error) error {
	return db.retry(ctx, func() error {
		tx, err := db.BeginTxx(ctx, nil)
		if err != nil {
			return fmt.Errorf("begin transaction: %w", err)
		}
		t := &Tx{Tx: tx, Dialect: db.Dialect, IDStep: max(db.IDStep, 1)}
		if db.NewJournal != nil {
			t.Journal = db.NewJournal()
		}
		return db.finish(ctx, t, fn)
	})
}

func (db *DB) finish(ctx context.Context, tx *Tx, fn func(tx *Tx) error) error {
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := fn(tx); err != nil {
		return err
	}
	if tx.Journal != nil {
		if err := tx.Journal.Write(ctx, tx); err != nil {
			return err
		}
	}
	if db.Guard != nil {
		if err := db.Guard(ctx, tx); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func (db *DB) retry(ctx context.Context, try func() error) error {
	if db.writer != nil {
		select {
		case db.writer <- struct{}{}:
			defer func() { <-db.writer }()
		case <-ctx.Done():
			return fmt.Errorf("wait for the registry's write lock: %w", ctx.Err())
		}
	}
	pause := 10 * time.Millisecond
	for n := 1; ; n++ {
		err := try()
		if err == nil || n == maxTries || !IsContention(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause/2 + rand.N(pause)):
		}
		pause *= 2
	}
}

// Querier is the common part of a plain connection and a transaction.
type Querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	GetContext(ctx context.Context, dest any, query string, args ...any) error
	SelectContext(ctx context.Context, dest any, query string, args ...any) error
}
