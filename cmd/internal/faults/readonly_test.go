package faults

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/sqltest"
)

// refusedToWrite demands that commands that write end with a sentence and
// change nothing.
func (w *week) refusedToWrite(steps ...step) {
	w.Helper()
	for _, s := range steps {
		d := w.Run(s.args...)
		explained(w, s.name, d)
		if d.Code != 1 || !strings.Contains(d.Stderr, "只能读") {
			w.Errorf("%s on a read-only registry: exit code %d\n%s", s.name, d.Code, binarytest.Tail(d.Stderr))
		}
	}
}

// A server that was made read-only, as after a failover: commands say so, a
// daemon stays and delivers when it can write again.
func TestAServerThatIsReadOnly(t *testing.T) {
	server := sqltest.NewOwn(t, "--skip-grant-tables=0")
	dsn := server.DSN()
	admin := server.Admin()
	admin.MustExec("CREATE USER qg@localhost")
	admin.MustExec("GRANT ALL ON " + databaseOf(dsn) + ".* TO qg@localhost")
	w := newWeek(t, "qg"+strings.TrimPrefix(dsn, "root"))
	w.play(1)
	before := dump(t, w.at(dsn))
	admin.MustExec("SET GLOBAL read_only = 1")
	w.refusedToWrite(w.steps[0], w.steps[1], w.steps[4], w.steps[6], w.steps[7])
	same(t, "read-only", before, dump(t, w.at(dsn)))
	w.OK("cases") // reading goes on
	admin.MustExec("SET GLOBAL read_only = 0")

	p, _ := w.startDaemon()
	soon := time.Now().Add(5 * time.Second).Format(time.RFC3339)
	w.steps[0].args[2] = soon
	w.OK("run", "stage-expiry", "group-check", "compose", "--at", soon)
	waiting := strings.Count(w.OK("notices", "--format", "json").Stdout, `"id": "msg_`)
	admin.MustExec("SET GLOBAL read_only = 1")
	binarytest.Until(t, "the daemon to meet the read-only server", func() bool { return len(p.Lines("outbox_store_failed")) > 0 })
	if n := len(w.to.Arrivals()); n > 0 || waiting == 0 {
		t.Errorf("%d of %d messages were sent without being claimed", n, waiting)
	}
	admin.MustExec("SET GLOBAL read_only = 0")
	binarytest.Until(t, "the delivery", func() bool { return len(w.arrivals()) == waiting || p.HasEnded() })
	stop(t, p)
	sound(t, w.at(dsn))
}

// The folder of the embedded registry may not be written by whom the program
// runs as.
func TestAnEmbeddedRegistryThatIsReadOnly(t *testing.T) {
	w := newWeek(t, "embedded")
	w.play(2)
	before := dump(t, w.at("embedded"))
	data := w.Env["DATA_DIR"]
	if os.Getuid() == 0 { // nothing stops root
		w.As = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	for dir := w.Dir; dir != "/tmp" && dir != "/"; dir = filepath.Dir(dir) {
		_ = os.Chmod(dir, 0o755) // so that the other user gets as far as the files
	}
	entries, err := os.ReadDir(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := os.Chmod(filepath.Join(data, e.Name()), 0o444); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(data, 0o555); err != nil {
		t.Fatal(err)
	}
	w.refusedToWrite(w.steps[0], w.steps[1], w.steps[6])
	if err := os.Chmod(data, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		_ = os.Chmod(filepath.Join(data, e.Name()), 0o600) // those that are left
	}
	w.As = nil
	same(t, "read-only", before, dump(t, w.at("embedded")))
	w.OK(w.steps[6].args...)
	sound(t, w.at("embedded"))
}
