package backup_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/backup"
	"qunguan/reconcile/policy"
)

// copier writes a byte; verify is the result of reading it.
type copier struct{ verify error }

func (copier) Backup(_ context.Context, path string) error {
	return os.WriteFile(path, []byte("x"), 0o600)
}
func (c copier) VerifyCopy(context.Context, string) error { return c.verify }

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestTheNewestVerifiedCopiesAreKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "copies")
	job := backup.Job{Copier: copier{}, Embedded: true, Wanted: policy.Backup{Keep: 2, Dir: dir}, Log: slog.New(slog.DiscardHandler)}
	day := time.Date(2026, 11, 23, 3, 47, 0, 0, time.UTC)
	run := func(n int) (jobs.Report, error) {
		return job.Run(t.Context(), jobs.Run{Moment: day.AddDate(0, 0, n)})
	}
	if _, err := run(0); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "qunguan-20261125-034700.db.part"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 3; n++ {
		if _, err := run(n); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := names(t, dir), []string{"notes.txt", "qunguan-20261125-034700.db", "qunguan-20261126-034700.db"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	job.Copier = copier{verify: errors.New("torn")}
	if _, err := run(4); err == nil {
		t.Error("a copy that does not verify is a failed run")
	}
	if got := names(t, dir); len(got) != 3 {
		t.Errorf("a copy that does not verify left %v", got)
	}
	if at := backup.Newest(dir, time.UTC); !at.Equal(day.AddDate(0, 0, 3)) {
		t.Errorf("the newest is of %v", at)
	}
	if at := backup.Newest(filepath.Join(dir, "nowhere"), time.UTC); !at.IsZero() {
		t.Errorf("the newest of nothing is of %v", at)
	}
}

func TestWithoutAFolderNothingIsCopied(t *testing.T) {
	dir := t.TempDir()
	for name, job := range map[string]backup.Job{
		"no_backup_dir":        {Embedded: true},
		"backup_embedded_only": {Wanted: policy.Backup{Dir: dir, Keep: 7}},
	} {
		job.Copier, job.Log = copier{}, slog.New(slog.DiscardHandler)
		report, err := job.Run(t.Context(), jobs.Run{Moment: time.Unix(0, 0)})
		if err != nil || len(report.Trouble) != 1 || report.Trouble[0].Kind != name || len(names(t, dir)) != 0 {
			t.Errorf("%s: %+v, %v", name, report, err)
		}
	}
}
