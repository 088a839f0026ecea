package base

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"qunguan/sql/dbconn"
)

// ErrNotEmbedded is returned by Backup on a server: its own tools make
// consistent copies (mysqldump --single-transaction).
var ErrNotEmbedded = errors.New("only the embedded registry can be copied to a file")

// Backup writes a consistent copy of the embedded registry to a new file, while others read and write.
// The copy is itself an embedded registry. An existing file is never overwritten (fs.ErrExist).
func (s *Store) Backup(ctx context.Context, path string) error {
	if s.DB.Dialect != dbconn.SQLite {
		return ErrNotEmbedded
	}
	// SQLite fills an empty file, and refuses one with content.
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

// Copy is the contents of a copy of the embedded registry, counted.
type Copy struct {
	Version                      int64 // of its schema
	People, Cases, Notices, Runs int
}

// ErrBadCopy says that a file is not a whole copy, and must not be restored from.
var ErrBadCopy = errors.New("no whole copy of a registry")

// ReadCopy reads every page and every index of a copy, without changing it, and counts its contents.
func ReadCopy(ctx context.Context, path string) (Copy, error) {
	var c Copy
	db, err := dbconn.OpenCopy(ctx, path)
	if err != nil {
		return c, fmt.Errorf("%w: %w", ErrBadCopy, err)
	}
	defer func() { _ = db.Close() }() // nothing was written
	var found []string
	if err := db.SelectContext(ctx, &found, "PRAGMA integrity_check"); err != nil {
		return c, fmt.Errorf("%w: %w", ErrBadCopy, err)
	}
	if len(found) != 1 || found[0] != "ok" {
		return c, fmt.Errorf("%w: %s", ErrBadCopy, strings.Join(found, "; "))
	}
	for query, into := range map[string]any{
		"SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version": &c.Version,
		"SELECT COUNT(*) FROM people":                               &c.People, "SELECT COUNT(*) FROM cases": &c.Cases,
		"SELECT COUNT(*) FROM notices": &c.Notices, "SELECT COUNT(*) FROM runs": &c.Runs,
	} {
		if err := db.GetContext(ctx, into, query); err != nil {
			return c, fmt.Errorf("%w: %w", ErrBadCopy, err)
		}
	}
	return c, nil
}

// VerifyCopy is nil for a copy that can be restored from.
func (s *Store) VerifyCopy(ctx context.Context, path string) error {
	_, err := ReadCopy(ctx, path)
	return err
}
