package dbconn

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/jmoiron/sqlx"
)

// Embedded as a DSN means the same as an empty one: SQLite in Config.Dir.
const Embedded = "embedded"

// Config is the location of the registry.
type Config struct {
	DSN string // go-sql-driver DSN with a database name; empty or "embedded" = SQLite
	Dir string // directory of the embedded registry; made if it is missing
}

// IsEmbedded reports whether the configuration means the embedded engine.
func (c Config) IsEmbedded() bool { return c.DSN == "" || c.DSN == Embedded }

// DB is an open registry. Queries that are not part of a transaction go
// straight to the embedded *sqlx.DB.
type DB struct {
	*sqlx.DB
	Dialect Dialect
	Dir     string // of the embedded registry; empty on MySQL

	// Guard, where it is set, is called last in every transaction; its error rolls back. Set it before
	// the first one.
	Guard func(ctx context.Context, tx *Tx) error

	// NewJournal, where it is set, makes the journal of each transaction. Set it
	// before the first one.
	NewJournal func() Journal
	IDStep     int64 // Tx.IDStep; 0 = 1

	// writer queues this process's writers on SQLite. SQLite itself waits by polling without order, and
	// under load an unlucky writer times out.
	writer chan struct{}
}

// Open connects and checks that the server answers. It sets every parameter on which the program
// relies, whatever the DSN contains. Error texts never hold the DSN.
func Open(ctx context.Context, c Config) (*DB, error) {
	if c.IsEmbedded() {
		return openSQLite(ctx, c.Dir)
	}
	return openMySQL(ctx, c.DSN)
}

func openSQLite(ctx context.Context, dir string) (*DB, error) {
	if dir == "" {
		return nil, errors.New("open embedded registry: no directory given")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, &DirError{Dir: dir, Err: err}
	}
	if err := closeToOthers(sqliteFile(dir)); err != nil {
		return nil, &DirError{Dir: dir, Err: err}
	}
	db, err := sqlx.Open("sqlite", sqliteDSN(sqliteFile(dir)))
	if err != nil {
		return nil, fmt.Errorf("open embedded registry in %s: %w", dir, err)
	}
	// Switching a new file to WAL does not wait for another process that does the
	// same at that moment.
	err = db.PingContext(ctx)
	for try := 1; err != nil && IsContention(err) && try < 20 && ctx.Err() == nil; try++ {
		time.Sleep(time.Duration(try) * 10 * time.Millisecond)
		err = db.PingContext(ctx)
	}
	if err != nil {
		_ = db.Close() // the ping's error says more
		return nil, fmt.Errorf("open embedded registry in %s: %w", dir, err)
	}
	db.SetMaxOpenConns(8) // each has a page cache of its own
	db.SetMaxIdleConns(4)
	return &DB{DB: db, Dialect: SQLite, Dir: dir, writer: make(chan struct{}, 1)}, nil
}

// closeToOthers creates the file readable by its owner alone, or restricts a file that an earlier
// version left open: SQLite follows the umask, and gives its log the same mode as the file.
func closeToOthers(file string) error {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return fmt.Errorf("make the file: %w", err)
		}
		return f.Close()
	}
	if err != nil {
		return fmt.Errorf("look at the file: %w", err)
	}
	if info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		_ = os.Chmod(file, 0o600) // another owner's file stays as its owner made it
	}
	return nil
}

// DirError is a folder in which the embedded registry cannot be opened.
type DirError struct {
	Dir string
	Err error
}

func (e *DirError) Error() string { return "open embedded registry in " + e.Dir + ": " + e.Err.Error() }
func (e *DirError) Unwrap() error { return e.Err }

// Exists reports whether there is a registry to open. For a server it is always true: connecting shows
// it.
func (c Config) Exists() bool {
	if !c.IsEmbedded() {
		return true
	}
	info, err := os.Stat(sqliteFile(c.Dir))
	return err == nil && info.Size() > 0
}

func openMySQL(ctx context.Context, dsn string) (*DB, error) {
	connector, err := newConnector(dsn)
	if err != nil {
		return nil, err
	}
	db := sqlx.NewDb(openConnector(connector), "mysql")
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close() // the ping's error says more
		return nil, fmt.Errorf("open registry: %w", err)
	}
	step := int64(1) // a cluster's servers take turns
	if err := db.GetContext(ctx, &step, "SELECT @@auto_increment_increment"); err != nil {
		_ = db.Close() // the query's error says more
		return nil, fmt.Errorf("open registry: %w", err)
	}
	return &DB{DB: db, Dialect: MySQL, IDStep: step}, nil
}
