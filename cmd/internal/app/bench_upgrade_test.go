package app

import (
	"fmt"
	"testing"

	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/sqltest"
)

// rowsSchema is the newest schema in which members were rows.
const rowsSchema = 10

// BenchmarkUpgrade gives the upgrade of a registry with 1,000,000 members
// (another number: QUNGUAN_BENCH_MEMBERS) from rows to documents as a ratio to
// a bare ordered scan of the same rows, and the most memory the process held
// meanwhile.
func BenchmarkUpgrade(b *testing.B) {
	rows := numbers(b, "QUNGUAN_BENCH_MEMBERS", 1_000_000)[0]
	for _, engine := range []struct {
		name   string
		config func() dbconn.Config
	}{
		{"sqlite", func() dbconn.Config { return dbconn.Config{Dir: b.TempDir()} }},
		{"mariadb", func() dbconn.Config { return dbconn.Config{DSN: sqltest.DSN(b)} }},
	} {
		b.Run(engine.name, func(b *testing.B) {
			for range b.N {
				db, err := dbconn.Open(b.Context(), engine.config())
				must(b, err)
				must(b, migrations.MigrateTo(b.Context(), db, rowsSchema))
				fillRows(b, db, rows)
				bare := timed(b, func() { scanRows(b, db, "roster_members") })
				resetPeak(b)
				took := timed(b, func() {
					_, err := migrations.Migrate(b.Context(), db)
					must(b, err)
				})
				b.ReportMetric(peakMemory(b), "MiB_peak")
				b.ReportMetric(took.clock.Seconds(), "upgrade_s")
				b.ReportMetric(took.clock.Seconds()/bare.clock.Seconds(), "upgrade/bare-scan")
				b.ReportMetric(documentSize(b, db, rows), "B/row")
				b.ReportMetric(0, "ns/op") // the sum of all this says nothing
				must(b, db.Close())
			}
		})
	}
}

func fillRows(b *testing.B, db *dbconn.DB, rows int) {
	b.Helper()
	county := newImportCounty(rows)
	must(b, db.Tx(b.Context(), func(tx *dbconn.Tx) error {
		for g := range county.groups {
			args := make([]any, 0, 7*importGroupRows)
			for i := range importGroupRows {
				account, nickname, role, spoke := county.row(g, i)
				if account == "" {
					account = fmt.Sprintf("@%s#%d", nickname, i+2)
				}
				ms := int64(0)
				if !spoke.IsZero() {
					ms = spoke.UnixMilli()
				}
				args = append(args, fmt.Sprintf("G%06d", g), workgroup.AccountKey(account), account, nickname, role, benchTaken.UnixMilli(), ms)
			}
			if _, err := tx.ExecContext(b.Context(), "INSERT INTO roster_members VALUES "+dbconn.Values(importGroupRows, 7), args...); err != nil {
				return err
			}
		}
		return nil
	}))
}
