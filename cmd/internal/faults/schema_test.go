package faults

import (
	"context"
	"strings"
	"testing"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

// newer is a schema that some later version has made: a table and a column
// more, as upgrades do.
var newer = []string{
	"CREATE TABLE of_the_future (a INTEGER)",
	"ALTER TABLE cases ADD COLUMN of_the_future INTEGER NOT NULL DEFAULT 0",
	"INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)",
}

func upgrade(t testing.TB, c dbconn.Config) {
	t.Helper()
	db := open(t, c)
	defer db.Close()
	for _, stmt := range newer {
		if _, err := db.ExecContext(context.Background(), stmt); err != nil {
			t.Fatal(err)
		}
	}
}

// A registry that a later version has been at work on is refused by every
// command, in words, and not touched.
func TestARegistryOfALaterVersionIsRefused(t *testing.T) {
	for _, engine := range []string{"sqlite", "mariadb"} {
		t.Run(engine, func(t *testing.T) {
			dsn := "embedded"
			if engine == "mariadb" {
				dsn = sqltest.DSN(t)
			}
			w := newWeek(t, dsn)
			w.play(2)
			upgrade(t, w.at(dsn))
			before := dump(t, w.at(dsn))
			w.Env["HTTP_ADDR"] = "127.0.0.1:0"
			for _, args := range [][]string{
				w.steps[0].args, w.steps[1].args, w.steps[6].args, w.steps[7].args, {"migrate"}, {"daemon"}, {"cases"}, {"notices"}, {"audit", "check"}, {"report", "ledger"},
			} {
				d := w.Run(args...)
				if d.Code == 0 || !strings.Contains(d.Said(), "9999") || !strings.Contains(d.Said(), "新") {
					t.Errorf("%v: exit code %d, does not say that the registry is newer:\n%s", args[:1], d.Code, binarytest.Tail(d.Said()))
				}
			}
			same(t, "refused", before, dump(t, w.at(dsn)))
		})
	}
}

// The registry is upgraded while a daemon of this version runs: its messages are sent once or left to
// the new version, it ends by itself with a sentence, and nothing is told twice.
func TestADaemonWhoseRegistryIsUpgradedEndsByItself(t *testing.T) {
	for _, engine := range []string{"sqlite", "mariadb"} {
		t.Run(engine, func(t *testing.T) {
			dsn := "embedded"
			if engine == "mariadb" {
				dsn = sqltest.DSN(t)
			}
			w := newWeek(t, dsn)
			p, _ := w.startDaemon()
			w.speak(p)
			upgrade(t, w.at(dsn))
			binarytest.Until(t, "the daemon to end: it goes on with a registry of a later version", p.HasEnded)
			if code := p.Cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(p.Stderr.String(), "9999") {
				t.Errorf("exit code %d\n%s", code, binarytest.Tail(p.Stderr.String()))
			}
			sound(t, w.at(dsn))
		})
	}
}
