package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/inbox"
	"qunguan/reconcile/intake"
	"qunguan/sql/base"
)

// inbox is the folder whose files are imported as of the clock; nil without one.
func (a *App) inbox(clock func() time.Time) *inbox.Inbox {
	if a.Settings.InboxDir == "" {
		return nil
	}
	return &inbox.Inbox{
		Dir: a.Settings.InboxDir, Clock: time.Now, Log: a.Log,
		Import: func(ctx context.Context, paths []string) (bool, string, error) {
			return a.importFiles(ctx, paths, clock())
		},
	}
}

// importFiles imports files as one command does, but all or nothing: a roster
// held by the guard keeps the files back too.
func (a *App) importFiles(ctx context.Context, paths []string, at time.Time) (taken bool, page string, err error) {
	var inputs []intake.Input
	var files []*os.File
	defer func() {
		for _, f := range files {
			_ = f.Close() // opened for reading: nothing can be lost
		}
	}()
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return false, "", fmt.Errorf("open a file of the inbox: %w", err)
		}
		files = append(files, f)
		info, err := f.Stat()
		if err != nil {
			return false, "", fmt.Errorf("look at a file of the inbox: %w", err)
		}
		inputs = append(inputs, intake.Input{Name: filepath.Base(path), Content: f, Size: info.Size()})
	}
	im := a.Importer()
	done, err := im.Import(ctx, inputs, jobs.ImportOptions{At: at, DryRun: true})
	if err == nil && done.Result.Writable(false) && !done.Held() && len(done.Result.Kinds) > 0 {
		done, err = im.Import(ctx, inputs, jobs.ImportOptions{At: at})
	}
	if errors.Is(err, base.ErrNoKey) {
		return false, err.Error(), nil
	}
	if err != nil {
		return false, "", err
	}
	if a.ImportPage != nil {
		page = a.ImportPage(done)
	}
	return done.Written, page, nil
}
