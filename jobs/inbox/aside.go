package inbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// sumLine ends a page: it identifies the file's bytes.
const sumLine = "SHA-256 "

// before is the folder that already has a file of the name with the same bytes, or at least its page,
// where a kill came between the page and the move; empty: the file is new.
func (b *Inbox) before(f file) string {
	for _, folder := range []string{Done, Refused} {
		page, err := os.ReadFile(filepath.Join(b.Dir, folder, f.name+".txt"))
		if err == nil && strings.HasSuffix(strings.TrimSpace(string(page)), sumLine+f.sum) {
			return folder
		}
	}
	return ""
}

// end writes the page and moves the file, in this order: a kill in between leaves a file with a page,
// which is only moved the next time.
func (b *Inbox) end(ctx context.Context, f file, folder, page string) error {
	if err := b.makeRoom(f, folder); err != nil {
		return err
	}
	target := filepath.Join(b.Dir, folder, f.name+".txt")
	text := strings.TrimRight(page, "\n") + "\n\n" + sumLine + f.sum + "\n"
	if err := os.WriteFile(target+".tmp", []byte(text), 0o600); err != nil {
		return fmt.Errorf("write the page of a file of the inbox: %w", err)
	}
	if err := os.Rename(target+".tmp", target); err != nil {
		return fmt.Errorf("write the page of a file of the inbox: %w", err)
	}
	b.Log.InfoContext(ctx, "inbox_file", "folder", folder)
	return b.move(f, folder)
}

// move puts the file beside its page.
func (b *Inbox) move(f file, folder string) error {
	err := os.Rename(b.path(f), filepath.Join(b.Dir, folder, f.name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // another process has moved it
	}
	if err != nil {
		return fmt.Errorf("move a file of the inbox: %w", err)
	}
	return nil
}

// makeRoom renames an earlier file of the name with other bytes: imported files are kept.
func (b *Inbox) makeRoom(f file, folder string) error {
	old := filepath.Join(b.Dir, folder, f.name)
	info, err := os.Stat(old)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at an earlier file of the inbox: %w", err)
	}
	ext := filepath.Ext(f.name)
	stem := strings.TrimSuffix(f.name, ext) + "." + info.ModTime().UTC().Format("20060102-150405")
	for n := 0; ; n++ {
		name := stem + ext
		if n > 0 {
			name = fmt.Sprintf("%s-%d%s", stem, n, ext)
		}
		next := filepath.Join(b.Dir, folder, name)
		if _, err := os.Lstat(next); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := os.Rename(old, next); err != nil {
			return fmt.Errorf("keep an earlier file of the inbox: %w", err)
		}
		if err := os.Rename(old+".txt", next+".txt"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("keep the page of an earlier file of the inbox: %w", err)
		}
		return nil
	}
}
