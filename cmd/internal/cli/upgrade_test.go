package cli_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/cmd/internal/binarytest"
	"qunguan/reconcile/roster"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
)

// rows are a table's rows as text, by column: an upgrade must not change them.
type rows []map[string]string

func openRegistry(t testing.TB, w *world) *dbconn.DB {
	t.Helper()
	w.changed = true // the registry may be changed by hand
	c := dbconn.Config{Dir: w.Env["DATA_DIR"]}
	if w.Env["DATABASE_DSN"] != "embedded" {
		c.DSN = w.Env["DATABASE_DSN"]
	}
	db, err := dbconn.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// tablesOf lists the registry's own tables.
func tablesOf(t testing.TB, db *dbconn.DB) []string {
	t.Helper()
	query := "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
	if db.Dialect == dbconn.SQLite {
		query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	}
	var names []string
	if err := db.SelectContext(t.Context(), &names, query); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(names, func(n string) bool { return strings.HasPrefix(n, "goose_") || n == "migration_lock" })
}

// source is the present place of a table's columns of old: the long texts of notices have moved,
// claims are rows of their own, and a notification's contents were one text.
func source(t testing.TB, db *dbconn.DB, table string, tables []string) string {
	t.Helper()
	if table == "notices" && slices.Contains(tables, "notice_texts") {
		all := "notices JOIN notice_texts ON notice_texts.notice_seq = notices.seq"
		if slices.Contains(tables, "notice_claims") { // nothing is being sent here
			return "(SELECT *, '' AS claimed_by, 0 AS claimed_until_ms FROM " + all + ") n" //nolint:unqueryvet // the column that the migration moved is added to all others
		}
		return all
	}
	if _, err := db.ExecContext(t.Context(), "SELECT rung_kind FROM tellings"); table == "tellings" && err == nil {
		return `(SELECT tellings.*, CASE WHEN rung_kind IN ('first', 'prior') THEN rung_kind WHEN rung_kind = 'stage_end' THEN CONCAT('stage_end ', rung_step)
			ELSE CONCAT(rung_step, ' ', rung_target, CASE WHEN rung_office <> '' THEN CONCAT(':', rung_office) ELSE '' END) END AS rung FROM tellings) t`
	}
	return table
}

// contentOf reads the tables, sorted.
func contentOf(t testing.TB, db *dbconn.DB, tables []string) map[string]rows {
	t.Helper()
	all, known := map[string]rows{}, tablesOf(t, db)
	for _, table := range tables {
		list := rows{}
		if table == memberTable && !slices.Contains(known, table) {
			for _, values := range memberRows(t, db) {
				row := map[string]string{}
				for i, column := range memberColumns {
					row[column] = fmt.Sprint(values[i])
				}
				list = append(list, row)
			}
			all[table] = inTextOrder(list)
			continue
		}
		if !slices.Contains(known, table) {
			continue
		}
		found, err := db.QueryxContext(t.Context(), "SELECT * FROM "+source(t, db, table, known)) //nolint:unqueryvet // whatever stands there
		if err != nil {
			t.Fatal(err)
		}
		for found.Next() {
			row := map[string]any{}
			if err := found.MapScan(row); err != nil {
				t.Fatal(err)
			}
			text := map[string]string{}
			for column, v := range row {
				if b, ok := v.([]byte); ok {
					v = string(b)
				}
				text[column] = fmt.Sprint(v)
			}
			list = append(list, text)
		}
		_ = found.Close()
		all[table] = inTextOrder(list)
	}
	return all
}

func inTextOrder(list rows) rows {
	slices.SortFunc(list, func(a, b map[string]string) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return list
}

// memberTable is where the rows of rosters stood before they became documents.
const memberTable = "roster_members"

var memberColumns = []string{"group_code", "account_key", "account", "nickname", "chat_role", "joined_ms", "spoke_ms"}

// memberRows are the rows in the registry's documents, as they would stand in
// memberTable.
func memberRows(t testing.TB, db *dbconn.DB) [][]any {
	t.Helper()
	var documents []struct {
		Group   string `db:"group_code"`
		Content []byte `db:"content"`
	}
	if err := db.SelectContext(t.Context(), &documents, "SELECT group_code, content FROM roster_documents"); err != nil {
		t.Fatal(err)
	}
	ms := func(at time.Time) int64 {
		if at.IsZero() {
			return 0
		}
		return at.UnixMilli()
	}
	var list [][]any
	var decoder roster.Decoder
	for _, d := range documents {
		members, err := decoder.Decode(d.Content)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range members {
			list = append(list, []any{d.Group, m.Key(), m.Account, m.Nickname, m.Role, ms(m.JoinedAt), ms(m.SpokeAt)})
		}
	}
	return list
}

// only keeps the columns that the table had before.
func only(now, before map[string]rows) map[string]rows {
	kept := map[string]rows{}
	for table, old := range before {
		if len(old) == 0 {
			kept[table] = old // its present rows came with the upgrade
			continue
		}
		list := rows{}
		for _, row := range now[table] {
			part := maps.Clone(row)
			maps.DeleteFunc(part, func(column, _ string) bool { return !has(old[0], column) })
			list = append(list, part)
		}
		kept[table] = inTextOrder(list)
	}
	return kept
}

func has(row map[string]string, column string) bool { _, ok := row[column]; return ok }

// asOf makes a registry with the schema of a version and the data of another
// registry, as far as that schema has room for it.
func asOf(t *testing.T, w *world, version int64, from *dbconn.DB) {
	t.Helper()
	db := openRegistry(t, w)
	defer db.Close()
	if err := migrations.MigrateTo(t.Context(), db, version); err != nil {
		t.Fatal(err)
	}
	conn, err := db.Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	free := "SET FOREIGN_KEY_CHECKS = 0"
	if db.Dialect == dbconn.SQLite {
		free = "PRAGMA foreign_keys = OFF"
	}
	mustExec(t, conn, free)
	known := tablesOf(t, from)
	for _, table := range tablesOf(t, db) {
		if table == memberTable {
			for _, row := range memberRows(t, from) {
				mustExec(t, conn, "INSERT INTO "+table+" ("+strings.Join(memberColumns, ", ")+") VALUES "+dbconn.Values(1, len(memberColumns)), row...)
			}
			continue
		}
		if !slices.Contains(known, table) {
			continue // it is gone since; nothing ever wrote to it
		}
		mustExec(t, conn, "DELETE FROM "+table)                                        // a migration may have put something there
		found, err := db.QueryxContext(t.Context(), "SELECT * FROM "+table+" LIMIT 0") //nolint:unqueryvet // for its columns
		if err != nil {
			t.Fatal(err)
		}
		columns, err := found.Columns()
		_ = found.Close()
		if err != nil {
			t.Fatal(err)
		}
		all, err := from.QueryxContext(t.Context(), "SELECT "+strings.Join(columns, ", ")+" FROM "+source(t, from, table, known))
		if err != nil {
			t.Fatal(err)
		}
		for all.Next() {
			values, err := all.SliceScan()
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range values {
				if b, ok := v.([]byte); v == nil || ok && b == nil { // no column is NULL: this is how an empty one is read
					values[i] = []byte{}
				}
			}
			mustExec(t, conn, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES "+dbconn.Values(1, len(columns)), values...)
		}
		_ = all.Close()
	}
	if version >= 5 && version < 29 {
		sealWithout(t, w, db, version)
	}
	if version < 5 { // before it nothing was sealed, and nothing counted seals
		mustExec(t, conn, "DELETE FROM counters WHERE name IN ('audit_seals', 'audit_overrides', 'policy_versions')")
	}
}

// querier runs statements on one connection.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func mustExec(t testing.TB, q querier, statement string, args ...any) {
	t.Helper()
	if _, err := q.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func TestARegistryOfEveryOlderSchemaIsUpgradedWithItsData(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(monday, r.routes())
		w.judge(monday)
		w.runJobs(monday, "compose", "deliver")
		w.OK("case", "step", "1", "handling", "--by", "P10", "--note", "已约谈")
		w.OK("exempt", "add", "--at", monday, "--rule", "group.zombie", "--group", "G2", "--by", "P20", "--until", "2027-01-31", "--reason", "汛期备用")
		w.runJobs(tuesday, "escalate", "compose", "digest")
		newest := openRegistry(t, w)
		defer newest.Close()
		cases, notices := w.cases(), w.notices()
		now, err := migrations.Status(t.Context(), newest)
		if err != nil || !now.Current() {
			t.Fatalf("schema %+v, %v", now, err)
		}
		for version := int64(1); version < now.Want; version++ {
			t.Run(fmt.Sprint("from ", version), func(t *testing.T) {
				old := newWorld(t, engineLike(t, w))
				dsn, dir := old.Env["DATABASE_DSN"], old.Env["DATA_DIR"]
				maps.Copy(old.Env, w.Env)
				old.Env["DATABASE_DSN"], old.Env["DATA_DIR"] = dsn, dir
				asOf(t, old, version, newest)
				db := openRegistry(t, old)
				before := contentOf(t, db, append(tablesOf(t, db), memberTable))
				_ = db.Close()
				if n := len(before["cases"]) * len(before["notices"]) * len(before[memberTable]) * len(before["case_steps"]); n == 0 {
					t.Fatal("the old registry is empty")
				}
				old.OK("migrate")
				db = openRegistry(t, old)
				after := contentOf(t, db, slices.Collect(maps.Keys(before)))
				_ = db.Close()
				if diff := gocmp.Diff(before, only(after, before)); diff != "" {
					t.Errorf("the upgrade changed what was there (-before +after):\n%s", binarytest.Tail(diff))
				}
				if diff := gocmp.Diff(cases, old.cases()); diff != "" {
					t.Errorf("cases (-before +after):\n%s", binarytest.Tail(diff))
				}
				if diff := gocmp.Diff(len(notices), len(old.notices())); diff != "" {
					t.Errorf("notices: %s", diff)
				}
				for _, run := range old.judge(tuesday) {
					if run.Opened+run.Closed+run.Reopened != 0 || run.Status != "ok" {
						t.Errorf("judging again after the upgrade: %+v", run)
					}
				}
				old.OK("audit", "verify")
				old.OK("audit", "check")
			})
		}
	})
}
