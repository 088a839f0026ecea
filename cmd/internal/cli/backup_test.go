package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/sql/sqltest"
)

// restored is a world whose registry is a backup.
func restored(t *testing.T, w *world, file string) *world {
	t.Helper()
	r := newWorld(t, "embedded")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(r.env["DATA_DIR"], 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.env["DATA_DIR"], "qunguan.db"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	if key := w.env["SECRET_KEY"]; key != "" {
		r.env["SECRET_KEY"] = key
	}
	return r
}

func TestABackupMadeWhileEverythingRunsIsARegistryByItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.env["SECRET_KEY"] = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="
	w.importSmall(monday, "")
	w.judge(monday)
	daemon, _ := w.daemon()
	// One writer after the other, beside the daemon, until the backups are made.
	stop, ended := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		for ; ; n++ {
			select {
			case <-stop:
				ended <- n
				return
			default:
			}
			day := time.Date(2026, 11, 25+n, 9, 0, 0, 0, time.UTC).Format(time.RFC3339)
			roster := filepath.Join(w.dir, "rolling.csv")
			taken := time.Date(2026, 11, 25+n, 8, 0, 0, 0, time.UTC).Format(time.DateTime)
			card := []string{"小李飞刀", "李强"}[n%2]
			_ = os.WriteFile(roster, []byte(strings.NewReplacer("2026-11-21 07:00", taken, "小李飞刀", card).Replace(members)), 0o600)
			_ = w.command("import", "--at", day, roster).Run()
			_ = w.command("run", "member-check", "compose", "--at", day).Run()
		}
	}()
	var copies []string
	for i := range 3 {
		file := filepath.Join(w.dir, fmt.Sprintf("backup-%d.db", i))
		w.ok("backup", file)
		copies = append(copies, file)
	}
	close(stop)
	written := <-ended
	w.stop(daemon)
	if written == 0 {
		t.Error("nobody wrote while the backups were made")
	}
	for _, file := range copies {
		r := restored(t, w, file)
		r.ok("audit", "check")
		r.ok("audit", "verify")
		if len(r.cases()) == 0 {
			t.Error("the copy is empty")
		}
		r.judge("2027-03-01T09:00:00+08:00")
	}

	// At rest the copy is the registry, byte for byte of content.
	quiet := filepath.Join(w.dir, "quiet.db")
	w.ok("backup", quiet)
	r := restored(t, w, quiet)
	mine, theirs := openRegistry(t, w), openRegistry(t, r)
	defer mine.Close()
	defer theirs.Close()
	tables := tablesOf(t, mine)
	if diff := gocmp.Diff(contentOf(t, mine, tables), contentOf(t, theirs, tablesOf(t, theirs))); diff != "" {
		t.Errorf("(-registry +copy):\n%s", tail(diff))
	}
	if d := w.exits(1, "backup", quiet); !strings.Contains(d.stderr, "quiet.db") {
		t.Errorf("an existing file: %s", d.stderr)
	}
	if info, err := os.Stat(quiet); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a copy holds people's data: mode %v, %v", info.Mode(), err)
	}
}

func TestABackupOfAServerIsTheServersAffair(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqltest.DSN(t))
	w.importSmall(monday, "")
	file := filepath.Join(w.dir, "x.db")
	if d := w.exits(2, "backup", file); !strings.Contains(d.stderr, "mysqldump") && !strings.Contains(d.stderr, "mariadb-dump") {
		t.Errorf("does not say what makes one: %s", d.stderr)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a file was left behind")
	}
}
