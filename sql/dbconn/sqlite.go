package dbconn

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/jmoiron/sqlx"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// sqliteFile is the embedded registry's file in its directory.
func sqliteFile(dir string) string { return filepath.Join(dir, "qunguan.db") }

// sqliteDSN sets the options of every connection to the embedded registry: write-ahead log (readers
// never wait), full durability, transactions that take the write lock at their start (a lock that is
// taken later can fail with SQLITE_BUSY and no waiting helps), and a patient wait for other processes.
func sqliteDSN(file string) string {
	return fileDSN(file, "immediate",
		"busy_timeout(20000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-2000)")
}

// lockDSN is for a file that is only a lock; it waits in short spans, so that the end of a context is
// noticed.
func lockDSN(file string) string { return fileDSN(file, "exclusive", "busy_timeout(200)") }

func fileDSN(file, txlock string, pragmas ...string) string {
	q := url.Values{"_txlock": {txlock}, "_pragma": pragmas}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(file)}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// OpenCopy opens a copy of an embedded registry for reading, and leaves no file beside it.
func OpenCopy(ctx context.Context, path string) (*DB, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open the copy: %w", err)
	}
	db, err := sqlx.Open("sqlite", fileDSN(path, "deferred", "query_only(1)")+"&mode=ro&immutable=1")
	if err != nil {
		return nil, fmt.Errorf("open the copy %s: %w", path, err)
	}
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close() // the ping's error says more
		return nil, fmt.Errorf("open the copy %s: %w", path, err)
	}
	return &DB{DB: db, Dialect: SQLite, writer: make(chan struct{}, 1)}, nil
}
