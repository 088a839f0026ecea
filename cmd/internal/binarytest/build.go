// Package binarytest builds the program as its users get it and runs it on a machine of the test's
// own: an environment, a folder, nothing else of this program's. It judges nothing; the remains of a
// run are for the test to look at.
package binarytest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

var (
	building sync.Mutex
	folder   string
	built    = map[string]string{} // tags and race → path
)

// Build builds the program, once for all tests of the process that ask for the
// same build tags, and returns its path. Where the tests run under the race
// detector, so does the program.
func Build(t testing.TB, tags ...string) string {
	t.Helper()
	return once(t, strings.Join(tags, ","), raced)
}

// BuildAsShipped is Build without the race detector in any case: that one needs
// the system's libraries and much memory.
func BuildAsShipped(t testing.TB) string {
	t.Helper()
	return once(t, "", false)
}

func once(t testing.TB, tags string, race bool) string {
	t.Helper()
	building.Lock()
	defer building.Unlock()
	key := fmt.Sprint(tags, race)
	if built[key] == "" {
		path, err := build(tags, race)
		if err != nil {
			t.Fatal(err)
		}
		built[key] = path
	}
	return built[key]
}

func build(tags string, race bool) (string, error) {
	if folder == "" {
		var err error
		if folder, err = os.MkdirTemp("", "qunguan-binary-"); err != nil {
			return "", fmt.Errorf("make a folder for the program: %w", err)
		}
	}
	path := filepath.Join(folder, fmt.Sprintf("%d", len(built)), "qunguan")
	cmd := exec.Command("go", "build", "-tags", tags, "-race="+strconv.FormatBool(race), "-o", path, "qunguan/cmd/qunguan")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if race { // it is written in C
		cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	// Tests run it as other users, too.
	for _, p := range []string{folder, filepath.Dir(path), path} {
		if err := os.Chmod(p, 0o755); err != nil {
			return "", fmt.Errorf("let others run the program: %w", err)
		}
	}
	return path, nil
}

// Remove deletes what was built; for TestMain.
func Remove() {
	if folder != "" {
		_ = os.RemoveAll(folder) // a leftover directory harms nobody
	}
}
