package base

import (
	"context"
	"errors"
	"fmt"
	"os"

	"qunguan/sql/dbconn"
)

// ErrNotEmbedded is returned by Backup on a server: its own tools make
// consistent copies (mysqldump --single-transaction).
var ErrNotEmbedded = errors.New("only the embedded registry can be copied to a file")

// Backup writes a consistent copy of the embedded registry to a new file,
// while others read and write. The copy is an embedded registry by itself. An
// existing file is never overwritten (fs.ErrExist).
func (s *Store) Backup(ctx context.Context, path string) error {
	if s.DB.Dialect != dbconn.SQLite {
		return ErrNotEmbedded
	}
	// SQLite fills an empty file, and refuses one with anything in it.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("back up registry: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("back up registry: %w", err)
	}
	if _, err := s.DB.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return errors.Join(fmt.Errorf("back up registry to %s: %w", path, err), os.Remove(path))
	}
	return nil
}
