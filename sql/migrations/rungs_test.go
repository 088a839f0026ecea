package migrations_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/ledger"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
)

// Notifications before schema 11 stand in one text: none may be told again, and none be lost, because
// it is read as something else.
func TestTextsOfRungsBecomeColumns(t *testing.T) {
	texts := []string{
		"due responsible", "due+1wd second_admin", "due+6wd office:office", "due-30d parent_principal", "exempt_end 5 2026-12-31 approver",
		"exempt_end 5 2026-12-31 responsible", "first", "milestone-2026-12-09 responsible", "prior", "reminder 3", "stage_end 2026-11-30 15",
	}
	empty(t, func(t *testing.T, c dbconn.Config, _ string) {
		db := open(t, c)
		if err := migrations.MigrateTo(t.Context(), db, 10); err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			_, err := db.Exec("INSERT INTO tellings (case_id, life, group_code, rung, day_on, to_type, to_code, by_phone, state, reason, notice_id, told_on)"+
				" VALUES (1, 0, 'G1', ?, '2026-11-23', 'person', 'P1', 0, 'told', '', 'm1', '2026-11-23')", text)
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := migrations.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		rows, err := db.Query("SELECT rung_kind, rung_step, rung_target, rung_office FROM tellings")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		names := map[string]bool{}
		for rows.Next() {
			var r ledger.Rung
			if err := rows.Scan(&r.Kind, &r.Step, &r.Target, &r.Office); err != nil {
				t.Fatal(err)
			}
			names[r.Name()] = true
			if r.Kind == ledger.FirstNotification && r != ledger.First || r.Kind == ledger.PriorNotice && r != ledger.Prior {
				t.Errorf("%+v", r)
			}
		}
		want := map[string]bool{}
		for _, text := range texts {
			want[text] = true
		}
		if diff := cmp.Diff(want, names); diff != "" || rows.Err() != nil {
			t.Errorf("%v (-want +got)\n%s", rows.Err(), diff)
		}
	})
}
