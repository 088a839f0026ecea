package faults

import (
	"context"
	"strings"
	"testing"
	"time"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

// rowLockWaits counts the transactions that wait for a row, at this moment.
// information_schema.innodb_trx would not do: it is a copy that the server
// renews only when nobody has read it for a tenth of a second, so that asking
// often shows for ever the moment before the wait.
const rowLockWaits = "Innodb_row_lock_current_waits"

// numberOf reads a status variable of the server.
func numberOf(t testing.TB, db *dbconn.DB, variable string) (n int) {
	t.Helper()
	var name string
	if err := db.QueryRowx("SHOW GLOBAL STATUS LIKE '"+variable+"'").Scan(&name, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// impatient makes the program's sessions wait a second for a lock instead of
// twenty.
func impatient(statement string) string {
	return strings.Replace(statement, "innodb_lock_wait_timeout = 20", "innodb_lock_wait_timeout = 1", 1)
}

// Somebody else holds the rows until the program's second try waits: it is
// done at the third.
func TestALockThatIsNotGivenInTimeIsAskedForAgain(t *testing.T) {
	dsn := sqltest.DSN(t)
	p := newProxy(t, dsn)
	p.rewrite = impatient
	w := newWeek(t, p.dsn)
	w.OK(w.steps[0].args...)
	db := open(t, w.at(dsn))
	defer db.Close()
	if _, err := db.Exec("INSERT INTO counters (name, issued) VALUES ('cases', 0) ON DUPLICATE KEY UPDATE name = 'cases'"); err != nil {
		t.Fatal(err)
	}
	tx := db.MustBegin()
	tx.MustExec("UPDATE counters SET issued = issued WHERE name = 'cases'")
	asked := 0
	p.on(func(_ int, statement string) fate {
		if strings.HasPrefix(statement, "UPDATE counters") && strings.Contains(statement, "'cases'") {
			if asked++; asked == 3 {
				_ = tx.Rollback()
			}
		}
		return pass
	})
	d := w.OK(w.steps[1].args...)
	if asked < 3 || d.Took < 2*time.Second {
		t.Errorf("asked for the lock %d times in %s: it was not refused twice", asked, d.Took)
	}
	if sound(t, w.at(dsn)) == 0 {
		t.Error("nothing was judged")
	}
}

// Two transactions take the same two rows in opposite order. The program's is
// the smaller one, gives way, and is run again.
func TestARealDeadlockIsRunAgain(t *testing.T) {
	dsn := sqltest.DSN(t)
	p := newProxy(t, dsn)
	w := newWeek(t, p.dsn)
	w.OK(w.steps[0].args...)
	db := open(t, w.at(dsn))
	defer db.Close()
	db.MustExec("INSERT INTO counters (name, issued) VALUES ('cases', 0) ON DUPLICATE KEY UPDATE name = 'cases'")
	db.MustExec("CREATE TABLE weight (a INT)") // InnoDB gives up the transaction that changed less
	before, waits := numberOf(t, db, "Innodb_deadlocks"), numberOf(t, db, rowLockWaits)
	tx := db.MustBegin()
	defer func() { _ = tx.Rollback() }()
	tx.MustExec("INSERT INTO weight SELECT 1 FROM people a, people b LIMIT 2000")
	tx.MustExec("UPDATE counters SET issued = issued WHERE name = 'cases'")
	baseline, crossed := "", make(chan error, 1)
	p.on(func(_ int, statement string) fate {
		switch {
		case strings.HasPrefix(statement, "INSERT INTO rule_baselines"):
			if baseline == "" {
				baseline = statement
			}
		case strings.HasPrefix(statement, "UPDATE counters") && baseline != "-" && baseline != "":
			theirs := baseline
			baseline = "-"
			go func() {
				_, err := tx.ExecContext(context.Background(), theirs)
				_ = tx.Rollback()
				crossed <- err
			}()
			binarytest.Until(t, "the other transaction to wait", func() bool { return numberOf(t, db, rowLockWaits) > waits })
		}
		return pass
	})
	w.OK(w.steps[1].args...)
	if err := <-crossed; err != nil {
		t.Errorf("the other transaction was the one to give way: %v", err)
	}
	if n := numberOf(t, db, "Innodb_deadlocks") - before; n == 0 {
		t.Error("there was no deadlock: the test proves nothing")
	}
	p.on(nil)
	if sound(t, w.at(dsn)) == 0 {
		t.Error("nothing was judged")
	}
}

// Another process holds the embedded registry's only write lock for a while.
func TestAWriteLockOfTheEmbeddedRegistryIsWaitedFor(t *testing.T) {
	w := newWeek(t, "embedded")
	w.OK(w.steps[0].args...)
	for _, s := range []step{w.steps[1], w.steps[6], w.steps[9]} {
		db := open(t, w.at("embedded"))
		tx := db.MustBegin() // takes the write lock at once
		p := w.Start(s.args...)
		select {
		case <-p.Ended:
			t.Errorf("%s did not wait: %s", s.name, binarytest.Tail(p.Stderr.String()))
		case <-time.After(1500 * time.Millisecond):
		}
		_ = tx.Rollback()
		_ = db.Close()
		<-p.Ended
		if code := p.Cmd.ProcessState.ExitCode(); code != 0 {
			t.Errorf("%s: exit code %d\n%s", s.name, code, binarytest.Tail(p.Stderr.String()))
		}
	}
	sound(t, w.at("embedded"))
}

// The server's answers to a write, by number: a passing fault is tried again, a lasting one is told
// in words.
func TestWhatTheServerRefusesIsTriedAgainOrTold(t *testing.T) {
	r := rehearse(t, func() string { return sqltest.DSN(t) })
	writes := func(statement string) bool {
		return strings.HasPrefix(statement, "UPDATE") || strings.HasPrefix(statement, "INSERT") && !strings.Contains(statement, "stage_")
	}
	for _, c := range []struct {
		number uint16
		state  string
		text   string
		says   string
	}{
		{1213, "40001", "Deadlock found when trying to get lock", "占用"},
		{1205, "HY000", "Lock wait timeout exceeded", "占用"},
		{1290, "HY000", "The MariaDB server is running with the --read-only option", "只能读"},
		{1836, "HY000", "Running in read-only mode", "只能读"},
		{1114, "HY000", "The table is full", "没有空间"},
		{1053, "08S01", "Server shutdown in progress", "连不上数据库"},
	} {
		r.proxy.refusal = errorPacket(c.number, c.state, c.text)
		passes := c.number == 1213 || c.number == 1205
		for _, i := range []int{0, 1, 6, 7, 14} {
			if !*full && i != int(c.number)%3 {
				continue
			}
			if passes { // once: it is done all the same
				r.back(t, i)
				refused := false
				r.proxy.on(func(_ int, statement string) fate {
					if inTx := writes(statement) && !strings.Contains(statement, " runs "); inTx && !refused {
						refused = true
						return refuse
					}
					return pass
				})
				d := r.Run(r.steps[i].args...)
				if n := r.proxy.happened(); n != 1 || d.Code != 0 {
					t.Errorf("%d once in %s: it happened %d times, exit code %d\n%s", c.number, r.steps[i].name, n, d.Code, binarytest.Tail(d.Stderr))
				}
			}
			r.back(t, i)
			r.proxy.on(func(_ int, statement string) fate {
				if writes(statement) {
					return refuse
				}
				return pass
			})
			d := r.Run(r.steps[i].args...)
			n := r.proxy.happened()
			r.proxy.on(nil)
			explained(t, r.steps[i].name, d)
			if n == 0 || d.Code == 0 || !strings.Contains(d.Stderr, c.says) {
				t.Errorf("%d in %s: it happened %d times, exit code %d, want %q in words:\n%s", c.number, r.steps[i].name, n, d.Code, c.says, binarytest.Tail(d.Stderr))
			}
			sound(t, r.direct)
			r.again(t, i, r.steps[i].name)
		}
	}
}
