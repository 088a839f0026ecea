package faults

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qunguan/jobs"
	"qunguan/sql/audit"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/registry"
)

// open opens a registry beside the program.
func open(t testing.TB, c dbconn.Config) *dbconn.DB {
	t.Helper()
	db, err := dbconn.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// sound demands that nothing in the registry contradicts itself and that the
// audit trail verifies. It returns how many cases it walked through.
func sound(t testing.TB, c dbconn.Config) int {
	t.Helper()
	db := open(t, c)
	defer db.Close()
	store := registry.New(db, nil)
	found, err := jobs.CheckConsistency(context.Background(), store.WalkBooks)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(found.Flaws); n > 0 {
		t.Errorf("the registry contradicts itself %d times: %+v", n, found.Flaws[:min(n, 5)])
	}
	auditor, err := audit.NewAuditor(store.Store, []byte(secretKey), nil, "")
	if err != nil {
		t.Fatal(err)
	}
	verdict, err := auditor.Verify(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(verdict.Problems); n > 0 {
		t.Errorf("the audit trail does not verify: %+v", verdict.Problems[:min(n, 5)])
	}
	return found.Cases
}

// facts are the tables that two runs are compared by. Left out are numbers that are given in the
// order of events, real moments, ciphertexts.
var facts = []string{
	"units", "people", "work_groups", "group_changes", "bindings", "official_accounts", "apps", "filings", "routes", "rosters", "roster_documents", "spoken_documents",
	"roster_looks", "account_changes", "activities", "unfiled_groups", "cases", "case_steps", "rule_baselines", "held_parts", "exemptions", "notices",
	"tellings", "group_decisions",
}

var volatile = regexp.MustCompile(`^(id|seq|run_id|version|notice_id|case_id|written_ms|sent_ms|told_ms|tried_ms|claimed_\w+|next_ms|wake_ms|` +
	`document|refs|hops|body|address|secret)$`)

var noticeID = regexp.MustCompile(`msg_\w+`)

// dump is the registry, one line for each fact, sorted. Cases and notices go by their subjects.
func dump(t testing.TB, c dbconn.Config) []string {
	t.Helper()
	db := open(t, c)
	defer db.Close()
	names := map[int64]string{}
	for _, row := range rowsOf(t, db, "SELECT id, rule, subject_key FROM cases") {
		names[row["id"].(int64)] = fmt.Sprintf("%s %.8s", row["rule"], row["subject_key"])
	}
	about := map[string][]string{}
	for _, row := range rowsOf(t, db, "SELECT notice_id, case_id FROM notice_cases") {
		id := row["notice_id"].(string)
		about[id] = append(about[id], names[row["case_id"].(int64)])
	}
	var lines []string
	for _, table := range facts {
		where := ""
		if table == "notices" {
			where = " WHERE state <> 'withdrawn'"
		}
		for _, row := range rowsOf(t, db, "SELECT "+table+".* FROM "+table+where) {
			var b strings.Builder
			b.WriteString(table)
			if id, ok := row["case_id"].(int64); ok {
				b.WriteString(" about=" + names[id])
			}
			if id, ok := row["id"].(string); ok && table == "notices" {
				slices.Sort(about[id])
				fmt.Fprintf(&b, " about=%v", about[id])
			}
			for _, column := range slices.Sorted(maps.Keys(row)) {
				if ms, ok := row[column].(int64); ok && column == "at_ms" {
					row[column] = ms / 60000 // a delivery's clock goes on from the moment it was given
				}
				if !volatile.MatchString(column) {
					fmt.Fprintf(&b, " %s=%v", column, row[column])
				}
			}
			lines = append(lines, noticeID.ReplaceAllString(b.String(), "msg"))
		}
	}
	slices.Sort(lines)
	return lines
}

func rowsOf(t testing.TB, db *dbconn.DB, query string, args ...any) []map[string]any {
	t.Helper()
	rows, err := db.Queryx(query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []map[string]any
	for rows.Next() {
		row := map[string]any{}
		if err := rows.MapScan(row); err != nil {
			t.Fatal(err)
		}
		for k, v := range row {
			if text, ok := v.([]byte); ok {
				row[k] = string(text)
			}
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// rowsIn asks a registry beside the program.
func rowsIn(t testing.TB, c dbconn.Config, query string) []map[string]any {
	t.Helper()
	db := open(t, c)
	defer db.Close()
	return rowsOf(t, db, query)
}

// same demands that two registries say the same.
func same(t testing.TB, what string, want, got []string) {
	t.Helper()
	var diff []string
	for _, l := range want {
		if _, ok := slices.BinarySearch(got, l); !ok {
			diff = append(diff, "- "+l)
		}
	}
	for _, l := range got {
		if _, ok := slices.BinarySearch(want, l); !ok {
			diff = append(diff, "+ "+l)
		}
	}
	if len(diff) > 0 || len(want) != len(got) {
		t.Errorf("%s: %d facts, undisturbed %d; %d differ (-undisturbed +disturbed):\n%s", what, len(got), len(want), len(diff), strings.Join(diff[:min(len(diff), 8)], "\n"))
	}
}

// copies keeps a registry on MariaDB as it was before each step.
type copies struct {
	db     *dbconn.DB
	fresh  func() string // makes an empty database beside it, and names its DSN
	from   string        // the database's name
	saved  []string      // names of the databases with the copies
	tables []string
}

func databaseOf(dsn string) string { return dsn[strings.LastIndexByte(dsn, '/')+1:] }

// save keeps the registry as it is now.
func (c *copies) save(t testing.TB) {
	t.Helper()
	dsn := c.fresh()
	db := open(t, dbconn.Config{DSN: dsn})
	if _, err := migrations.Migrate(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	_ = db.Close()
	c.saved = append(c.saved, databaseOf(dsn))
	c.fill(t, databaseOf(dsn), c.from)
}

// restore makes the registry what it was at the nth save.
func (c *copies) restore(t testing.TB, nth int) {
	t.Helper()
	c.fill(t, c.from, c.saved[nth])
}

func (c *copies) fill(t testing.TB, to, from string) {
	t.Helper()
	ctx := context.Background()
	conn, err := c.db.Connx(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if c.tables == nil {
		if err := conn.SelectContext(ctx, &c.tables, "SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND table_name NOT IN ('goose_db_version', 'migration_lock')", to); err != nil {
			t.Fatal(err)
		}
	}
	stmts := []string{"SET foreign_key_checks = 0"}
	for _, table := range c.tables {
		//nolint:unqueryvet // a copy of a table is all of its columns
		stmts = append(stmts, "DELETE FROM "+to+"."+table, "INSERT INTO "+to+"."+table+" SELECT * FROM "+from+"."+table)
	}
	for _, stmt := range append(stmts, "SET foreign_key_checks = 1") {
		if _, err := conn.ExecContext(ctx, stmt); err != nil {
			t.Fatalf("%s: %v", stmt, err)
		}
	}
}
