package migrations

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"qunguan/sql/dbconn"
)

// WordingError reports that the registry was migrated by a wording of migrations that this program
// does not have, with the columns that it lacks because of it.
type WordingError struct {
	Versions []int64  // versions with another wording; empty = it was not kept yet
	Missing  []string // tables, and columns as table.column
}

// Error names what is missing.
func (e *WordingError) Error() string {
	return fmt.Sprintf("registry was migrated by an earlier wording of migrations %v; it lacks %s", e.Versions, strings.Join(e.Missing, ", "))
}

// fingerprints are those of this program's migrations, by version.
func fingerprints(fsys fs.FS) (map[int64]string, error) {
	names, err := fs.Glob(fsys, "*.sql")
	if err != nil {
		return nil, fmt.Errorf("embedded migrations: %w", err)
	}
	all := map[int64]string{}
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("embedded migrations: %w", err)
		}
		number, _, _ := strings.Cut(name, "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("embedded migration %s: %w", name, err)
		}
		sum := sha256.Sum256(text)
		all[version] = hex.EncodeToString(sum[:])
	}
	return all, nil
}

// Differing lists the versions whose wording the registry keeps and that is not
// this program's.
func Differing(ctx context.Context, db *dbconn.DB) ([]int64, error) {
	fsys, err := filesFor(db.Dialect)
	if err != nil {
		return nil, err
	}
	own, err := fingerprints(fsys)
	if err != nil {
		return nil, err
	}
	kept, err := keptFingerprints(ctx, db)
	var list []int64
	for version, sum := range own {
		if was, known := kept[version]; known && was != sum {
			list = append(list, version)
		}
	}
	slices.Sort(list)
	return list, err
}

func keptFingerprints(ctx context.Context, db *dbconn.DB) (map[int64]string, error) {
	kept := map[int64]string{}
	there, err := hasTable(ctx, db.DB.DB, db.Dialect, "schema_fingerprints")
	if err != nil || !there {
		return kept, err
	}
	var rows []struct {
		Version     int64  `db:"version"`
		Fingerprint string `db:"fingerprint"`
	}
	if err := db.SelectContext(ctx, &rows, "SELECT version, fingerprint FROM schema_fingerprints"); err != nil {
		return nil, fmt.Errorf("read fingerprints of migrations: %w", err)
	}
	for _, r := range rows {
		kept[r.Version] = r.Fingerprint
	}
	return kept, nil
}

// fingerprintsKept is the version from which on a registry keeps the wording.
const fingerprintsKept = 31

// settleWording compares the wording of the migrations that other programs applied with this
// program's. Differences are looked for in the tables themselves; where nothing is missing this
// program's wording is kept from now on. have is the version before this program migrated.
func settleWording(ctx context.Context, db *dbconn.DB, fsys fs.FS, have int64) error {
	own, err := fingerprints(fsys)
	if err != nil {
		return err
	}
	kept, err := keptFingerprints(ctx, db)
	if err != nil {
		return err
	}
	if _, recorded := own[fingerprintsKept]; !recorded || maps.Equal(own, kept) {
		return nil
	}
	var strange, unkept []int64
	for version, sum := range own {
		switch was, known := kept[version]; {
		case known && was != sum:
			strange = append(strange, version)
		case !known && version <= have:
			unkept = append(unkept, version)
		}
	}
	if len(strange)+len(unkept) > 0 {
		missing, err := lacking(ctx, db, fsys)
		if err != nil {
			return err
		}
		if len(missing) > 0 {
			slices.Sort(strange)
			return &WordingError{strange, missing}
		}
	}
	return db.Tx(ctx, func(tx *dbconn.Tx) error {
		for _, version := range slices.Sorted(maps.Keys(own)) {
			if kept[version] == own[version] {
				continue
			}
			_, err := tx.ExecContext(ctx, "INSERT INTO schema_fingerprints (version, fingerprint) VALUES (?, ?)"+
				tx.Dialect.Upsert([]string{"version"}, "fingerprint"), version, own[version])
			if err != nil {
				return fmt.Errorf("keep the wording of migration %d: %w", version, err)
			}
		}
		return nil
	})
}

// lacking names the tables and columns that this program's migrations make and that the registry does
// not have. Tables and columns are called alike on every engine, so an empty embedded registry shows
// all that there should be.
func lacking(ctx context.Context, db *dbconn.DB, fsys fs.FS) ([]string, error) {
	dir, err := os.MkdirTemp("", "qunguan-schema-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for an empty registry: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // it is empty
	model, err := dbconn.Open(ctx, dbconn.Config{Dir: dir})
	if err != nil {
		return nil, err
	}
	defer func() { _ = model.Close() }() // it goes with its folder
	lite, err := filesFor(dbconn.SQLite)
	if err != nil {
		return nil, err
	}
	if db.Dialect == dbconn.SQLite {
		lite = fsys
	}
	p, err := provider(model, lite)
	if err != nil {
		return nil, err
	}
	if _, err := p.Up(ctx); err != nil {
		return nil, fmt.Errorf("make an empty registry: %w", err)
	}
	should, err := columns(ctx, model)
	if err != nil {
		return nil, err
	}
	is, err := columns(ctx, db)
	if err != nil {
		return nil, err
	}
	var missing []string
	for _, table := range slices.Sorted(maps.Keys(should)) {
		if is[table] == nil {
			missing = append(missing, table)
			continue
		}
		for _, column := range slices.Sorted(maps.Keys(should[table])) {
			if !is[table][column] {
				missing = append(missing, table+"."+column)
			}
		}
	}
	return missing, nil
}

// columns are those of the registry's tables, without the tables of goose.
func columns(ctx context.Context, db *dbconn.DB) (map[string]map[string]bool, error) {
	query := "SELECT table_name AS tab, column_name AS col FROM information_schema.columns WHERE table_schema = DATABASE()"
	if db.Dialect == dbconn.SQLite {
		query = "SELECT m.name AS tab, c.name AS col FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
	}
	var rows []struct {
		Table  string `db:"tab"`
		Column string `db:"col"`
	}
	if err := db.SelectContext(ctx, &rows, query); err != nil {
		return nil, fmt.Errorf("read the columns of the registry: %w", err)
	}
	all := map[string]map[string]bool{}
	for _, r := range rows {
		if r.Table == goose.DefaultTablename || r.Table == "migration_lock" {
			continue
		}
		if all[r.Table] == nil {
			all[r.Table] = map[string]bool{}
		}
		all[r.Table][r.Column] = true
	}
	return all, nil
}
