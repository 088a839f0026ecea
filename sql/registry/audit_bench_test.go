package registry

import (
	"fmt"
	"testing"
	"time"

	"qunguan/reconcile/ledger"
	sqlaudit "qunguan/sql/audit"
	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

// BenchmarkSeal gives the cost of sealing in a first run that writes 20,000 cases, and the cost of a
// seal after a run that changed next to nothing.
func BenchmarkSeal(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB) *dbconn.DB
	}{{"sqlite", sqltest.SQLite}, {"mariadb", sqltest.MariaDB}} {
		b.Run(engine.name, func(b *testing.B) {
			for range b.N {
				s := New(engine.open(b), nil)
				a, err := sqlaudit.NewAuditor(s.Store, secret, nil, "policy")
				check := func(err error) {
					if err != nil {
						b.Fatal(err)
					}
				}
				check(err)
				took := func(do func()) float64 { begun := time.Now(); do(); return float64(time.Since(begun).Milliseconds()) }
				commit := took(func() {
					for u := range 40 {
						var cases []ledger.Case
						for i := range 500 {
							cases = append(cases, newCase(fmt.Sprint("G", u), fmt.Sprint("a", i)))
						}
						check(s.CommitParts(b.Context(), part(cases...)))
					}
				})
				b.ReportMetric(commit, "ms/commit")
				b.ReportMetric(took(func() { check(a.SealRun(b.Context(), 1)) }), "ms/first-seal")
				check(s.CommitParts(b.Context(), part(newCase("G", "one"))))
				b.ReportMetric(took(func() { check(a.SealRun(b.Context(), 2)) }), "ms/next-seal")
				b.ReportMetric(took(func() { _, err := a.Verify(b.Context(), ""); check(err) }), "ms/verify")
			}
		})
	}
}
