// Package sqltest gives a test a fresh, migrated registry on every engine
// present: SQLite always, MariaDB from a private server that is started once
// per test process and ended with it. It judges nothing and knows no table.
//
// Packages that use it call Main from their TestMain.
package sqltest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
)

// Main runs the package's tests and ends the private server, if one was
// started. It returns the exit code: os.Exit(sqltest.Main(m)). Afterwards each
// check gets every different statement that the server was sent; its error
// fails the package.
func Main(m *testing.M, checks ...func(statements []string) error) int {
	flag.Parse()
	defer shared.stop()
	defer lasting.stop()
	defer removeTemplate()
	shared.log = len(checks) > 0
	code := m.Run()
	// A few tests alone prove nothing about all statements.
	if code != 0 || shared.admin == nil || flag.Lookup("test.run").Value.String() != "" {
		return code
	}
	for _, check := range checks {
		statements, err := shared.statements()
		if err == nil {
			err = check(statements)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "sqltest:", err)
			code = 1
		}
	}
	return code
}

// Each runs the test on an empty, migrated registry of every engine, as
// subtests named after the engine. Without MariaDB its part is skipped with a
// word on what to install; with CI set in the environment it fails.
func Each(t *testing.T, test func(t *testing.T, db *dbconn.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("mariadb", func(t *testing.T) { test(t, MariaDB(t)) })
}

// SQLite is an empty, migrated embedded registry in the test's own directory.
func SQLite(t testing.TB) *dbconn.DB {
	t.Helper()
	dir := t.TempDir()
	template, err := migratedTemplate()
	if err != nil {
		t.Fatalf("sqltest: %v", err)
	}
	if err := copyFile(filepath.Join(dir, "qunguan.db"), template); err != nil {
		t.Fatalf("sqltest: %v", err)
	}
	return open(t, dbconn.Config{Dir: dir})
}

// MariaDB is an empty, migrated database on the private server.
func MariaDB(t testing.TB) *dbconn.DB {
	t.Helper()
	db := open(t, dbconn.Config{DSN: DSN(t)})
	if _, err := migrations.Migrate(t.Context(), db); err != nil {
		t.Fatalf("sqltest: %v", err)
	}
	return db
}

// DSN names a fresh, empty database on the private MariaDB that is dropped
// after the test: for tests that start the real binary. It skips or fails as
// Each does.
func DSN(t testing.TB) string {
	t.Helper()
	return dsnOn(t, &shared)
}

// DurableDSN is DSN on a second private server that lies on a disk and forces
// every commit to it (innodb_flush_log_at_trx_commit=1), as an office's server
// does: benchmarks and kills meet its costs and its guarantees.
func DurableDSN(t testing.TB) string {
	t.Helper()
	return dsnOn(t, &lasting)
}

// without ends a test that has no MariaDB: in CI that is a failure.
func without(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("sqltest: %v", err)
	}
	t.Skipf("sqltest: %v", err)
}

func dsnOn(t testing.TB, s *server) string {
	t.Helper()
	dsn, drop, err := s.database()
	if err != nil {
		without(t, err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Errorf("sqltest: %v", err)
		}
	})
	return dsn
}

func open(t testing.TB, c dbconn.Config) *dbconn.DB {
	t.Helper()
	db, err := dbconn.Open(t.Context(), c)
	if err != nil {
		t.Fatalf("sqltest: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("sqltest: close registry: %v", err)
		}
	})
	return db
}

// migratedTemplate is a migrated embedded registry that tests copy: copying
// costs a millisecond, migrating fifty.
var migratedTemplate = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "qunguan-sqlite-")
	if err != nil {
		return "", fmt.Errorf("template registry: %w", err)
	}
	templateDir = dir
	db, err := dbconn.Open(context.Background(), dbconn.Config{Dir: dir})
	if err != nil {
		return "", err
	}
	if _, err := migrations.Migrate(context.Background(), db); err != nil {
		return "", err
	}
	// The last connection to close writes the log back into the file.
	return filepath.Join(dir, "qunguan.db"), db.Close()
})

var templateDir string

func removeTemplate() {
	if templateDir != "" {
		_ = os.RemoveAll(templateDir) // a leftover directory harms nobody
	}
}

func copyFile(to, from string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("copy template registry: %w", err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		return fmt.Errorf("copy template registry: %w", err)
	}
	return nil
}
