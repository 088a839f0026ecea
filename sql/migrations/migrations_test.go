package migrations_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/sqltest"
)

// asSecondProcess is the variable that makes this test binary migrate the
// registry it names and nothing else.
const asSecondProcess = "QUNGUAN_TEST_MIGRATE"

func TestMain(m *testing.M) {
	if target, ok := os.LookupEnv(asSecondProcess); ok {
		os.Exit(second(target))
	}
	os.Exit(sqltest.Main(m))
}

func second(target string) int {
	c := dbconn.Config{Dir: target}
	if dsn, ok := strings.CutPrefix(target, "dsn:"); ok {
		c = dbconn.Config{DSN: dsn}
	}
	db, err := dbconn.Open(context.Background(), c)
	if err == nil {
		_, err = migrations.Migrate(context.Background(), db)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func open(t *testing.T, c dbconn.Config) *dbconn.DB {
	t.Helper()
	db, err := dbconn.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// empty gives an empty registry of each engine and the name by which a second
// process finds it.
func empty(t *testing.T, test func(t *testing.T, c dbconn.Config, target string)) {
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		test(t, dbconn.Config{Dir: dir}, dir)
	})
	t.Run("mariadb", func(t *testing.T) {
		dsn := sqltest.DSN(t)
		test(t, dbconn.Config{DSN: dsn}, "dsn:"+dsn)
	})
}

func TestProcessesThatStartTogetherMigrateOnce(t *testing.T) {
	empty(t, func(t *testing.T, c dbconn.Config, target string) {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				cmd := exec.Command(os.Args[0])
				cmd.Env = append(os.Environ(), asSecondProcess+"="+target)
				var out bytes.Buffer
				cmd.Stderr = &out
				if err := cmd.Run(); err != nil {
					t.Errorf("a process that migrated beside others: %v\n%s", err, out.String())
				}
			})
		}
		wg.Wait()
		if v, err := migrations.Status(t.Context(), open(t, c)); err != nil || !v.Current() {
			t.Errorf("status %+v, %v", v, err)
		}
	})
}

func TestAProcessKilledWhileGooseMadeItsTableBreaksNothing(t *testing.T) {
	db := open(t, dbconn.Config{DSN: sqltest.DSN(t)})
	if _, err := db.Exec("CREATE TABLE goose_db_version (id serial NOT NULL, version_id bigint NOT NULL, is_applied boolean NOT NULL," +
		" tstamp timestamp NULL default now(), PRIMARY KEY(id))"); err != nil {
		t.Fatal(err)
	}
	if _, err := migrations.Migrate(t.Context(), db); err != nil {
		t.Fatalf("a table of versions without its first row: %v", err)
	}
	if v, err := migrations.Status(t.Context(), db); err != nil || !v.Current() {
		t.Errorf("status %+v, %v", v, err)
	}
}

func TestMigratingTwiceChangesNothing(t *testing.T) {
	empty(t, func(t *testing.T, c dbconn.Config, _ string) {
		db := open(t, c)
		if v, err := migrations.Status(t.Context(), db); err != nil || v.Have != 0 || v.Current() {
			t.Fatalf("an empty registry: %+v, %v", v, err)
		}
		var tables int
		if c.DSN == "" {
			if err := db.Get(&tables, "SELECT COUNT(*) FROM sqlite_master"); err != nil || tables != 0 {
				t.Fatalf("looking at the version wrote %d tables, %v", tables, err)
			}
		}
		want := latest(t, db.Dialect)
		for i, have := range []int64{0, want} {
			before, err := migrations.Migrate(t.Context(), db)
			if err != nil || before != (migrations.Version{Have: have, Want: want}) {
				t.Fatalf("migration %d: before %+v, %v", i+1, before, err)
			}
		}
	})
}

func latest(t *testing.T, d dbconn.Dialect) int64 {
	t.Helper()
	list, err := fs.Glob(migrations.Files, d.String()+"/*.sql")
	if err != nil || len(list) == 0 {
		t.Fatalf("no migrations of %s: %v", d, err)
	}
	number, _, _ := strings.Cut(path.Base(slices.Max(list)), "_") // numbers may be left out
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return max(n, migrations.SpokenDocuments)
}

func TestASchemaNewerThanTheProgramIsRefused(t *testing.T) {
	empty(t, func(t *testing.T, c dbconn.Config, _ string) {
		db := open(t, c)
		mine, err := migrations.FilesFor(db.Dialect)
		if err != nil {
			t.Fatal(err)
		}
		newer := fstest.MapFS{"9999_future.sql": {Data: []byte("-- +goose Up\nCREATE TABLE future (a INT);\n-- +goose Down\nDROP TABLE future;\n")}}
		names, err := fs.Glob(mine, "*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(mine, name)
			if err != nil {
				t.Fatal(err)
			}
			newer[name] = &fstest.MapFile{Data: data}
		}
		if _, err := migrations.MigrateFrom(t.Context(), db, newer); err != nil {
			t.Fatal(err)
		}
		_, err = migrations.Migrate(t.Context(), db)
		var refused *migrations.NewerError
		if !errors.As(err, &refused) || refused.Have != 9999 || refused.Want != latest(t, db.Dialect) {
			t.Errorf("%v, want *NewerError", err)
		}
	})
}

func TestBothEnginesHaveTheSameColumns(t *testing.T) {
	list := func(t *testing.T, c dbconn.Config, query string) []string {
		db := open(t, c)
		if _, err := migrations.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		var columns []string
		if err := db.Select(&columns, query); err != nil {
			t.Fatal(err)
		}
		slices.Sort(columns) // the engines' own orders differ
		return slices.DeleteFunc(columns, func(c string) bool {
			return strings.HasPrefix(c, "goose_") || strings.HasPrefix(c, "sqlite_") || strings.HasPrefix(c, "migration_lock")
		})
	}
	sqlite := list(t, dbconn.Config{Dir: t.TempDir()},
		"SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'")
	mysql := list(t, dbconn.Config{DSN: sqltest.DSN(t)},
		"SELECT CONCAT(table_name, '.', column_name) FROM information_schema.columns WHERE table_schema = DATABASE()")
	if diff := cmp.Diff(mysql, sqlite); diff != "" {
		t.Errorf("(-mysql +sqlite)\n%s", diff)
	}
	sqliteIndexes := list(t, dbconn.Config{Dir: t.TempDir()}, "SELECT name FROM sqlite_master WHERE type = 'index'")
	mysqlIndexes := list(t, dbconn.Config{DSN: sqltest.DSN(t)},
		"SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY' AND table_name NOT LIKE 'goose%'")
	if diff := cmp.Diff(mysqlIndexes, sqliteIndexes); diff != "" {
		t.Errorf("indexes (-mysql +sqlite)\n%s", diff)
	}
}
