package cli_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	neturl "net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/sqltest"
)

// daemon starts the daemon on a free port and returns when it is ready.
func (w *world) daemon() (*binarytest.Process, string) {
	w.Helper()
	if w.Env["HTTP_ADDR"] == "" {
		w.Env["HTTP_ADDR"] = "127.0.0.1:0"
	}
	r := w.Start("daemon")
	var addr string
	binarytest.Until(w, "the daemon's address in its log", func() bool {
		for _, line := range r.Lines("daemon_started") {
			addr = fmt.Sprint(line["http"])
		}
		return addr != "" || r.HasEnded()
	})
	if r.HasEnded() {
		w.Fatalf("the daemon ended:\n%s", r.Stderr.String())
	}
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		w.Fatal(err)
	}
	url := "http://127.0.0.1:" + port
	binarytest.Until(w, "readiness", func() bool { code, _ := get(w, url+"/readyz", ""); return code == http.StatusOK })
	return r, url
}

// stop asks the daemon to stop and demands that it does, in peace.
func (w *world) stop(r *binarytest.Process) {
	w.Helper()
	if err := r.Cmd.Process.Signal(syscall.SIGTERM); err != nil {
		w.Fatal(err)
	}
	select {
	case <-r.Ended:
	case <-time.After(30 * time.Second):
		w.Fatal("the daemon does not stop")
	}
	if code := r.Cmd.ProcessState.ExitCode(); code != 0 || len(r.Lines("daemon_stopped")) != 1 {
		w.Errorf("stopped with exit code %d:\n%s", code, binarytest.Tail(r.Stderr.String()))
	}
	w.inspect(w, []string{"daemon"}, binarytest.Done{Stdout: r.Stdout.String(), Stderr: r.Stderr.String()})
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

// signedIn asks for a page after giving the token that the daemon made.
func signedIn(t *testing.T, w *world, url, page string) (int, string) {
	t.Helper()
	path := filepath.Join(w.Env["DATA_DIR"], "page-token")
	token, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the token's file: %v %v, want 0600", info.Mode(), err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	form := strings.NewReader(neturl.Values{"token": {string(token)}, "next": {page}}.Encode())
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/login", form)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
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
		for _, host := range []string{"", "evil.example"} {
			if code, body := get(t, url+"/", host); strings.Contains(body, "星辰大海") {
				t.Errorf("without signing in, as %q: %d shows the stranger", host, code)
			}
		}
		if code, body := signedIn(t, w, url, "/"); code != http.StatusOK || !strings.Contains(body, "星辰大海") {
			t.Errorf("the ledger's page: %d without the stranger in it:\n%s", code, binarytest.Tail(body))
		}
		w.Env["HTTP_ADDR"] = strings.TrimPrefix(url, "http://")
		w.OK("healthcheck")
		w.stop(r)
		if d := w.Exits(1, "healthcheck"); d.Stderr == "" {
			t.Error("healthcheck does not say what is wrong")
		}
	})
}

func TestPagesWithPeopleAreNotShownToOtherMachinesThatDidNotSignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.Env["HTTP_ADDR"] = "0.0.0.0:0"
	w.importSmall(monday, "")
	w.judge(monday)
	r, url := w.daemon()
	for _, page := range []string{"/", "/cases/1", "/notices"} {
		if code, body := get(t, url+page, ""); strings.Contains(body, "星辰大海") {
			t.Errorf("%s: %d shows the stranger to whoever asks", page, code)
		}
	}
	if code, _ := get(t, url+"/healthz", ""); code != http.StatusOK {
		t.Errorf("/healthz: %d", code)
	}
	w.stop(r)
}

func TestABusyPortIsNamedAsSuch(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, variable := range []string{"HTTP_ADDR", "METRICS_ADDR"} {
		w.Env["HTTP_ADDR"], w.Env["METRICS_ADDR"] = "127.0.0.1:0", ""
		w.Env[variable] = l.Addr().String()
		d := w.Exits(1, "daemon")
		if last := d.Stderr[strings.LastIndex(strings.TrimSpace(d.Stderr), "\n")+1:]; !strings.Contains(last, l.Addr().String()) || !strings.Contains(last, "已被别的程序占用") || !strings.Contains(last, "QUNGUAN_"+variable) || strings.Contains(last, "数据库") {
			t.Errorf("%s on a busy port: %s", variable, last)
		}
	}
}

func TestMetricsStandAtTheirOwnAddressIfWanted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	w.Env["METRICS_ADDR"] = addr
	r, url := w.daemon()
	if code, body := get(t, "http://"+addr+"/metrics", ""); code != http.StatusOK || !strings.Contains(body, "qunguan_registry_up 1") {
		t.Errorf("its own address: %d", code)
	}
	if _, body := get(t, url+"/metrics", ""); strings.Contains(body, "qunguan_registry_up") {
		t.Error("the pages' address shows them too")
	}
	w.stop(r)
}

func TestASecondDaemonOnTheEmbeddedRegistrySaysWhoHasIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	r, _ := w.daemon()
	w.Env["HTTP_ADDR"] = "127.0.0.1:0"
	if d := w.Exits(1, "daemon"); !strings.Contains(d.Stderr, fmt.Sprint(r.Cmd.Process.Pid)) {
		t.Errorf("does not name the process that has the registry: %s", d.Stderr)
	}
	r.Kill() // the lock must not outlive its holder, however it ends
	again, _ := w.daemon()
	w.stop(again)
}

func TestADaemonInActModeSendsWhatIsDueByItself(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"] = w.Write("immer.yaml", "extends: [pack:county]\npeople: {quiet: [], working_days_only: false}\n")
		now := time.Now().Format(time.RFC3339) // deliver's clock is the real one
		w.OK("import", "--at", now, w.Write("单位.csv", units), w.Write("人员.csv", staff),
			w.Write("工作群.csv", strings.ReplaceAll(groups, "2026-1", "2020-1")), w.Write("通知渠道.csv", r.routes()))
		w.runJobs(now, "stage-expiry", "group-check", "compose")
		waiting := len(w.notices("--state", "pending"))
		if waiting < 4 {
			t.Fatalf("%d notices wait, want at least those to P10, P21, P30 and the office", waiting)
		}
		d, _ := w.daemon()
		binarytest.Until(t, "the delivery", func() bool { return r.arrived() == waiting })
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
	second := newWorld(t, server.Env["DATABASE_DSN"])
	var daemons []*binarytest.Process
	for _, w := range []*world{embedded, server, second} {
		w.Env["POLICY"] = w.Write("jede-Minute.yaml", "extends: [pack:county]\nschedule: {stage-expiry: \"* * * * *\"}\n")
		if w != second {
			w.OK("import", w.Write("单位.csv", units), w.Write("人员.csv", staff), w.Write("工作群.csv", strings.ReplaceAll(groups, "2026-1", "2020-1")))
		}
		r, _ := w.daemon()
		daemons = append(daemons, r)
	}
	began := time.Now()
	for _, w := range []*world{embedded, server} {
		for len(w.cases("--rule", "group.stage_expired")) == 0 {
			if time.Since(began) > 75*time.Second {
				t.Fatalf("no tick fired on %s", w.Env["DATABASE_DSN"])
			}
			time.Sleep(500 * time.Millisecond) // another process's clock: nothing to wait on
		}
	}
	runs := map[string]int{}
	for i, w := range []*world{embedded, server, second} {
		w.stop(daemons[i])
		for _, line := range daemons[i].Lines("run_finished") {
			if line["job"] == "stage-expiry" {
				runs[fmt.Sprint(w.Env["DATABASE_DSN"], line["at"])]++
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
		w.Env = env
		w.secrets = []string{"secret-password"}
		d := w.OK("demo", "--once")
		for _, word := range []string{"演示", "认不出是谁", "工作群提醒", "您好", "名单过期或未采集 2"} {
			if !strings.Contains(d.Stdout, word) {
				t.Errorf("the report does not show %q:\n%s", word, binarytest.Tail(d.Stdout))
			}
		}
		left, err := os.ReadDir(w.Dir)
		if err != nil || len(left) != 0 {
			t.Errorf("the demonstration left %v behind, %v", left, err)
		}
	}
}
