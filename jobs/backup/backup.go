// Package backup is the job that copies the embedded registry, verifies each
// copy, and keeps the newest ones. A server has tools of its own.
package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"qunguan/jobs"
	"qunguan/reconcile/policy"
)

// Name is the job's name.
const Name = "backup"

// prefix, suffix and stamp make a copy's name: qunguan-20261129-034700.db.
const (
	prefix = "qunguan-"
	suffix = ".db"
	stamp  = "20060102-150405"
)

// Copier copies the registry and reads copies.
type Copier interface {
	// Backup writes a consistent copy to a new file while others work.
	Backup(ctx context.Context, path string) error
	// VerifyCopy reads a copy through and compares its parts.
	VerifyCopy(ctx context.Context, path string) error
}

// Job makes a copy a run.
type Job struct {
	Copier   Copier
	Embedded bool
	Wanted   policy.Backup
	Log      *slog.Logger
}

// Name is the job's name.
func (Job) Name() string { return Name }

// Run writes a copy under another name, verifies it, gives it its own, and
// removes the oldest beyond those to keep. A copy that does not verify never
// pushes out one that did.
func (j Job) Run(ctx context.Context, run jobs.Run) (jobs.Report, error) {
	report := jobs.NewReport(Name, run)
	switch {
	case j.Wanted.Dir == "":
		report.Trouble = append(report.Trouble, jobs.Trouble{Kind: "no_backup_dir"})
		return report, nil
	case !j.Embedded:
		report.Trouble = append(report.Trouble, jobs.Trouble{Kind: "backup_embedded_only"})
		return report, nil
	case run.DryRun:
		return report, nil
	}
	if err := os.MkdirAll(j.Wanted.Dir, 0o700); err != nil {
		return report, fmt.Errorf("make the folder of copies: %w", err)
	}
	if err := j.copy(ctx, run.Moment); err != nil {
		return report, err
	}
	removed, err := j.prune()
	report.Read["copies_removed"] = removed
	if err != nil {
		return report, err
	}
	report.Read["copies"] = 1
	return report, nil
}

func (j Job) copy(ctx context.Context, at time.Time) error {
	path := filepath.Join(j.Wanted.Dir, prefix+at.Format(stamp)+suffix)
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a run that was killed
		return fmt.Errorf("remove half a copy: %w", err)
	}
	defer func() { _ = os.Remove(part) }() // renamed or given up
	if err := j.Copier.Backup(ctx, part); err != nil {
		return err
	}
	if err := j.Copier.VerifyCopy(ctx, part); err != nil {
		return fmt.Errorf("verify the copy: %w", err)
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("name the copy: %w", err)
	}
	j.Log.Info("backup_made", "file", path)
	return nil
}

// prune removes the oldest copies. Other files in the folder are not touched.
func (j Job) prune() (int, error) {
	names, err := copies(j.Wanted.Dir)
	if err != nil {
		return 0, err
	}
	removed := 0
	for len(names) > max(1, j.Wanted.Keep) {
		if err := os.Remove(filepath.Join(j.Wanted.Dir, names[0])); err != nil {
			return removed, fmt.Errorf("remove an old copy: %w", err)
		}
		names, removed = names[1:], removed+1
	}
	return removed, nil
}

// copies lists the copies in the folder, oldest first.
func copies(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list copies: %w", err)
	}
	var names []string
	for _, e := range entries {
		if _, ok := madeAt(e.Name(), time.UTC); ok && e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

func madeAt(name string, loc *time.Location) (time.Time, bool) {
	body, ok := strings.CutPrefix(name, prefix)
	if !ok {
		return time.Time{}, false
	}
	if body, ok = strings.CutSuffix(body, suffix); !ok {
		return time.Time{}, false
	}
	at, err := time.ParseInLocation(stamp, body, loc)
	return at, err == nil
}

// Newest is when the newest copy in the folder was made; zero if there is
// none, or the folder cannot be read.
func Newest(dir string, loc *time.Location) time.Time {
	names, err := copies(dir)
	if err != nil || len(names) == 0 {
		return time.Time{}
	}
	at, _ := madeAt(names[len(names)-1], loc)
	return at
}
