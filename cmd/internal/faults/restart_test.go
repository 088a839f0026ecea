package faults

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/sqltest"
)

// TestTheDatabaseIsRestartedInTheMiddleOfEveryJob kills the server, or asks it
// to stop, when the program has sent half of a step's commands, and starts it
// again on its data.
func TestTheDatabaseIsRestartedInTheMiddleOfEveryJob(t *testing.T) {
	server := sqltest.NewOwn(t)
	r := rehearse(t, server.Fresh)
	dice := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	restarts := 0
	for i, s := range r.steps {
		for name, end := range map[string]func(){"killed": server.Kill, "stopped": server.Stop} {
			if !*full && dice.IntN(2*len(r.steps)) >= 4 && (i > 0 || name == "stopped") {
				continue
			}
			happened := false
			r.back(t, i)
			r.proxy.on(func(n int, _ string) fate {
				if n == (r.sent[i]+1)/2 {
					end()
					server.Start()
					happened = true
				}
				return pass
			})
			d := r.Run(s.args...)
			r.proxy.on(nil)
			what := s.name + ", server " + name
			if !happened {
				t.Errorf("%s: it did not happen", what)
			}
			restarts++
			explained(t, what, d)
			t.Logf("%s after %d of %d commands: exit code %d", what, (r.sent[i]+1)/2, r.sent[i], d.Code)
			r.settle(t)
			sound(t, r.direct)
			r.again(t, i, what)
		}
	}
	if restarts == 0 {
		t.Error("nothing was restarted")
	}
}

// settle waits until the test's own connections work again.
func (r *rehearsal) settle(t testing.TB) {
	t.Helper()
	binarytest.Until(t, "the server", func() bool { return r.copies.db.PingContext(t.Context()) == nil })
}

// anyHour is a policy under which messages go out at any hour of any day: a
// daemon's delivery goes by the real clock.
const anyHour = "people: {quiet: [], working_days_only: false}\n"

// startDaemon starts the daemon, with messages at any hour, and returns it and
// its address when it is ready.
func (w *week) startDaemon() (*binarytest.Process, string) {
	w.Helper()
	p, url := w.launchDaemon(anyHour)
	binarytest.Until(w, "readiness", func() bool { return ready(url) == http.StatusOK || p.HasEnded() })
	if p.HasEnded() {
		w.Fatalf("the daemon ended:\n%s", binarytest.Tail(p.Stderr.String()))
	}
	return p, url
}

// launchDaemon starts the daemon under the county's policy with further lines
// and returns it and its address.
func (w *week) launchDaemon(lines string) (*binarytest.Process, string) {
	w.Helper()
	w.Env["POLICY"] = w.Write("daemon.yaml", "extends: [pack:county]\n"+lines)
	w.Env["HTTP_ADDR"] = "127.0.0.1:0"
	p := w.Start("daemon")
	address := ""
	binarytest.Until(w, "the daemon's address in its log", func() bool {
		for _, line := range p.Lines("daemon_started") {
			address, _ = line["http"].(string)
		}
		return address != "" || p.HasEnded()
	})
	return p, "http://" + address
}

func ready(url string) int {
	resp, err := http.Get(url + "/readyz")
	if err != nil {
		return 0
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// speak imports the county and composes as of now, and waits until the daemon
// has sent everything, once.
func (w *week) speak(p *binarytest.Process) {
	w.Helper()
	now := time.Now().Format(time.RFC3339)
	w.steps[0].args[2] = now
	for _, args := range [][]string{w.steps[0].args, {"run", "stage-expiry", "group-check", "compose", "--at", now}} {
		w.OK(args...)
	}
	waiting := strings.Count(w.OK("notices", "--format", "json").Stdout, `"id": "msg_`)
	if waiting == 0 {
		w.Fatal("nothing is to be said: the test proves nothing")
	}
	binarytest.Until(w, "the daemon's delivery", func() bool { return len(w.arrivals()) >= waiting || p.HasEnded() })
	if n := len(w.arrivals()); n != waiting || p.HasEnded() {
		w.Errorf("%d of %d messages arrived; the daemon has ended: %t", n, waiting, p.HasEnded())
	}
	for id, n := range w.arrivals() {
		if n != 1 {
			w.Errorf("message %s arrived %d times", id, n)
		}
	}
}

// stop asks a daemon to end and demands that it does, in peace.
func stop(t testing.TB, p *binarytest.Process) {
	t.Helper()
	_ = p.Cmd.Process.Signal(syscall.SIGTERM)
	binarytest.Until(t, "the daemon to stop", p.HasEnded)
	if code := p.Cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("the daemon ended with %d:\n%s", code, binarytest.Tail(p.Stderr.String()))
	}
}

// A daemon outlives its database: it says that it is not ready, and goes on
// by itself when the database is back.
func TestADaemonOutlivesItsDatabase(t *testing.T) {
	server := sqltest.NewOwn(t)
	dsn := server.DSN()
	w := newWeek(t, dsn)
	p, url := w.startDaemon()
	server.Kill()
	binarytest.Until(t, "the daemon to say that it is not ready", func() bool { return ready(url) == http.StatusServiceUnavailable })
	binarytest.Until(t, "the delivery to notice it", func() bool { return len(p.Lines("outbox_store_failed")) > 0 })
	if p.HasEnded() {
		t.Fatalf("the daemon ended:\n%s", p.Stderr.String())
	}
	server.Start()
	binarytest.Until(t, "the daemon to be ready again", func() bool { return ready(url) == http.StatusOK })
	w.speak(p)
	stop(t, p)
	sound(t, w.at(dsn))
}
