// Package registry is the store: everything qunguan remembers, with the SQL
// beside the method that runs it. It is the only package that knows the
// tables. It decides nothing about cases, notices or people: it keeps what the
// pure core and the jobs give it, whole or not at all.
package registry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"qunguan/sql/dbconn"
)

// Store is the registry. It is safe for concurrent use.
type Store struct {
	db   *dbconn.DB
	keys *Keyring
	now  func() time.Time // the real clock: written_ms, which nothing can set
}

// New is a store on a migrated database. Without a keyring (nil) routes can be
// listed but not read, except plain e-mail addresses and routes without an
// address.
func New(db *dbconn.DB, keys *Keyring) *Store {
	db.Guard = stillMine
	return &Store{db: db, keys: keys, now: time.Now}
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.db.PingContext(ctx); err != nil {
		return fmt.Errorf("registry does not answer: %w", err)
	}
	return nil
}

// ErrNotFound is returned for a row that is not there, or no longer in the
// state that was asked for.
var ErrNotFound = errors.New("not found")

// inList is how many values one IN list holds: enough that round trips do not
// matter, few enough for every engine's limits.
const inList = 500

// anys turns values into arguments.
func anys[T any](values []T) []any {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return args
}

// issue takes n consecutive ids of a named counter and returns the first. The
// counter's row is locked until the transaction ends, so ids have no gaps and
// follow the order of commits.
func issue(ctx context.Context, tx *dbconn.Tx, name string, n int) (int64, error) {
	res, err := tx.ExecContext(ctx, "UPDATE counters SET issued = issued + ? WHERE name = ?", n, name)
	if err != nil {
		return 0, fmt.Errorf("issue ids of %s: %w", name, err)
	}
	if rows, err := res.RowsAffected(); err == nil && rows == 0 {
		// The first ones ever. Two at once: the second one waits and then adds.
		_, err := tx.ExecContext(ctx, "INSERT INTO counters (name, issued) VALUES (?, 0)"+tx.Dialect.Ignore("name"), name)
		if err != nil {
			return 0, fmt.Errorf("issue ids of %s: %w", name, err)
		}
		if _, err := tx.ExecContext(ctx, "UPDATE counters SET issued = issued + ? WHERE name = ?", n, name); err != nil {
			return 0, fmt.Errorf("issue ids of %s: %w", name, err)
		}
	}
	var last int64
	if err := tx.GetContext(ctx, &last, "SELECT issued FROM counters WHERE name = ?", name); err != nil {
		return 0, fmt.Errorf("issue ids of %s: %w", name, err)
	}
	return last - int64(n) + 1, nil
}

// intern makes one string of the few different texts of a column.
func intern(seen map[string]string, text []byte) string {
	s, ok := seen[string(text)]
	if !ok {
		s = string(text)
		seen[s] = s
	}
	return s
}
