package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"qunguan/sql/sqltest"
)

// daemon starts the daemon on a free port and returns when it is ready.
func (w *world) daemon() (*running, string) {
	w.Helper()
	if w.env["HTTP_ADDR"] == "" {
		w.env["HTTP_ADDR"] = "127.0.0.1:0"
	}
	r := w.start("daemon")
	var addr string
	until(w, "the daemon's address in its log", func() bool {
		for _, line := range logLines(r, "daemon_started") {
			addr = fmt.Sprint(line["http"])
		}
		return addr != "" || hasEnded(r)
	})
	if hasEnded(r) {
		w.Fatalf("the daemon ended:\n%s", r.stderr.String())
	}
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		w.Fatal(err)
	}
	url := "http://127.0.0.1:" + port
	until(w, "readiness", func() bool { code, _ := get(w, url+"/readyz", ""); return code == http.StatusOK })
	return r, url
}

// stop asks the daemon to stop and demands that it does, in peace.
func (w *world) stop(r *running) {
	w.Helper()
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		w.Fatal(err)
	}
	select {
	case <-r.ended:
	case <-time.After(30 * time.Second):
		w.Fatal("the daemon does not stop")
	}
	if code := r.cmd.ProcessState.ExitCode(); code != 0 || len(logLines(r, "daemon_stopped")) != 1 {
		w.Errorf("stopped with exit code %d:\n%s", code, tail(r.stderr.String()))
	}
	w.inspect([]string{"daemon"}, done{stdout: r.stdout.String(), stderr: r.stderr.String()})
}

func hasEnded(r *running) bool {
	select {
	case <-r.ended:
		return true
	default:
		return false
	}
}

// logLines are the JSON lines with a message that a process has logged.
func logLines(r *running, message string) []map[string]any {
	var all []map[string]any
	for line := range strings.Lines(r.stderr.String()) {
		var fields map[string]any
		if json.Unmarshal([]byte(line), &fields) == nil && fields["msg"] == message {
			all = append(all, fields)
		}
	}
	return all
}

// get asks for a page; host replaces the name in the address.
func get(t testing.TB, url, host string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		req.Host = host
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(body)
}

func TestADaemonMigratesServesAndStopsWhenAsked(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r, url := w.daemon()
		w.importSmall(monday, "") // beside the daemon
		w.judge(monday)
		if code, body := get(t, url+"/healthz", ""); code != http.StatusOK {
			t.Errorf("/healthz: %d %s", code, body)
		}
		if code, body := get(t, url+"/", ""); code != http.StatusOK || !strings.Contains(body, "星辰大海") {
			t.Errorf("the ledger's page: %d without the stranger in it:\n%s", code, tail(body))
		}
		if code, body := get(t, url+"/", "evil.example"); code != http.StatusForbidden || strings.Contains(body, "星辰大海") {
			t.Errorf("asked under a stranger's name: %d, want 403", code)
		}
		w.env["HTTP_ADDR"] = strings.TrimPrefix(url, "http://")
		w.ok("healthcheck")
		w.stop(r)
		if d := w.exits(1, "healthcheck"); d.stderr == "" {
			t.Error("healthcheck does not say what is wrong")
		}
	})
}

func TestPagesWithPeopleAreNotServedToOtherMachines(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.env["HTTP_ADDR"] = "0.0.0.0:0"
	w.importSmall(monday, "")
	w.judge(monday)
	r, url := w.daemon()
	for _, page := range []string{"/", "/cases/1", "/notices"} {
		if code, body := get(t, url+page, ""); code == http.StatusOK || strings.Contains(body, "星辰大海") {
			t.Errorf("%s: %d; pages need a loopback address until there is a sign-in", page, code)
		}
	}
	if code, _ := get(t, url+"/healthz", ""); code != http.StatusOK {
		t.Errorf("/healthz: %d", code)
	}
	w.stop(r)
}

func TestASecondDaemonOnTheEmbeddedRegistrySaysWhoHasIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	r, _ := w.daemon()
	w.env["HTTP_ADDR"] = "127.0.0.1:0"
	if d := w.exits(1, "daemon"); !strings.Contains(d.stderr, fmt.Sprint(r.cmd.Process.Pid)) {
		t.Errorf("does not name the process that has the registry: %s", d.stderr)
	}
	r.kill() // the lock must not outlive its holder, however it ends
	again, _ := w.daemon()
	w.stop(again)
}

func TestADaemonInActModeSendsWhatIsDueByItself(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.env["POLICY"] = w.write("immer.yaml", "extends: [pack:county]\npeople: {quiet: [], working_days_only: false}\n")
		now := time.Now().Format(time.RFC3339) // deliver's clock is the real one
		w.ok("import", "--at", now, w.write("单位.csv", units), w.write("人员.csv", staff),
			w.write("工作群.csv", strings.ReplaceAll(groups, "2026-1", "2020-1")), w.write("通知渠道.csv", r.routes()))
		w.runJobs(now, "stage-expiry", "group-check", "compose")
		waiting := len(w.notices("--state", "pending"))
		if waiting != 4 {
			t.Fatalf("%d notices wait, want 4: P10, P21, P30, the office", waiting)
		}
		d, _ := w.daemon()
		until(t, "the delivery", func() bool { return r.arrived() == waiting })
		w.stop(d)
		toldOnce(t, w, r)
	})
}

// A real tick of the real clock, at most a minute away: everything before it
// was tested with clocks that the tests move. Two daemons share the MariaDB
// registry, and run each tick once.
func TestARealTickRunsItsJobOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a minute to begin")
	}
	t.Parallel()
	embedded, server := newWorld(t, "embedded"), newWorld(t, sqltest.DSN(t))
	second := newWorld(t, server.env["DATABASE_DSN"])
	var daemons []*running
	for _, w := range []*world{embedded, server, second} {
		w.env["POLICY"] = w.write("jede-Minute.yaml", "extends: [pack:county]\nschedule: {stage-expiry: \"* * * * *\"}\n")
		if w != second {
			w.ok("import", w.write("单位.csv", units), w.write("人员.csv", staff), w.write("工作群.csv", strings.ReplaceAll(groups, "2026-1", "2020-1")))
		}
		r, _ := w.daemon()
		daemons = append(daemons, r)
	}
	began := time.Now()
	for _, w := range []*world{embedded, server} {
		for len(w.cases("--rule", "group.stage_expired")) == 0 {
			if time.Since(began) > 75*time.Second {
				t.Fatalf("no tick fired on %s", w.env["DATABASE_DSN"])
			}
			time.Sleep(500 * time.Millisecond) // another process's clock: nothing to wait on
		}
	}
	runs := map[string]int{}
	for i, w := range []*world{embedded, server, second} {
		w.stop(daemons[i])
		for _, line := range logLines(daemons[i], "run_finished") {
			if line["job"] == "stage-expiry" {
				runs[fmt.Sprint(w.env["DATABASE_DSN"], line["at"])]++
			}
		}
	}
	for tick, n := range runs {
		if n != 1 {
			t.Errorf("the tick %s ran %d times, want once", tick, n)
		}
	}
	if len(runs) < 2 {
		t.Errorf("ticks: %v", runs)
	}
}

// The demonstration needs nothing: no settings, no network, no files.
func TestTheDemonstrationRunsWithoutAnyEnvironment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	for _, env := range []map[string]string{{}, {"DATABASE_DSN": "user:secret-password@tcp(192.0.2.1:3306)/live", "MODE": "act", "POLICY": "nirgends.yaml"}} {
		w.env = env
		w.secrets = []string{"secret-password"}
		d := w.ok("demo", "--once")
		for _, word := range []string{"演示", "S6.2", "认不出是谁", "工作群提醒", "您好"} {
			if !strings.Contains(d.stdout, word) {
				t.Errorf("the report does not show %q:\n%s", word, tail(d.stdout))
			}
		}
		left, err := os.ReadDir(w.dir)
		if err != nil || len(left) != 0 {
			t.Errorf("the demonstration left %v behind, %v", left, err)
		}
	}
}
