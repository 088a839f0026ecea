// Package base is the common part of all stores: the database, the keyring, ids, and tables as lists of
// fields. It knows no subject: no case, no roster, no person.
package base

import (
	"context"
	"errors"
	"fmt"
	"time"

	"qunguan/reconcile/audit"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// Store is the database, the keys to its sealed values, and the clock. It is safe for concurrent use.
type Store struct {
	DB   *dbconn.DB
	Keys *Keyring
	Now  func() time.Time // the real clock, for written_ms; no option sets it

	// Login is the operating system's user and host of a command, user@host; empty for work that no
	// command started. It is stored beside the name in --by, which is typed and not proved.
	Login string
}

// New is a store on a migrated database. Without a keyring (nil) routes can be
// listed but not read, except plain e-mail addresses and routes without an
// address.
func New(db *dbconn.DB, keys *Keyring) *Store {
	s := &Store{DB: db, Keys: keys, Now: time.Now}
	s.Journal(audit.Key{})
	return s
}

// Journal makes the store's transactions keep their journal under the key. Call
// it before the first of them.
func (s *Store) Journal(key audit.Key) {
	journal.Use(s.DB, journal.Settings{Key: key, Login: func() string { return s.Login }, Now: func() time.Time { return s.Now() }})
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.DB.PingContext(ctx); err != nil {
		return fmt.Errorf("registry does not answer: %w", err)
	}
	return nil
}

// ErrNotFound is returned for a row that does not exist, or is no longer in the required state.
var ErrNotFound = errors.New("not found")

// InList is the number of values in one IN list: enough that round trips do not matter, few enough for
// every engine's limits.
const InList = 500

// Args turns values into arguments of a statement.
func Args[T any](values []T) []any {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return args
}

// IssueIDs takes n consecutive ids of a named counter and returns the first. The
// counter's row is locked until the transaction ends, so ids have no gaps and
// follow the order of commits.
func IssueIDs(ctx context.Context, tx *dbconn.Tx, name string, n int) (int64, error) {
	res, err := tx.ExecContext(ctx, "UPDATE counters SET issued = issued + ? WHERE name = ?", n, name)
	if err != nil {
		return 0, fmt.Errorf("issue ids of %s: %w", name, err)
	}
	if rows, err := res.RowsAffected(); err == nil && rows == 0 {
		// The first ids ever. Of two transactions at once the second waits and then adds.
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

// Intern shares one string among equal texts of a column with few different ones.
func Intern(seen map[string]string, text []byte) string {
	s, ok := seen[string(text)]
	if !ok {
		s = string(text)
		seen[s] = s
	}
	return s
}
