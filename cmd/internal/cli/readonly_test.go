package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qunguan/sql/migrations"
	"qunguan/sql/sqltest"
)

// reading are commands that look and write nothing.
var reading = [][]string{
	{"cases"},
	{"cases", "--open", "--format", "json"},
	{"notices"},
	{"members"},
	{"guard", "list"},
	{"exempt", "list"},
	{"absence", "list"},
	{"routes", "list"},
	{"audit", "list"},
	{"audit", "check"},
	{"audit", "verify"},
	{"report", "ledger"},
	{"run", "member-check", "--dry-run"},
	{"explain", "--group", "G1"},
	{"case", "1"},
	{"doctor"},
	{"policy", "what-if", "pack:town"},
}

func TestACommandThatOnlyReadsMakesNoRegistry(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		for _, args := range reading {
			d := w.Run(args...)
			if entries, err := os.ReadDir(w.Env["DATA_DIR"]); err == nil && len(entries) > 0 {
				t.Fatalf("%v left %v behind", args, entries)
			}
			if args[0] != "doctor" && !strings.Contains(d.Stderr, "还没有数据") {
				t.Errorf("%v does not say that there is nothing yet: %s", args, d.Stderr)
			}
		}
		if w.Env["DATABASE_DSN"] != "embedded" {
			db := openRegistry(t, w)
			defer db.Close()
			if tables := tablesOf(t, db); len(tables) > 0 {
				t.Errorf("tables in the server's database: %v", tables)
			}
		}
		if d := w.Run("cases", "--format", "json"); d.Code != 0 || strings.TrimSpace(d.Stdout) != "[]" {
			t.Errorf("cases of nothing: %d %s", d.Code, d.Stdout)
		}
	})
}

func TestACommandThatOnlyReadsMigratesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	newest := newWorld(t, "embedded")
	newest.importSmall(monday, "")
	from := openRegistry(t, newest)
	defer from.Close()
	asOf(t, w, 3, from)
	db := openRegistry(t, w)
	defer db.Close()
	for _, args := range reading {
		d := w.Run(args...)
		if v, err := migrations.Status(t.Context(), db); err != nil || v.Have != 3 {
			t.Fatalf("%v left version %d, %v", args, v.Have, err)
		}
		if d.Code != 1 || !strings.Contains(d.Said(), "migrate") {
			t.Errorf("%v on an older registry: %d %s", args, d.Code, d.Said())
		}
	}
	w.OK("backup", filepath.Join(w.Dir, "before.db"))
	w.OK("run", "member-check")
	if v, err := migrations.Status(t.Context(), db); err != nil || !v.Current() {
		t.Errorf("a run on the embedded registry left version %d, %v", v.Have, err)
	}
}

// A server commits each CREATE by itself, so that a process that is killed in
// the first migration leaves an older schema without data.
func TestAFirstMigrationThatWasCutOffIsCompletedByWhateverRunsNext(t *testing.T) {
	t.Parallel()
	newest := newWorld(t, sqltest.DSN(t))
	newest.OK("migrate")
	from := openRegistry(t, newest)
	defer from.Close()
	for _, version := range []int64{1, 3, 8} {
		w := newWorld(t, sqltest.DSN(t))
		asOf(t, w, version, from)
		if d := w.Run("cases", "--format", "json"); d.Code != 0 || strings.TrimSpace(d.Stdout) != "[]" {
			t.Errorf("reading at version %d: %d %s", version, d.Code, d.Said())
		}
		w.importSmall(monday, "")
		w.judge(monday)
	}
}

func TestWhatTheProgramWritesIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.importSmall(monday, "")
	w.judge(monday)
	w.OK("backup", filepath.Join(w.Dir, "copy.db"))
	w.OK("report", "ledger", "-o", filepath.Join(w.Dir, "台账.xlsx"))
	w.OK("members", "-o", filepath.Join(w.Dir, "名单.xlsx"))
	r, _ := w.daemon()
	w.stop(r)
	check := func(path string, want os.FileMode) {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v, want %v", filepath.Base(path), info.Mode(), err, want)
		}
	}
	for _, name := range []string{"copy.db", "台账.xlsx", "名单.xlsx"} {
		check(filepath.Join(w.Dir, name), 0o600)
	}
	entries, err := os.ReadDir(w.Env["DATA_DIR"])
	if err != nil || len(entries) == 0 {
		t.Fatal(entries, err)
	}
	check(w.Env["DATA_DIR"], 0o700)
	for _, e := range entries {
		check(filepath.Join(w.Env["DATA_DIR"], e.Name()), 0o600)
	}
	// Cases that an earlier version left open are closed.
	db := filepath.Join(w.Env["DATA_DIR"], "qunguan.db")
	if err := os.Chmod(db, 0o644); err != nil {
		t.Fatal(err)
	}
	w.OK("cases")
	check(db, 0o600)
}

func TestAFolderThatCannotBeWrittenIsNamedAsSuch(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.Env["DATA_DIR"] = w.Write("keinordner", "") // a file
	w.Env["DATA_DIR"] = filepath.Join(w.Env["DATA_DIR"], "data")
	for _, args := range [][]string{{"migrate"}, {"daemon"}, {"run", "member-check"}} {
		d := w.Exits(1, args...)
		if !strings.Contains(d.Stderr, "数据目录") || !strings.Contains(d.Stderr, "QUNGUAN_DATA_DIR") {
			t.Errorf("%v: %s", args, d.Stderr)
		}
	}
}
