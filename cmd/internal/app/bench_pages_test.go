package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"qunguan/cmd/internal/web"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
	sqlledger "qunguan/sql/ledger"
	"qunguan/sql/registry"
)

// pagesSlowest is what nineteen of twenty pages may take at most, whatever the
// ledger's size.
const pagesSlowest = 300 * time.Millisecond

// BenchmarkPages lets sixty readers open ten pages each of a ledger of 200,000
// cases (other numbers: QUNGUAN_BENCH_CASES), and reports the time within
// which nineteen of twenty came, and the heap beyond what stood before.
func BenchmarkPages(b *testing.B) {
	for _, n := range numbers(b, "QUNGUAN_BENCH_CASES", 200_000) {
		for _, engine := range engines {
			b.Run(fmt.Sprintf("%s/%d", engine.name, n), func(b *testing.B) {
				db := engine.open(b, "")
				fillCases(b, db, n)
				store := registry.New(db, nil)
				h := web.New(web.Config{
					Pages: true, Demo: true, Ledger: store, Listings: store, Directory: store, Now: func() time.Time { return benchTaken },
					Ready: func(context.Context) []string { return nil }, Log: slog.New(slog.DiscardHandler),
				})
				ask(b, h, "/") // names and figures are read once
				for range b.N {
					openPages(b, h)
				}
			})
		}
	}
}

func fillCases(b *testing.B, db *dbconn.DB, n int) {
	b.Helper()
	states := []ledger.State{ledger.Found, ledger.Found, ledger.Found, ledger.HandedOver, ledger.Handling, ledger.Closed, ledger.Closed}
	rules := []string{"member.card", "member.left", "member.unknown", "group.zombie", "roster.stale"}
	severities := []string{"high", "normal", "low"}
	var chunk []ledger.Case
	for i := range n {
		c := ledger.Case{
			ID: int64(i + 1), Rule: rules[i%len(rules)], Unit: fmt.Sprintf("U%03d", i%300), Title: fmt.Sprintf("群“第%d工作群”里的“张三%d”认不出是谁", i%4000, i),
			State: states[i%len(states)], Severity: severities[i%len(severities)], DueOn: workgroup.DateOf(benchTaken.AddDate(0, 0, i%60-20)),
			OpenedOn: "2026-11-01", LastSeenOn: "2026-11-20", Evidence: []byte(`{"nickname":"张三","accepted":["张三","水利局张三"],"how":"unknown"}`),
			Subject: ledger.Subject{Type: ledger.SubjectAccount, Group: fmt.Sprintf("G%05d", i%4000), Account: fmt.Sprintf("wx_%07d", i)},
		}
		if c.State == ledger.Closed {
			c.ClosedOn, c.ClosedReason = workgroup.DateOf(benchTaken.AddDate(0, 0, -i%300)), ledger.Fixed
		}
		if chunk = append(chunk, c); len(chunk) == 2000 || i == n-1 {
			if err := sqlledger.CaseTable.Insert(b.Context(), db, chunk); err != nil {
				b.Fatal(err)
			}
			chunk = chunk[:0]
		}
	}
}

func ask(b *testing.B, h http.Handler, target string) time.Duration {
	b.Helper()
	began := time.Now()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(b.Context(), http.MethodGet, "http://127.0.0.1"+target, nil))
	if w.Code != http.StatusOK {
		b.Errorf("%s: %d", target, w.Code)
	}
	return time.Since(began)
}

func openPages(b *testing.B, h http.Handler) {
	b.Helper()
	targets := []string{
		"/", "/?page=2", "/?page=20", "/?unit=U007", "/?rule=member.card&severity=high", "/?due=overdue", "/?due=week&page=3", "/?state=closed", "/?state=all&page=5", "/cases/77",
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	took := make([][]time.Duration, 60)
	var most uint64
	var wg sync.WaitGroup
	for reader := range took {
		wg.Go(func() {
			for i := range targets {
				took[reader] = append(took[reader], ask(b, h, targets[(i+reader)%len(targets)]))
			}
		})
	}
	wg.Wait()
	runtime.ReadMemStats(&after)
	most = max(most, after.HeapSys-before.HeapSys)
	all := slices.Sorted(slices.Values(slices.Concat(took...)))
	p95 := all[len(all)*95/100]
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50_ms")
	b.ReportMetric(float64(p95.Microseconds())/1000, "p95_ms")
	b.ReportMetric(float64(most)/(1<<20), "MiB_more")
	b.ReportMetric(0, "ns/op")
	if p95 > pagesSlowest {
		b.Errorf("nineteen of twenty pages came within %v, want %v", p95, pagesSlowest)
	}
}
