package cli_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"qunguan/cmd/internal/binarytest"
	"qunguan/reconcile/audit"
	sqlaudit "qunguan/sql/audit"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/sqltest"
)

func TestMain(m *testing.M) {
	code := sqltest.Main(m)
	binarytest.Remove()
	os.Exit(code)
}

// world is a user's machine: a registry, an environment, a folder for files.
type world struct {
	binarytest.Machine // the data directory lies in its folder

	secrets []string // must not stand in anything the program prints
	mayFail bool     // the program may log errors

	changed bool // the test changes audited rows by hand
}

// onEach runs the test on a fresh registry of each engine.
func onEach(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, newWorld(t, "embedded"))
	})
	t.Run("mariadb", func(t *testing.T) {
		t.Parallel()
		test(t, newWorld(t, sqltest.DSN(t)))
	})
}

// engineLike is a fresh registry on the engine of another world.
func engineLike(t testing.TB, w *world) string {
	t.Helper()
	if w.Env["DATABASE_DSN"] == "embedded" {
		return "embedded"
	}
	return sqltest.DSN(t)
}

// newWorld is a machine on which nothing was done yet.
func newWorld(t testing.TB, dsn string) *world {
	t.Helper()
	dir := fastDir(t)
	w := &world{Machine: binarytest.Machine{TB: t, Bin: binarytest.Build(t), Dir: dir, Env: map[string]string{
		"DATABASE_DSN": dsn, "DATA_DIR": filepath.Join(dir, "data"), "LOG_FORMAT": "json", "POLICY": firstRules(t),
	}}}
	w.Inspect = w.inspect
	t.Cleanup(w.journalHolds)
	return w
}

// journalHolds fails a test after which a row stands otherwise than the journal
// says: somewhere the program changes audited rows and does not note it.
func (w *world) journalHolds() {
	if w.Failed() || w.changed || w.Env["DATABASE_DSN"] == "" {
		return
	}
	c := dbconn.Config{Dir: w.Env["DATA_DIR"]}
	if w.Env["DATABASE_DSN"] != "embedded" {
		c.DSN = w.Env["DATABASE_DSN"]
	}
	if !c.Exists() {
		return
	}
	ctx := context.Background()
	db, err := dbconn.Open(ctx, c)
	if err != nil {
		return // the test made it so
	}
	defer db.Close()
	if v, err := migrations.Status(ctx, db); err != nil || !v.Current() {
		return
	}
	secret, err := base64.StdEncoding.DecodeString(w.Env["SECRET_KEY"])
	if err != nil {
		return
	}
	previous, err := base64.StdEncoding.DecodeString(w.Env["SECRET_KEY_PREVIOUS"])
	if err != nil {
		return
	}
	a, err := sqlaudit.NewAuditor(base.New(db, nil), secret, previous, "")
	if err != nil {
		w.Error(err)
		return
	}
	v, err := a.Verify(ctx, "")
	if err != nil {
		w.Error(err)
		return
	}
	if slices.ContainsFunc(v.Journal.Problems, func(p audit.Problem) bool { return p.Kind == audit.RecordForeign || p.Kind == audit.RecordUnkeyed }) {
		return // the test took another key meanwhile
	}
	for _, p := range v.Journal.Problems {
		w.Errorf("the journal does not hold: %+v", p)
	}
}

// firstRules is the policy of tests that set none.
func firstRules(t testing.TB) string {
	t.Helper()
	path, err := filepath.Abs("testdata/first.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// fastDir is a directory in memory where the machine has one: the tests kill processes, never the
// disk.
func fastDir(t testing.TB) string {
	t.Helper()
	if info, err := os.Stat("/dev/shm"); err != nil || !info.IsDir() {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp("/dev/shm", "qunguan-cli-") //nolint:usetesting // t.TempDir lies on a disk
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// inspect looks at a run's remains: no secret may be printed, and an error may be logged only where
// the test expects trouble.
func (w *world) inspect(t testing.TB, args []string, d binarytest.Done) {
	t.Helper()
	for _, secret := range w.secrets {
		if strings.Contains(d.Said(), secret) {
			t.Errorf("qunguan %s prints the secret %q:\n%s%s", strings.Join(args, " "), secret, d.Stdout, d.Stderr)
		}
	}
	if !w.mayFail && (strings.Contains(d.Stderr, `"level":"ERROR"`) || strings.Contains(d.Stderr, "panic:")) {
		t.Errorf("qunguan %s logged an error:\n%s", strings.Join(args, " "), d.Stderr)
	}
}

// read runs the program with --format json and decodes the one array it must
// print.
func read[T any](w *world, args ...string) []T {
	w.Helper()
	d := w.OK(append(args, "--format", "json")...)
	return decode[T](w, d.Stdout)
}

func decode[T any](w *world, stdout string) []T {
	w.Helper()
	var list []T
	if err := json.Unmarshal([]byte(stdout), &list); err != nil {
		w.Fatalf("no array of JSON: %v\n%s", err, binarytest.Tail(stdout))
	}
	return list
}

// files lists the .csv files of a folder of testdata, with full paths.
func files(t testing.TB, folder ...string) []string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join(append([]string{"testdata"}, folder...)...))
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	return names
}
