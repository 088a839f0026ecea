package ledger

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"qunguan/reconcile/ledger"
	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

func TestMain(m *testing.M) { os.Exit(sqltest.Main(m)) }

// What a notice tells is found by the notice, however much is due in the county: SQLite, which keeps no
// statistics, takes an index by state where the statement names one.
func TestNotificationsAreFoundByTheirNotice(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, db *dbconn.DB) {
		var due []ledger.Notification
		for i := range 3000 {
			due = append(due, ledger.Notification{
				Group: fmt.Sprint("G", i), Rung: ledger.Rung{Kind: ledger.PriorNotice}, State: ledger.NotificationDue, Notice: fmt.Sprint("n", i),
			})
		}
		if err := db.Tx(t.Context(), func(tx *dbconn.Tx) error { return NotificationTable.Insert(t.Context(), tx, due) }); err != nil {
			t.Fatal(err)
		}
		which, args := boundTo(db.Dialect, []string{"n1", "n2", "n3"})
		for statement, args := range map[string][]any{
			"SELECT case_id FROM tellings" + which:                 args,
			"UPDATE notices SET version = version + 1" + allCalled: {"n1"},
		} {
			plan := planOf(t, db, statement, args)
			if !strings.Contains(plan, "tellings_notice") || strings.Contains(plan, "tellings_state") {
				t.Errorf("%s:\n%s", statement, plan)
			}
		}
	})
}

// planOf is the indexes that the engine says it would use.
func planOf(t *testing.T, db *dbconn.DB, statement string, args []any) string {
	t.Helper()
	explain, column := "EXPLAIN ", "key"
	if db.Dialect == dbconn.SQLite {
		explain, column = "EXPLAIN QUERY PLAN ", "detail"
	}
	rows, err := db.QueryxContext(t.Context(), explain+statement, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rows.Close(); err != nil {
			t.Error(err)
		}
	}()
	var plan []string
	for rows.Next() {
		row := map[string]any{}
		if err := rows.MapScan(row); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, fmt.Sprintf("%s", row[column]))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, ", ")
}
