package cli_test

import (
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"qunguan/cmd/internal/binarytest"
)

func TestADaemonIsDrainedAndSaysSo(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.Exits(1, "drain")
		w.Env["HTTP_ADDR"] = freeAddress(t)
		r, url := w.daemon()
		if d := w.OK("drain"); !strings.Contains(d.Stdout, "不再接新的") {
			t.Errorf("drain says %q", d.Stdout)
		}
		if code, body := get(t, url+"/readyz", ""); code != http.StatusServiceUnavailable || !strings.Contains(body, "drained") {
			t.Errorf("a drained daemon is ready: %d %s", code, body)
		}
		if code, _ := get(t, url+"/healthz", ""); code != http.StatusOK {
			t.Errorf("a drained daemon is not alive: %d", code)
		}
		w.OK("drain") // again: it is done already
		w.stop(r)
		w.Exits(1, "drain")
	})
}

func TestAPolicyIsReadAnewOnlyIfItIsSound(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.Env["HTTP_ADDR"] = freeAddress(t)
	good := "extends: [pack:county]\ntitle: 甲\n"
	path := w.Write("policy.yaml", good)
	w.Env["POLICY"] = path
	r, url := w.daemon()
	order := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := r.Cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	order("extends: [pack:county]\nzombie: {dayz: 30}\n")
	binarytest.Until(w, "the refusal", func() bool { return len(r.Lines("reload_refused")) == 1 })
	if code, _ := get(t, url+"/readyz", ""); code != http.StatusOK || len(r.Lines("daemon_started")) != 1 {
		t.Errorf("a policy with faults stops the daemon: %d", code)
	}
	order("extends: [pack:county]\ntitle: 乙\nzombie: {days: 30}\n")
	binarytest.Until(w, "a daemon under the new policy", func() bool { return len(r.Lines("daemon_started")) == 2 })
	binarytest.Until(w, "readiness", func() bool { code, _ := get(t, url+"/readyz", ""); return code == http.StatusOK })
	if err := r.Cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-r.Ended
	if code := r.Cmd.ProcessState.ExitCode(); code != 0 || len(r.Lines("daemon_stopped")) != 2 {
		t.Errorf("exit code %d:\n%s", code, binarytest.Tail(r.Stderr.String()))
	}
}

// freeAddress is a loopback address that nothing listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
