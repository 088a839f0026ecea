package migrations_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/sqltest"
)

// unmigrated is a registry without a schema, on each engine.
func unmigrated(t *testing.T, test func(t *testing.T, db *dbconn.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, open(t, dbconn.Config{Dir: t.TempDir()})) })
	t.Run("mariadb", func(t *testing.T) { test(t, open(t, dbconn.Config{DSN: sqltest.DSN(t)})) })
}

func run(t *testing.T, db *dbconn.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func columnsOf(t *testing.T, db *dbconn.DB, table string) []string {
	t.Helper()
	rows, err := db.QueryxContext(t.Context(), "SELECT * FROM "+table+" LIMIT 0") //nolint:unqueryvet // for its columns
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

func TestARegistryOfAnEarlierWordingIsMended(t *testing.T) {
	for _, c := range []struct {
		name    string
		version int64 // at which the registry stands
		undo    []string
		table   string
	}{
		{"decisions about groups came later", 3, []string{"DROP TABLE group_decisions"}, "group_decisions"},
		{"a part did not say what it is judged by", 8, []string{"ALTER TABLE run_parts DROP COLUMN basis"}, "run_parts"},
		{"the same, found when the schema is the newest", 31, []string{"ALTER TABLE run_parts DROP COLUMN basis", "DELETE FROM schema_fingerprints"}, "run_parts"},
		{"a series of digests was a job", 10, []string{"ALTER TABLE digest_notices RENAME COLUMN series TO job"}, "digest_notices"},
	} {
		t.Run(c.name, func(t *testing.T) {
			unmigrated(t, func(t *testing.T, db *dbconn.DB) {
				if err := migrations.MigrateTo(t.Context(), db, c.version); err != nil {
					t.Fatal(err)
				}
				want := columnsOf(t, db, c.table)
				undo := c.undo
				if c.table == "digest_notices" {
					undo = append(slices.Clone(undo), map[dbconn.Dialect]string{
						dbconn.SQLite: "CREATE INDEX digest_notices_job ON digest_notices (job)",
						dbconn.MySQL:  "ALTER TABLE digest_notices RENAME INDEX digest_notices_series TO digest_notices_job",
					}[db.Dialect])
					if db.Dialect == dbconn.SQLite {
						run(t, db, "DROP INDEX digest_notices_series")
					}
				}
				run(t, db, undo...)
				if _, err := migrations.Migrate(t.Context(), db); err != nil {
					t.Fatal(err)
				}
				is := columnsOf(t, db, c.table)
				if slices.ContainsFunc(want, func(column string) bool { return !slices.Contains(is, column) }) {
					t.Errorf("%s has %v, want %v", c.table, is, want)
				}
				if list, err := migrations.Differing(t.Context(), db); err != nil || len(list) > 0 {
					t.Errorf("differing %v, %v", list, err)
				}
			})
		})
	}
}

func TestWhatAnotherWordingLeftOutIsNamed(t *testing.T) {
	unmigrated(t, func(t *testing.T, db *dbconn.DB) {
		if _, err := migrations.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		run(t, db, "UPDATE schema_fingerprints SET fingerprint = 'x' WHERE version = 22")
		if list, err := migrations.Differing(t.Context(), db); err != nil || !slices.Equal(list, []int64{22}) {
			t.Fatalf("differing %v, %v", list, err)
		}
		run(t, db, "ALTER TABLE exemptions DROP COLUMN ended_by", "DROP TABLE link_renewals")
		_, err := migrations.Migrate(t.Context(), db)
		wording, ok := errors.AsType[*migrations.WordingError](err)
		if !ok {
			t.Fatalf("migrated: %v", err)
		}
		if diff := cmp.Diff(&migrations.WordingError{Versions: []int64{22}, Missing: []string{"exemptions.ended_by", "link_renewals"}}, wording); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
	unmigrated(t, func(t *testing.T, db *dbconn.DB) {
		if _, err := migrations.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		run(t, db, "UPDATE schema_fingerprints SET fingerprint = 'x' WHERE version = 22") // another comment, the same tables
		if _, err := migrations.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		if list, err := migrations.Differing(t.Context(), db); err != nil || len(list) > 0 {
			t.Errorf("differing %v, %v", list, err)
		}
	})
}
