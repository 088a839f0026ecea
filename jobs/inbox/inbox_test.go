package inbox

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// folder is an inbox with an import that takes what its own words allow: a file
// that says "needs X" is taken once X is there, or beside it.
type folder struct {
	*testing.T
	*Inbox

	now      time.Time
	imported []string // commands: names, joined by +
	fails    error
	known    map[string]bool
}

func newFolder(t *testing.T) *folder {
	f := &folder{T: t, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), known: map[string]bool{}}
	f.restart(t.TempDir())
	return f
}

// restart is another process on the same folder.
func (f *folder) restart(dir string) {
	f.Inbox = &Inbox{Dir: dir, Clock: func() time.Time { return f.now }, Log: slog.New(slog.DiscardHandler), Import: f.take}
}

func (f *folder) take(_ context.Context, paths []string) (bool, string, error) {
	var names []string
	here := map[string]bool{}
	for _, p := range paths {
		names = append(names, filepath.Base(p))
		here[filepath.Base(p)] = true
	}
	if f.fails != nil {
		return false, "", f.fails
	}
	command := strings.Join(names, "+")
	f.imported = append(f.imported, command)
	for _, p := range paths {
		content, err := os.ReadFile(p)
		if err != nil {
			return false, "", err
		}
		needs, ok := strings.CutPrefix(string(content), "needs ")
		if string(content) == "bad" || ok && !f.known[needs] && !here[needs] {
			return false, "refused: " + command, nil
		}
	}
	for name := range here {
		f.known[name] = true
	}
	return true, "taken: " + command, nil
}

func (f *folder) put(name, content string) {
	f.Helper()
	if err := os.WriteFile(filepath.Join(f.Dir, name), []byte(content), 0o600); err != nil {
		f.Fatal(err)
	}
}

// A pass at once, and another when what stands still has settled.
func (f *folder) looks() Pass {
	f.Helper()
	var sum Pass
	for range 2 {
		p, err := f.Scan(f.Context())
		if err != nil {
			f.Fatal(err)
		}
		sum = Pass{sum.Taken + p.Taken, sum.Refused + p.Refused, sum.Passed + p.Passed, p.Waiting}
		f.now = f.now.Add(Settle)
	}
	return sum
}

func (f *folder) names(sub string) []string {
	f.Helper()
	entries, err := os.ReadDir(filepath.Join(f.Dir, sub))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		f.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names
}

func (f *folder) wants(what string, got, want any) {
	f.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		f.Errorf("%s (-want +got)\n%s", what, diff)
	}
}

func TestFilesAreTakenOrRefusedAndMovedWithTheirPages(t *testing.T) {
	f := newFolder(t)
	f.put("a.csv", "needs z.csv")
	f.put("b.csv", "bad")
	f.put("z.csv", "fine")
	f.put("~$z.xlsx", "a program's own")
	f.put("x.csv.part", "not whole yet")
	f.wants("the pass", f.looks(), Pass{Taken: 2, Refused: 1})
	f.wants("done", f.names(Done), []string{"a.csv", "a.csv.txt", "z.csv", "z.csv.txt"})
	f.wants("refused", f.names(Refused), []string{"b.csv", "b.csv.txt"})
	f.wants("left", f.names(""), []string{"x.csv.part", "~$z.xlsx"})
	page, err := os.ReadFile(filepath.Join(f.Dir, Refused, "b.csv.txt"))
	if err != nil || !strings.HasPrefix(string(page), "refused: b.csv\n\nSHA-256 ") {
		t.Errorf("the page: %v %s", err, page)
	}
}

func TestFilesThatNeedEachOtherAreTakenTogether(t *testing.T) {
	f := newFolder(t)
	f.put("a.csv", "needs b.csv")
	f.put("b.csv", "needs a.csv")
	f.wants("the pass", f.looks(), Pass{Taken: 2})
	f.wants("the commands", f.imported, []string{"a.csv", "b.csv", "a.csv+b.csv"})
}

func TestAFileThatStillGrowsWaits(t *testing.T) {
	f := newFolder(t)
	for content := "x"; len(content) < 5; content += "x" {
		f.put("a.csv", content)
		f.wants("while it grows", f.looksOnce(), Pass{Waiting: 1})
		f.now = f.now.Add(time.Minute)
	}
	f.put("empty.csv", "")
	f.wants("when it stands still", f.looks(), Pass{Taken: 1, Waiting: 1})
	f.wants("nothing is in a file that is not begun", f.looks(), Pass{Waiting: 1})
}

func (f *folder) looksOnce() Pass {
	f.Helper()
	p, err := f.Scan(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	return p
}

func TestTheSameNameAndBytesArePassedOver(t *testing.T) {
	f := newFolder(t)
	f.put("a.csv", "fine")
	f.put("b.csv", "bad")
	f.looks()
	f.restart(f.Dir)
	f.put("a.csv", "fine")
	f.put("b.csv", "bad")
	n := len(f.imported)
	f.wants("again", f.looks(), Pass{Passed: 2})
	f.wants("commands", len(f.imported), n)
	f.put("a.csv", "other")
	f.wants("other bytes", f.looks(), Pass{Taken: 1})
	if names := f.names(Done); len(names) != 4 || names[0] == "a.csv" && names[2] == "a.csv" {
		t.Errorf("the earlier file is kept beside: %v", names)
	}
}

// A kill may come after the import, after the page, or after the move.
func TestAfterAKillNothingIsLostOrTakenTwice(t *testing.T) {
	f := newFolder(t)
	f.put("a.csv", "fine")
	f.looks()
	// As if the kill had come between page and move.
	if err := os.Rename(filepath.Join(f.Dir, Done, "a.csv"), filepath.Join(f.Dir, "a.csv")); err != nil {
		t.Fatal(err)
	}
	f.restart(f.Dir)
	n := len(f.imported)
	f.wants("the pass", f.looks(), Pass{Passed: 1})
	f.wants("commands", len(f.imported), n)
	f.wants("done", f.names(Done), []string{"a.csv", "a.csv.txt"})
}

func TestWhatNobodyCanTellStays(t *testing.T) {
	f := newFolder(t)
	f.put("a.csv", "fine")
	f.looksOnce()
	f.now = f.now.Add(Settle)
	f.fails = errors.New("the registry is away")
	if _, err := f.Scan(t.Context()); !errors.Is(err, f.fails) {
		t.Errorf("%v", err)
	}
	f.wants("left", f.names(""), []string{"a.csv"})
	f.fails = nil
	f.wants("later", f.looks(), Pass{Taken: 1})
}
