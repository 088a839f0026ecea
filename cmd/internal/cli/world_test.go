package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qunguan/sql/sqltest"
)

func TestMain(m *testing.M) {
	code := sqltest.Main(m)
	if built != "" {
		_ = os.RemoveAll(built) // a leftover directory harms nobody
	}
	os.Exit(code)
}

// built is the directory of the binary under test.
var built string

// binary is the program as users get it, built once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "qunguan-binary-")
	if err != nil {
		return "", err
	}
	built = dir
	path := filepath.Join(dir, "qunguan")
	build := exec.Command("go", "build", "-o", path, "qunguan/cmd/qunguan")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// world is a user's machine: a registry, an environment, a folder for files.
type world struct {
	testing.TB
	bin     string
	dir     string            // for files; the data directory lies in it
	env     map[string]string // without the prefix QUNGUAN_
	secrets []string          // must not stand in anything the program prints
	mayFail bool              // the program may log errors
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
	if w.env["DATABASE_DSN"] == "embedded" {
		return "embedded"
	}
	return sqltest.DSN(t)
}

// newWorld is a machine on which nothing was done yet.
func newWorld(t testing.TB, dsn string) *world {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := fastDir(t)
	return &world{TB: t, bin: bin, dir: dir, env: map[string]string{
		"DATABASE_DSN": dsn, "DATA_DIR": filepath.Join(dir, "data"), "LOG_FORMAT": "json",
	}}
}

// fastDir is a directory in memory where the machine has one: what is killed
// here is the process, never the disk.
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

// done is what a command left behind.
type done struct {
	code           int
	stdout, stderr string
	took           time.Duration
}

// command is the program with arguments, in this world's environment and no
// other variable of the program.
func (w *world) command(args ...string) *exec.Cmd {
	cmd := exec.Command(w.bin, args...)
	cmd.Dir = w.dir
	cmd.Env = slices.DeleteFunc(os.Environ(), func(pair string) bool { return strings.HasPrefix(pair, "QUNGUAN_") })
	for name, value := range w.env {
		cmd.Env = append(cmd.Env, "QUNGUAN_"+name+"="+value)
	}
	return cmd
}

// run runs the program to its end. No secret may be printed, and an error may
// be logged only where the test expects trouble.
func (w *world) run(args ...string) done {
	w.Helper()
	cmd := w.command(args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	began := time.Now()
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.Fatalf("qunguan %s: %v", strings.Join(args, " "), err)
	}
	d := done{code: cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String(), took: time.Since(began)}
	w.inspect(args, d)
	return d
}

func (w *world) inspect(args []string, d done) {
	w.Helper()
	for _, secret := range w.secrets {
		if strings.Contains(d.stdout+d.stderr, secret) {
			w.Errorf("qunguan %s prints the secret %q:\n%s%s", strings.Join(args, " "), secret, d.stdout, d.stderr)
		}
	}
	if !w.mayFail && (strings.Contains(d.stderr, `"level":"ERROR"`) || strings.Contains(d.stderr, "panic:")) {
		w.Errorf("qunguan %s logged an error:\n%s", strings.Join(args, " "), d.stderr)
	}
}

// exits runs the program and demands the exit code.
func (w *world) exits(code int, args ...string) done {
	w.Helper()
	d := w.run(args...)
	if d.code != code {
		w.Fatalf("qunguan %s: exit code %d, want %d\nstdout: %s\nstderr: %s", strings.Join(args, " "), d.code, code, tail(d.stdout), tail(d.stderr))
	}
	return d
}

// ok runs the program, which must succeed.
func (w *world) ok(args ...string) done {
	w.Helper()
	return w.exits(0, args...)
}

// read runs the program with --format json and decodes the one array it must
// print.
func read[T any](w *world, args ...string) []T {
	w.Helper()
	d := w.ok(append(args, "--format", "json")...)
	return decode[T](w, d.stdout)
}

func decode[T any](w *world, stdout string) []T {
	w.Helper()
	var list []T
	if err := json.Unmarshal([]byte(stdout), &list); err != nil {
		w.Fatalf("no array of JSON: %v\n%s", err, tail(stdout))
	}
	return list
}

// write puts a file into the world's folder and returns its path.
func (w *world) write(name, content string) string {
	w.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		w.Fatal(err)
	}
	return path
}

// tail is the end of an output, enough to see what went wrong.
func tail(s string) string {
	const most = 3000
	if len(s) > most {
		return "…" + strings.ToValidUTF8(s[len(s)-most:], "")
	}
	return s
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
