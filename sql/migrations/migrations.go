// Package migrations brings a registry's schema to the version this binary
// knows. Migrating is safe when several processes start together, and a schema
// newer than the binary is refused. It knows no query of the store.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"qunguan/sql/dbconn"
)

//go:embed mysql/*.sql sqlite/*.sql
var files embed.FS

// Version says how a registry's schema stands to this binary.
type Version struct {
	Have int64 // the registry's; 0 = empty
	Want int64 // the newest this binary knows
}

// Current reports whether the schema is exactly the binary's.
func (v Version) Current() bool { return v.Have == v.Want }

// NewerError is returned for a schema newer than the binary: a newer qunguan
// has been here, and this one would not know what it writes to.
type NewerError struct{ Version }

// Error names both versions.
func (e *NewerError) Error() string {
	return fmt.Sprintf("registry schema is version %d, this program knows only %d: use the newer program", e.Have, e.Want)
}

// Status reads the version without changing anything.
func Status(ctx context.Context, db *dbconn.DB) (Version, error) {
	fsys, err := filesFor(db.Dialect)
	if err != nil {
		return Version{}, err
	}
	p, err := provider(db, fsys)
	if err != nil {
		return Version{}, err
	}
	return version(ctx, db, p)
}

// Migrate brings the schema to the binary's version and returns the versions
// before. One process does it while others wait; a registry that is up to date
// is only read. A newer schema is a *NewerError; one that an earlier wording of
// migrations made is mended, or a *WordingError.
func Migrate(ctx context.Context, db *dbconn.DB) (Version, error) {
	fsys, err := filesFor(db.Dialect)
	if err != nil {
		return Version{}, err
	}
	return migrate(ctx, db, fsys)
}

// MigrateTo gives an empty registry the schema of an older version: that of a
// registry which is to be upgraded. Only tests call it; it stands here because
// they are of several packages, and its migrations are not open to others.
func MigrateTo(ctx context.Context, db *dbconn.DB, version int64) error {
	fsys, err := filesFor(db.Dialect)
	if err != nil {
		return err
	}
	p, err := provider(db, fsys)
	if err != nil {
		return err
	}
	return up(ctx, db, func(ctx context.Context) error { _, err := p.UpTo(ctx, version); return err })
}

func migrate(ctx context.Context, db *dbconn.DB, fsys fs.FS) (Version, error) {
	p, err := provider(db, fsys)
	if err != nil {
		return Version{}, err
	}
	before, err := version(ctx, db, p)
	switch {
	case err != nil:
		return Version{}, err
	case before.Have > before.Want:
		return before, &NewerError{before}
	}
	if err := mendEarlier(ctx, db, fsys, before.Have); err != nil {
		return before, err
	}
	if before.Current() {
		return before, settleWording(ctx, db, fsys, before.Have)
	}
	if err := up(ctx, db, func(ctx context.Context) error { _, err := p.Up(ctx); return err }); err != nil {
		// A newer program may have been faster while this one waited.
		if v, verr := version(ctx, db, p); verr == nil && v.Have > v.Want {
			return before, &NewerError{v}
		}
		return before, fmt.Errorf("migrate registry from version %d to %d: %w", before.Have, before.Want, err)
	}
	return before, settleWording(ctx, db, fsys, before.Have)
}

// upTries is how often migrating is tried: goose makes its table before it
// takes the lock, so that of several processes that start on an empty MySQL
// one can meet the table without its first row.
const upTries = 5

func up(ctx context.Context, db *dbconn.DB, do func(ctx context.Context) error) error {
	for try := 1; ; try++ {
		err := do(ctx)
		if err == nil || try == upTries || db.Dialect != dbconn.MySQL {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(try) * 100 * time.Millisecond):
		}
		if err := mendVersionTable(ctx, db); err != nil {
			return err
		}
	}
}

// mendVersionTable gives goose's table its first row where a process was
// killed between making the one and writing the other.
func mendVersionTable(ctx context.Context, db *dbconn.DB) error {
	there, err := hasTable(ctx, db.DB.DB, db.Dialect, goose.DefaultTablename)
	if err != nil || !there {
		return err
	}
	_, err = db.ExecContext(ctx, "INSERT INTO "+goose.DefaultTablename+" (version_id, is_applied)"+
		" SELECT 0, 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM "+goose.DefaultTablename+")")
	if err != nil {
		return fmt.Errorf("mend the table of versions: %w", err)
	}
	return nil
}

func filesFor(d dbconn.Dialect) (fs.FS, error) {
	fsys, err := fs.Sub(files, d.String())
	if err != nil {
		return nil, fmt.Errorf("embedded migrations: %w", err)
	}
	return fsys, nil
}

func provider(db *dbconn.DB, fsys fs.FS) (*goose.Provider, error) {
	dialect, locker := goose.DialectSQLite3, lock.Locker(&fileLock{dir: db.Dir})
	if db.Dialect == dbconn.MySQL {
		var err error
		dialect = goose.DialectMySQL
		locker, err = lock.NewMySQLTableLocker(
			lock.WithTableName("migration_lock"),
			lock.WithTableLeaseDuration(20*time.Second),
			lock.WithTableHeartbeatInterval(4*time.Second),
			lock.WithTableLockTimeout(200*time.Millisecond, 600),
		)
		if err != nil {
			return nil, fmt.Errorf("migration lock: %w", err)
		}
	}
	p, err := goose.NewProvider(dialect, db.DB.DB, fsys,
		goose.WithLocker(locker), goose.WithGoMigrations(toDocuments(db.Dialect), toSpokenDocuments(db.Dialect)), goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

// version looks for goose's table first: goose itself makes it when it reads,
// and a status must not write.
func version(ctx context.Context, db *dbconn.DB, p *goose.Provider) (Version, error) {
	v := Version{}
	for _, s := range p.ListSources() {
		v.Want = max(v.Want, s.Version)
	}
	if there, err := hasTable(ctx, db.DB.DB, db.Dialect, goose.DefaultTablename); err != nil || !there {
		return v, err
	}
	if err := db.GetContext(ctx, &v.Have, "SELECT COALESCE(MAX(version_id), 0) FROM "+goose.DefaultTablename); err != nil {
		return v, fmt.Errorf("read schema version: %w", err)
	}
	return v, nil
}

func hasTable(ctx context.Context, db *sql.DB, dialect dbconn.Dialect, name string) (bool, error) {
	query := "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?"
	if dialect == dbconn.SQLite {
		query = "SELECT COUNT(*) FROM sqlite_master WHERE name = ?"
	}
	var there int
	if err := db.QueryRowContext(ctx, query, name).Scan(&there); err != nil {
		return false, fmt.Errorf("look for table %s: %w", name, err)
	}
	return there > 0, nil
}
