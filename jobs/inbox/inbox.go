// Package inbox imports the files that people and programs put into a folder (contract-people §3.4):
// each as a whole or not at all, then moved to done/ or refused/ with the import's page beside it. It
// reads no cell and knows no registry; the caller supplies the import.
package inbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The folders that files are moved to, inside the inbox.
const (
	Done    = "done"
	Refused = "refused"
)

// Settle is how long a file must be unchanged before it is read, because it may still be growing.
const Settle = 3 * time.Second

// Inbox is a folder whose files are imported.
type Inbox struct {
	Dir string
	// Import imports the files, all of them or none, and returns the page that a command would print.
	// An error means that the result is unknown, because the registry cannot be reached. Then the files
	// stay for the next pass.
	Import func(ctx context.Context, paths []string) (taken bool, page string, err error)
	Clock  func() time.Time
	Log    *slog.Logger

	seen map[string]look // files that are not settled yet, by name
}

// look is the state of a file when it was last seen.
type look struct {
	size     int64
	modified time.Time
	since    time.Time // the moment since which it is unchanged
}

// Pass is the result of one pass over the folder.
type Pass struct {
	Taken, Refused, Passed, Waiting int
}

// Scan imports the files that have settled. Files that need each other are tried again after the
// importable ones, and at last all together; files still refused then are moved away.
func (b *Inbox) Scan(ctx context.Context) (Pass, error) {
	var pass Pass
	settled, err := b.settled(&pass)
	if err != nil || len(settled) == 0 {
		return pass, err
	}
	for _, folder := range []string{Done, Refused} {
		if err := os.MkdirAll(filepath.Join(b.Dir, folder), 0o700); err != nil {
			return pass, fmt.Errorf("make the folder %s of the inbox: %w", folder, err)
		}
	}
	var files []file
	for _, name := range settled {
		f, err := b.open(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // another process has moved it
		}
		if err != nil {
			return pass, err
		}
		if folder := b.before(f); folder != "" {
			pass.Passed++
			b.Log.InfoContext(ctx, "inbox_file_seen_before", "folder", folder)
			if err := b.move(f, folder); err != nil {
				return pass, err
			}
			continue
		}
		files = append(files, f)
	}
	return pass, b.take(ctx, files, &pass)
}

// file is a file of the inbox.
type file struct {
	name string
	sum  string // SHA-256 of its bytes
}

// take imports all importable files.
func (b *Inbox) take(ctx context.Context, files []file, pass *Pass) error {
	pages := map[string]string{}
	for {
		var refused []file
		for _, f := range files {
			taken, page, err := b.Import(ctx, []string{b.path(f)})
			switch {
			case err != nil:
				return err
			case !taken:
				pages[f.name] = page
				refused = append(refused, f)
			default:
				pass.Taken++
				if err := b.end(ctx, f, Done, page); err != nil {
					return err
				}
			}
		}
		if len(refused) == 0 || len(refused) < len(files) {
			if files = refused; len(files) == 0 {
				return nil
			}
			continue
		}
		break
	}
	if len(files) > 1 {
		paths := make([]string, len(files))
		for i, f := range files {
			paths[i] = b.path(f)
		}
		taken, page, err := b.Import(ctx, paths)
		if err != nil {
			return err
		}
		if taken {
			for _, f := range files {
				pass.Taken++
				if err := b.end(ctx, f, Done, page); err != nil {
					return err
				}
			}
			return nil
		}
	}
	for _, f := range files {
		pass.Refused++
		if err := b.end(ctx, f, Refused, pages[f.name]); err != nil {
			return err
		}
	}
	return nil
}

func (b *Inbox) path(f file) string { return filepath.Join(b.Dir, f.name) }

// settled lists the files that have not changed for a while, the oldest first.
func (b *Inbox) settled(pass *Pass) ([]string, error) {
	entries, err := os.ReadDir(b.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // the folder does not exist yet
	}
	if err != nil {
		return nil, fmt.Errorf("read the inbox: %w", err)
	}
	now, seen := b.Clock(), map[string]look{}
	var names []string
	modified := map[string]time.Time{}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || isTemporary(e.Name()) {
			continue
		}
		l := look{info.Size(), info.ModTime(), now}
		if before, ok := b.seen[e.Name()]; ok && before.size == l.size && before.modified.Equal(l.modified) {
			l.since = before.since
		}
		if now.Sub(l.since) < Settle || info.Size() == 0 {
			seen[e.Name()] = l
			pass.Waiting++
			continue
		}
		names, modified[e.Name()] = append(names, e.Name()), l.modified
	}
	b.seen = seen
	slices.SortFunc(names, func(x, y string) int {
		if c := modified[x].Compare(modified[y]); c != 0 {
			return c
		}
		return strings.Compare(x, y)
	})
	return names, nil
}

// isTemporary reports whether programs give the name to unfinished files.
func isTemporary(name string) bool {
	lower := strings.ToLower(name)
	if strings.HasPrefix(lower, ".") || strings.HasPrefix(lower, "~$") {
		return true
	}
	return slices.Contains([]string{".part", ".partial", ".crdownload", ".tmp", ".download", ".filepart"}, filepath.Ext(lower))
}

func (b *Inbox) open(name string) (file, error) {
	f, err := os.Open(filepath.Join(b.Dir, name))
	if err != nil {
		return file{}, fmt.Errorf("open a file of the inbox: %w", err)
	}
	defer func() { _ = f.Close() }() // opened for reading: nothing can be lost
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return file{}, fmt.Errorf("read a file of the inbox: %w", err)
	}
	return file{name, hex.EncodeToString(h.Sum(nil))}, nil
}
