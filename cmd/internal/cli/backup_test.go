package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/cmd/internal/binarytest"
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
	if err := os.MkdirAll(r.Env["DATA_DIR"], 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.Env["DATA_DIR"], "qunguan.db"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	if key := w.Env["SECRET_KEY"]; key != "" {
		r.Env["SECRET_KEY"] = key
	}
	return r
}

func TestABackupMadeWhileEverythingRunsIsARegistryByItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.Env["SECRET_KEY"] = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="
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
			roster := filepath.Join(w.Dir, "rolling.csv")
			taken := time.Date(2026, 11, 25+n, 8, 0, 0, 0, time.UTC).Format(time.DateTime)
			card := []string{"小李飞刀", "李强"}[n%2]
			_ = os.WriteFile(roster, []byte(strings.NewReplacer("2026-11-21 07:00", taken, "小李飞刀", card).Replace(members)), 0o600)
			_ = w.Command("import", "--at", day, roster).Run()
			_ = w.Command("run", "member-check", "compose", "--at", day).Run()
		}
	}()
	var copies []string
	for i := range 3 {
		file := filepath.Join(w.Dir, fmt.Sprintf("backup-%d.db", i))
		w.OK("backup", file)
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
		r.OK("audit", "check")
		r.OK("audit", "verify")
		if len(r.cases()) == 0 {
			t.Error("the copy is empty")
		}
		r.judge("2027-03-01T09:00:00+08:00")
	}

	// At rest the copy is the registry, byte for byte of content.
	quiet := filepath.Join(w.Dir, "quiet.db")
	w.OK("backup", quiet)
	r := restored(t, w, quiet)
	mine, theirs := openRegistry(t, w), openRegistry(t, r)
	defer mine.Close()
	defer theirs.Close()
	tables := tablesOf(t, mine)
	if diff := gocmp.Diff(contentOf(t, mine, tables), contentOf(t, theirs, tablesOf(t, theirs))); diff != "" {
		t.Errorf("(-registry +copy):\n%s", binarytest.Tail(diff))
	}
	if d := w.Exits(1, "backup", quiet); !strings.Contains(d.Stderr, "quiet.db") {
		t.Errorf("an existing file: %s", d.Stderr)
	}
	if info, err := os.Stat(quiet); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a copy holds people's data: mode %v, %v", info.Mode(), err)
	}
}

func TestABackupOfAServerIsTheServersAffair(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqltest.DSN(t))
	w.importSmall(monday, "")
	file := filepath.Join(w.Dir, "x.db")
	if d := w.Exits(2, "backup", file); !strings.Contains(d.Stderr, "mysqldump") && !strings.Contains(d.Stderr, "mariadb-dump") {
		t.Errorf("does not say what makes one: %s", d.Stderr)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a file was left behind")
	}
}

func TestACopyIsReadThroughBeforeItCountsAsOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.importSmall(monday, "")
	w.judge(monday)
	file := filepath.Join(w.Dir, "copy.db")
	if d := w.OK("backup", "--verify", file); !strings.Contains(d.Stdout, "完好") {
		t.Errorf("%s", d.Stdout)
	}
	if d := w.OK("backup", "--verify", file); !strings.Contains(d.Stdout, "完好") || strings.Contains(d.Said(), "已存在") {
		t.Errorf("an existing copy: %s", d.Said())
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	half := len(data) / 2
	for name, damaged := range map[string][]byte{
		"torn": data[:half], "overwritten": append(append(append([]byte{}, data[:half]...), make([]byte, 8192)...), data[half+8192:]...),
		"empty": nil, "no registry": []byte("单位编码,单位名称\n"),
	} {
		bad := filepath.Join(w.Dir, "bad.db")
		if err := os.WriteFile(bad, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if d := w.Exits(1, "backup", "--verify", bad); !strings.Contains(d.Stderr, "不能用来恢复") {
			t.Errorf("%s: %s", name, d.Stderr)
		}
	}
	if left, err := filepath.Glob(filepath.Join(w.Dir, "*.db-*")); err != nil || len(left) > 0 {
		t.Errorf("verifying left %v behind", left)
	}
}

func TestTheBackupJobKeepsVerifiedCopies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	dir := filepath.Join(w.Dir, "copies")
	w.Env["POLICY"] = w.Write("policy.yaml", "extends: [pack:county]\nbackup: {keep: 2, dir: "+dir+"}\n")
	w.importSmall(monday, "")
	for _, day := range []string{"2026-11-23", "2026-11-24", "2026-11-25"} {
		w.OK("run", "backup", "--at", day)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) != 2 || !strings.HasSuffix(names[1], "qunguan-20261125-090000.db") {
		t.Fatalf("%v %v", names, err)
	}
	r := restored(t, w, names[1])
	if got, want := r.OK("members", "--format", "json").Stdout, w.OK("members", "--format", "json").Stdout; got != want {
		t.Error("the restored copy shows other members")
	}
	_, url := w.daemon()
	if _, body := get(t, url+"/metrics", ""); !strings.Contains(body, "qunguan_backup_last_success_timestamp_seconds 1.7955") {
		t.Errorf("the age of the newest copy is not shown:\n%s", binarytest.Tail(body))
	}
}
