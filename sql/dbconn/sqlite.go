package dbconn

import (
	"net/url"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// sqliteFile is the embedded registry's file in its directory.
func sqliteFile(dir string) string { return filepath.Join(dir, "qunguan.db") }

// sqliteDSN sets what every connection of the embedded registry needs:
// write-ahead log (readers never wait), full durability, transactions that
// take the write lock at their start (a lock that is taken later can fail with
// SQLITE_BUSY and no waiting helps), and a patient wait for other processes.
func sqliteDSN(file string) string {
	return fileDSN(file, "immediate",
		"busy_timeout(20000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-4000)")
}

// lockDSN is for a file that holds nothing but a lock; it waits in short
// spans, so that the end of a context is seen.
func lockDSN(file string) string { return fileDSN(file, "exclusive", "busy_timeout(200)") }

func fileDSN(file, txlock string, pragmas ...string) string {
	q := url.Values{"_txlock": {txlock}, "_pragma": pragmas}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(file)}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}
