package dbconn_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

func TestMain(m *testing.M) {
	code := sqltest.Main(m)
	if err := goleak.Find(); code == 0 && err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		code = 1
	}
	os.Exit(code)
}

func exec(t *testing.T, db dbconn.Querier, query string, args ...any) error {
	t.Helper()
	_, err := db.ExecContext(t.Context(), query, args...)
	return err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const insert = "INSERT INTO counters (name, issued) VALUES (?, ?)"

func issued(t *testing.T, db *dbconn.DB, name string) (n int) {
	t.Helper()
	must(t, db.Get(&n, "SELECT COALESCE(SUM(issued), 0) FROM counters WHERE name = ?", name))
	return n
}

func TestErrorsAreToldApartByNumber(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, db *dbconn.DB) {
		must(t, exec(t, db, insert, "a", 1))
		err := exec(t, db, insert, "a", 2)
		if !dbconn.IsDuplicate(err) || dbconn.IsReadOnly(err) || dbconn.IsContention(err) || dbconn.IsUnreachable(err) {
			t.Errorf("duplicate: %v", err)
		}
		for _, other := range []error{nil, errors.New("UNIQUE constraint failed"), context.Canceled} {
			if dbconn.IsDuplicate(other) || dbconn.IsReadOnly(other) || dbconn.IsContention(other) || dbconn.IsUnreachable(other) || dbconn.IsFull(other) {
				t.Errorf("%v is no error of a database", other)
			}
		}
		if db.Dialect == dbconn.MySQL {
			must(t, exec(t, db, "SET GLOBAL read_only = 0"))
			tx, err := db.BeginTxx(t.Context(), nil)
			must(t, err)
			must(t, tx.Rollback())
		}
	})
}

func TestAReadOnlyRegistryIsToldByNumber(t *testing.T) {
	if os.Getuid() == 0 {
		// Root writes to any file: the transaction itself is made read-only.
		db := sqltest.SQLite(t)
		must(t, exec(t, db, "PRAGMA query_only = 1"))
		db.SetMaxOpenConns(1)
		must(t, exec(t, db, "PRAGMA query_only = 1"))
		if err := exec(t, db, insert, "a", 1); !dbconn.IsReadOnly(err) {
			t.Errorf("write to a read-only registry: %v", err)
		}
		return
	}
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "qunguan.db"), nil, 0o400))
	if _, err := dbconn.Open(t.Context(), dbconn.Config{Dir: dir}); !dbconn.IsReadOnly(err) {
		t.Errorf("open a read-only registry: %v", err)
	}
}

func TestAServerThatIsNotThereIsUnreachable(t *testing.T) {
	const secret = "p4ss/w:rd@x"
	for _, dsn := range []string{
		"user:" + secret + "@tcp(127.0.0.1:1)/qunguan", "user:" + secret + "@unix(/nonexistent/socket)/qunguan",
	} {
		_, err := dbconn.Open(t.Context(), dbconn.Config{DSN: dsn})
		if !dbconn.IsUnreachable(err) {
			t.Errorf("error %v, want unreachable", err)
		}
		if strings.Contains(err.Error(), "p4ss") || strings.Contains(err.Error(), "w:rd") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

func TestADSNThatCannotBeReadTellsNothingOfItself(t *testing.T) {
	for _, dsn := range []string{
		"user:p4ss@tcp(127.0.0.1:3306", "user:p4ss@tcp(127.0.0.1:3306)/", "p4ss", "user:p4ss@p4ss(x)/db", "user:p4ss@tcp(h)/db?timeout=p4ss", "u:p4ss@tcp(h)/p4ss%zz",
	} {
		_, err := dbconn.Open(t.Context(), dbconn.Config{DSN: dsn})
		if !errors.Is(err, dbconn.ErrDSN) || strings.Contains(err.Error(), "p4ss") {
			t.Errorf("%s: error %v, want only ErrDSN", dsn, err)
		}
	}
}

func TestSessionsAreStrictWhateverTheServerSays(t *testing.T) {
	db := sqltest.MariaDB(t)
	var mode, isolation, charset, collation, zone string
	must(t, db.QueryRow("SELECT @@sql_mode, @@tx_isolation, @@character_set_client, @@collation_connection, @@time_zone").Scan(&mode, &isolation, &charset, &collation, &zone))
	for _, want := range []string{"ONLY_FULL_GROUP_BY", "STRICT_TRANS_TABLES"} {
		if !strings.Contains(mode, want) {
			t.Errorf("sql_mode %s lacks %s", mode, want)
		}
	}
	if isolation != "READ-COMMITTED" || charset != "utf8mb4" || collation != "utf8mb4_bin" || zone != "+00:00" {
		t.Errorf("session: %s, %s, %s, %s", isolation, charset, collation, zone)
	}
	var idle int
	must(t, db.Get(&idle, "SELECT @@idle_transaction_timeout"))
	if idle != 10 {
		t.Errorf("a process that stops in a transaction keeps its rows locked for %d s, want 10", idle)
	}
	must(t, db.Get(&idle, "SELECT @@wait_timeout"))
	if idle != 60 {
		t.Errorf("an idle session ends after %d s, want 60", idle)
	}
}

func TestTheGuardIsAskedLastAndItsErrorRollsBack(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, db *dbconn.DB) {
		refused := errors.New("refused")
		db.Guard = func(_ context.Context, tx *dbconn.Tx) error {
			var n int
			must(t, tx.Get(&n, "SELECT COUNT(*) FROM counters WHERE name = 'a'"))
			if n != 1 {
				t.Errorf("the guard sees %d rows: it was not asked last", n)
			}
			return refused
		}
		err := db.Tx(t.Context(), func(tx *dbconn.Tx) error {
			_, err := tx.Exec("INSERT INTO counters (name, issued) VALUES ('a', 1)")
			return err
		})
		var n int
		must(t, db.Get(&n, "SELECT COUNT(*) FROM counters WHERE name = 'a'"))
		if !errors.Is(err, refused) || n != 0 {
			t.Errorf("error %v, %d rows", err, n)
		}
	})
}

func TestTheEmbeddedEngineIsDurableAndWaits(t *testing.T) {
	db := sqltest.SQLite(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "20000"} {
		var got string
		must(t, db.Get(&got, "PRAGMA "+pragma))
		if got != want {
			t.Errorf("%s = %s, want %s", pragma, got, want)
		}
	}
}

func TestTheDirectoryOfTheRegistryMayHaveAnyName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "群管 ?mode=memory #1 %41&_txlock=x")
	db, err := dbconn.Open(t.Context(), dbconn.Config{DSN: dbconn.Embedded, Dir: dir})
	must(t, err)
	must(t, exec(t, db, "CREATE TABLE x (a TEXT)"))
	must(t, db.Close())
	if _, err := os.Stat(filepath.Join(dir, "qunguan.db")); err != nil {
		t.Error(err)
	}
}

func TestATransactionThatFailsLeavesNothing(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, db *dbconn.DB) {
		boom := errors.New("boom")
		err := db.Tx(t.Context(), func(tx *dbconn.Tx) error {
			must(t, exec(t, tx, insert, "a", 1))
			return boom
		})
		if !errors.Is(err, boom) || issued(t, db, "a") != 0 {
			t.Errorf("error %v, %d written", err, issued(t, db, "a"))
		}
		func() {
			defer func() { _ = recover() }()
			_ = db.Tx(t.Context(), func(tx *dbconn.Tx) error {
				must(t, exec(t, tx, insert, "a", 1))
				panic("boom")
			})
		}()
		// Neither a row nor a lock is left.
		must(t, db.Tx(t.Context(), func(tx *dbconn.Tx) error { return exec(t, tx, insert, "b", 1) }))
		if issued(t, db, "a") != 0 || issued(t, db, "b") != 1 {
			t.Error("a transaction that panicked left something")
		}
	})
}

func TestADeadlockIsRunAgain(t *testing.T) {
	db := sqltest.MariaDB(t)
	must(t, exec(t, db, insert, "a", 0))
	must(t, exec(t, db, insert, "b", 0))
	var tries atomic.Int32
	both := sync.WaitGroup{} // both hold their first row before either asks for its second
	both.Add(2)
	once := [2]sync.Once{}
	var wg sync.WaitGroup
	for i, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		wg.Go(func() {
			err := db.Tx(t.Context(), func(tx *dbconn.Tx) error {
				tries.Add(1)
				for n, name := range order {
					if _, err := tx.ExecContext(t.Context(), "UPDATE counters SET issued = issued + 1 WHERE name = ?", name); err != nil {
						return err
					}
					if n == 0 {
						once[i].Do(func() { both.Done(); both.Wait() })
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if tries.Load() < 3 {
		t.Fatal("there was no deadlock: the test proves nothing")
	}
	if issued(t, db, "a") != 2 || issued(t, db, "b") != 2 {
		t.Errorf("a = %d, b = %d, want 2", issued(t, db, "a"), issued(t, db, "b"))
	}
}

func TestManyWritersAllGetTheirTurn(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, db *dbconn.DB) {
		must(t, exec(t, db, insert, "n", 0))
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				for range 10 {
					err := db.Tx(t.Context(), func(tx *dbconn.Tx) error {
						var n int
						if err := tx.GetContext(t.Context(), &n, "SELECT issued FROM counters WHERE name = 'n'"+tx.Dialect.ForUpdate()); err != nil {
							return err
						}
						_, err := tx.ExecContext(t.Context(), "UPDATE counters SET issued = ? WHERE name = 'n'", n+1)
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if got := issued(t, db, "n"); got != 160 {
			t.Errorf("%d of 160 additions are there", got)
		}
	})
}

func TestAWriterWhoseContextEndsDoesNotWait(t *testing.T) {
	db := sqltest.SQLite(t)
	inside, leave := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := db.Tx(t.Context(), func(*dbconn.Tx) error { close(inside); <-leave; return nil })
		if err != nil {
			t.Error(err)
		}
	})
	<-inside
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	err := db.Tx(ctx, func(*dbconn.Tx) error { return nil })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the context's", err)
	}
	close(leave)
	wg.Wait()
}
