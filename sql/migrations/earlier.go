package migrations

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"qunguan/sql/dbconn"
)

// earlier is the effect of a migration in a wording that it had before migrations were frozen, and
// the way in which a registry that was migrated by it gets the frozen wording's schema.
type earlier struct {
	version       int64
	table, column string // missing; column empty = the table is
	mend          map[dbconn.Dialect][]string
}

var earlierWordings = []earlier{
	// Decisions about groups came into 0003 later: made by its own statements.
	{version: 3, table: "group_decisions"},
	{version: 8, table: "run_parts", column: "basis", mend: map[dbconn.Dialect][]string{
		dbconn.MySQL:  {"ALTER TABLE run_parts ADD COLUMN basis VARCHAR(100) NOT NULL DEFAULT '' AFTER at_ms"},
		dbconn.SQLite: {"ALTER TABLE run_parts ADD COLUMN basis TEXT NOT NULL DEFAULT ''"},
	}},
	{version: 10, table: "digest_notices", column: "series", mend: map[dbconn.Dialect][]string{
		dbconn.MySQL:  {"ALTER TABLE digest_notices RENAME COLUMN job TO series", "ALTER TABLE digest_notices RENAME INDEX digest_notices_job TO digest_notices_series"},
		dbconn.SQLite: {"ALTER TABLE digest_notices RENAME COLUMN job TO series", "DROP INDEX digest_notices_job", "CREATE INDEX digest_notices_series ON digest_notices (series)"},
	}},
}

// mendEarlier brings a registry of the version to what the frozen wording of
// its migrations makes, before the next ones build on it. A wording that is
// older than those is named by settleWording.
func mendEarlier(ctx context.Context, db *dbconn.DB, fsys fs.FS, have int64) error {
	if have == 0 {
		return nil
	}
	is, err := columns(ctx, db)
	if err != nil {
		return err
	}
	for _, e := range earlierWordings {
		known := is[e.table]
		if have < e.version || e.column != "" && (known == nil || known[e.column]) || e.column == "" && known != nil {
			continue
		}
		statements := e.mend[db.Dialect]
		if e.column == "" {
			if statements, err = statementsAbout(fsys, e.version, e.table); err != nil {
				return err
			}
		}
		for _, statement := range statements {
			if _, err := db.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("mend %s, which an earlier wording of migration %d made: %w", e.table, e.version, err)
			}
		}
	}
	return nil
}

// statementsAbout are the statements of a migration that make a table and its
// indexes.
func statementsAbout(fsys fs.FS, version int64, table string) ([]string, error) {
	names, err := fs.Glob(fsys, fmt.Sprintf("%04d_*.sql", version))
	if err != nil || len(names) != 1 {
		return nil, fmt.Errorf("embedded migration %d: %d files, %w", version, len(names), err)
	}
	text, err := fs.ReadFile(fsys, names[0])
	if err != nil {
		return nil, fmt.Errorf("embedded migration %d: %w", version, err)
	}
	up, _, _ := strings.Cut(string(text), "-- +goose Down")
	about := regexp.MustCompile(`(?s)^CREATE (TABLE (IF NOT EXISTS )?` + table + ` |INDEX \S+ ON ` + table + ` )`)
	var list []string
	for statement := range strings.SplitSeq(up, ";\n") {
		if at := strings.Index(statement, "CREATE "); at >= 0 && about.MatchString(statement[at:]) {
			list = append(list, statement[at:])
		}
	}
	return list, nil
}
