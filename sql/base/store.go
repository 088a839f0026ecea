// Package base is the ground of every part of the store: the database, the
// keyring, ids, and tables as lists of fields. It knows no subject: no case, no
// roster, no person.
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

// Store is the database, the keys that open what is sealed in it, and the
// clock. It is safe for concurrent use.
type Store struct {
	DB   *dbconn.DB
	Keys *Keyring
	Now  func() time.Time // the real clock: written_ms, which nothing can set

	// Login is the operating system's user and host of a command, user@host;
	// empty for what no command does. It stands beside the name in --by, which
	// is typed and not proved.
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

// ErrNotFound is returned for a row that is not there, or no longer in the
// state that was asked for.
var ErrNotFound = errors.New("not found")

// InList is how many values one IN list holds: enough that round trips do not
// matter, few enough for every engine's limits.
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

// Intern makes one string of the few different texts of a column.
func Intern(seen map[string]string, text []byte) string {
	s, ok := seen[string(text)]
	if !ok {
		s = string(text)
		seen[s] = s
	}
	return s
}
