package faults

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/sqltest"
)

// serverClock is the server's clock as programs see it that reach the server through a proxy: they
// ask for its present time and nothing else.
type serverClock struct{ away atomic.Int64 } // seconds

func (c *serverClock) set(away time.Duration) { c.away.Store(int64(away.Seconds())) }

func (c *serverClock) tell(statement string) string {
	return strings.ReplaceAll(statement, "NOW(6)", fmt.Sprintf("(NOW(6) + INTERVAL %d SECOND)", c.away.Load()))
}

// underClock is a machine whose daemons have leases of three seconds by a clock
// of the test's.
func underClock(t *testing.T) (w *week, c *serverClock, dsn string) {
	t.Helper()
	dsn = sqltest.DSN(t)
	p, c := newProxy(t, dsn), &serverClock{}
	p.rewrite = c.tell
	w = newWeek(t, p.dsn)
	w.Env["LEASE_TERM"] = "3s"
	return w, c, dsn
}

// leads waits until the daemon has the lease and returns how long that took.
func leads(t *testing.T, what string, p *binarytest.Process) time.Duration {
	t.Helper()
	began := time.Now()
	binarytest.Until(t, what, func() bool { return len(p.Lines("lease_taken")) > 0 })
	return time.Since(began)
}

// The server's clock is set back by an hour, and then the one dies that has
// the lease, or it gave the lease back before: the next one must not wait for
// an hour.
func TestTheDatabasesClockIsSetBackAndTheLeaderEnds(t *testing.T) {
	w, clock, dsn := underClock(t)
	first, _ := w.launchDaemon(anyHour)
	leads(t, "the first daemon to lead", first)
	second, _ := w.launchDaemon(anyHour)
	binarytest.Until(t, "the second to stand by", func() bool { return len(second.Lines("standing_by")) > 0 })
	clock.set(-time.Hour)
	first.Kill()
	t.Logf("killed: the next one led after %v", leads(t, "the second to lead after the first was killed", second))
	stop(t, second)
	clock.set(-2 * time.Hour)
	third, _ := w.launchDaemon(anyHour)
	t.Logf("gave it back: the next one led after %v", leads(t, "the third to lead after the second gave back the lease", third))
	if n := len(third.Lines("clock_differs")); n != 1 {
		t.Errorf("the log says %d times that the clocks differ, want once", n)
	}
	stop(t, third)
	for _, row := range rowsIn(t, w.at(dsn), "SELECT token FROM leases") {
		if fmt.Sprint(row["token"]) != "3" {
			t.Errorf("token %v after three leaders", row["token"])
		}
	}
	sound(t, w.at(dsn))
}

// readiness is the daemon's own account of its state.
func readiness(url string) string {
	resp, err := http.Get(url + "/readyz")
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return fmt.Sprint(resp.StatusCode, " ", string(body), err)
}

// everyMinute lets a job run that often.
const everyMinute = anyHour + "schedule: {group-check: \"* * * * *\"}\n"

// The server's clock is a month ahead when two daemons start: neither leads,
// both say why. It is set right, and one of them works. With -full it is a
// month ahead once more, under the one that leads.
func TestNobodyWorksByADatabasesClockThatIsAMonthAhead(t *testing.T) {
	w, clock, dsn := underClock(t)
	clock.set(31 * 24 * time.Hour)
	began := time.Now()
	daemons, urls := make([]*binarytest.Process, 2), make([]string, 2)
	doubted := func() bool {
		return strings.Contains(readiness(urls[0]), "clock differs") && strings.Contains(readiness(urls[1]), "clock differs")
	}
	working := func() bool { return ready(urls[0]) == http.StatusOK && ready(urls[1]) == http.StatusOK }
	leaders := func() int { return len(daemons[0].Lines("lease_taken")) + len(daemons[1].Lines("lease_taken")) }
	for i := range daemons {
		daemons[i], urls[i] = w.launchDaemon(everyMinute)
	}
	binarytest.Until(t, "both to say that the clock is wrong", doubted)
	if n := leaders(); n != 0 {
		t.Errorf("%d daemons lead by a clock that is a month ahead", n)
	}
	clock.set(0)
	binarytest.Until(t, "both to be ready when the clock is right", working)
	binarytest.Until(t, "one to lead", func() bool { return leaders() > 0 })
	if *full {
		db := open(t, w.at(dsn))
		defer db.Close()
		runs := func() (n int) {
			if err := db.Get(&n, "SELECT COUNT(*) FROM runs WHERE by_tick = 1"); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for range 2 { // a minute is a minute
			before := runs()
			binarytest.Until(t, "a tick", func() bool { return runs() > before })
		}
		clock.set(31 * 24 * time.Hour)
		binarytest.Until(t, "both to say so when it jumps under them", doubted)
		ran, led := runs(), leaders()
		clock.set(0)
		binarytest.Until(t, "both to be ready again", working)
		binarytest.Until(t, "one to lead again", func() bool { return leaders() > led })
		binarytest.Until(t, "a tick after it", func() bool { return runs() > ran })
	}
	for _, p := range daemons {
		stop(t, p)
	}
	for _, row := range rowsIn(t, w.at(dsn), "SELECT job, at_ms FROM runs") {
		if at, ok := row["at_ms"].(int64); !ok || at > began.Add(time.Hour).UnixMilli() {
			t.Errorf("%v ran as of %v", row["job"], time.UnixMilli(at))
		}
	}
	sound(t, w.at(dsn))
}
