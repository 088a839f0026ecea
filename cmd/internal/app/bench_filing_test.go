package app

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"qunguan/cmd/internal/settings"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/filing"
	"qunguan/sql/registry"
)

// BenchmarkFiling compares what the public form says with a county of 10,000 groups of 200 members
// (other numbers: QUNGUAN_BENCH_GROUPS): the first answer reads the county's rosters, later ones ask
// whether anything changed. answer_ is one of the later ones, MiB the heap that stays.
func BenchmarkFiling(b *testing.B) {
	for _, groups := range numbers(b, "QUNGUAN_BENCH_GROUPS", 10_000) {
		for _, engine := range engines {
			b.Run(fmt.Sprintf("%s/groups=%d", engine.name, groups), func(b *testing.B) {
				db := engine.open(b, "")
				store := registry.New(db, nil)
				benchCounty(b, store, groups*200, 200)
				loaded, err := LoadPolicy("pack:county", benchTaken.Location())
				must(b, err)
				a := &App{Store: store, DB: db, Policy: loaded, Calendar: calendar.China(), Settings: &settings.Settings{Location: benchTaken.Location()}}
				desk := a.filingDesk(func() time.Time { return benchTaken })
				form := filing.Form{
					Kind: filing.Group, Name: "工作群G000007", Unit: "U00007", By: "P0003507", ByName: benchName(3507), Platform: "微信", Purpose: "防汛抗旱",
					Owner: "P0003508", AllStaff: true, Until: "2027-06-30",
				}
				ask := func() {
					got, err := desk.Answer(b.Context(), form, nil)
					must(b, err)
					if len(got.Faults) > 0 || len(got.Shown.Similar) == 0 {
						b.Fatalf("%+v", got)
					}
				}
				before := heapNow()
				first := timed(b, ask)
				later := timed(b, func() {
					for b.Loop() {
						ask()
					}
				})
				b.ReportMetric(float64(first.processor.Milliseconds()), "first_cpu_ms")
				b.ReportMetric(float64(later.processor.Milliseconds())/float64(b.N), "answer_cpu_ms")
				b.ReportMetric(float64(later.clock.Milliseconds())/float64(b.N), "answer_ms")
				b.ReportMetric(float64(heapNow()-before)/(1<<20), "MiB")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

func heapNow() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
