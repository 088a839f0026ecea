package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// newFile makes a file that must not exist yet (fs.ErrExist): fill writes it
// under another name beside it, and it gets its own when it is whole. A full
// disk, or a process that is killed, never leaves half of it under that name.
func newFile(name string, fill func(part string) error) error {
	if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fs.ErrExist, err)
	}
	part := filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+"."+rand.Text()[:8]+".part")
	defer func() { _ = os.Remove(part) }() // linked or given up
	if err := fill(part); err != nil {
		return err
	}
	err := os.Link(part, name) // fails if another process made the file meanwhile
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// File systems of sticks and shares know no links.
	if err := os.Rename(part, name); err != nil {
		return fmt.Errorf("name the finished file: %w", err)
	}
	return nil
}

// filled writes a whole file and forces it to the disk.
func filled(data []byte) func(part string) error {
	return func(part string) error {
		f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = f.Write(data)
		if err == nil {
			err = f.Sync()
		}
		return errors.Join(err, f.Close())
	}
}
