package cli_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"qunguan/reconcile/audit"
	sqlaudit "qunguan/sql/audit"
	"qunguan/sql/dbconn"
)

// sealWithout makes the registry's seals those of a program of the version: one
// that knew no journal, and no logins before 23.
func sealWithout(t *testing.T, w *world, db *dbconn.DB, version int64) {
	t.Helper()
	mustExec(t, db, "DELETE FROM audit_marks WHERE source IN ('audit_journal', 'audit_erasures')")
	columns := 14
	if version < 23 {
		mustExec(t, db, "DELETE FROM audit_marks WHERE source LIKE '%_logins'")
		columns = 9 // those before handovers
	}
	var marks []struct {
		Seal   int64  `db:"seal_id"`
		Source string `db:"source"`
		Marks  []byte `db:"marks"`
	}
	if err := db.SelectContext(t.Context(), &marks, "SELECT seal_id, source, marks FROM audit_marks"); err != nil {
		t.Fatal(err)
	}
	secret, err := base64.StdEncoding.DecodeString(w.Env["SECRET_KEY"])
	if err != nil {
		t.Fatal(err)
	}
	key, err := audit.NewKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	table := sqlaudit.SealTable
	table.Columns = table.Columns[:columns]
	fields := table.Fields
	table.Fields = func(s *audit.Seal) []any { return fields(s)[:columns] }
	seals, err := table.All(t.Context(), db, " ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	for i := range seals {
		s, previous := &seals[i], (*audit.Seal)(nil)
		if i > 0 {
			previous = &seals[i-1]
		}
		for _, m := range marks {
			if m.Seal == s.ID {
				s.Parts = append(s.Parts, audit.PartOf(m.Source, m.Marks))
			}
		}
		frontiers, err := audit.FrontiersOf(s)
		if err != nil {
			t.Fatal(err)
		}
		maps.DeleteFunc(frontiers, func(source string, _ audit.Frontier) bool {
			return strings.HasPrefix(source, "audit_journal") || source == "audit_erasures"
		})
		text, err := json.Marshal(frontiers)
		if err != nil {
			t.Fatal(err)
		}
		s.Frontiers = string(text)
		s.Close(previous, key)
		mustExec(t, db, "UPDATE audit_seals SET frontiers = ?, previous = ?, chain = ?, mac = ? WHERE id = ?", s.Frontiers, s.Previous, s.Chain, s.MAC, s.ID)
	}
}
