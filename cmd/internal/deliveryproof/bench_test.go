package deliveryproof

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/notify/webhook"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/registry"
)

// BenchmarkDelivery sends notices of 1 KB to a sink on this machine, with full
// durability, and says what share of a client without a database it reaches
// that has as many requests in flight; both are measured in turns.
//
// of_bare is the ratio to net/http alone, of_channel to the webhook channel
// alone (it signs, guards and encodes). p99_ms runs from the claim to the
// record. cpu_us is what a notice costs this process, the sink included, and
// server_us what it costs MariaDB: unlike the ratios they say something on a
// machine that has other things to do.
func BenchmarkDelivery(b *testing.B) {
	for _, engine := range []string{"sqlite", "mariadb"} {
		for _, c := range []struct {
			sink     time.Duration
			inFlight int
			notices  int
			cases    bool // each tells one case of the ledger
		}{
			{0, 8, 10000, false},
			{0, 8, 10000, true},
			{0, 32, 10000, false},
			{50 * time.Millisecond, 8, 1000, false},
			{50 * time.Millisecond, 32, 4000, false},
			{50 * time.Millisecond, 256, 20000, false},
		} {
			name := fmt.Sprintf("%s/sink=%s/in_flight=%d", engine, c.sink, c.inFlight)
			if c.cases {
				name += "/telling_cases"
			}
			b.Run(name, func(b *testing.B) {
				s := newSink(b, c.sink)
				var bare, channel, ours float64
				var waits []time.Duration
				var used, usedBare, server time.Duration
				for range b.N {
					store := openStore(b, configOf(b, engine))
					begun := time.Now().Add(-time.Hour)
					fill(b, store, func(int) string { return s.url }, c.notices, c.cases, func(int) time.Time { return begun })
					start := cpu(b)
					bare += s.bare(b, c.inFlight, c.notices/2)
					usedBare += 2 * (cpu(b) - start) / time.Duration(c.notices)
					channel += s.channel(b, c.inFlight, c.notices/2)
					start, served := cpu(b), serverCPU(b)
					rate, w := deliver(b, store, s, c.inFlight, c.notices)
					used += (cpu(b) - start) / time.Duration(c.notices)
					server += (serverCPU(b) - served) / time.Duration(c.notices)
					ours, waits = ours+rate, append(waits, w...)
					channel += s.channel(b, c.inFlight, c.notices/2)
					bare += s.bare(b, c.inFlight, c.notices/2)
				}
				n := float64(b.N)
				b.ReportMetric(ours/n, "notices/s")
				b.ReportMetric(ours/(bare/2), "of_bare")
				b.ReportMetric(ours/(channel/2), "of_channel")
				b.ReportMetric(float64(percentile(waits, 0.99).Microseconds())/1000, "p99_ms")
				b.ReportMetric(float64(used.Microseconds())/n, "cpu_us")
				b.ReportMetric(float64(server.Microseconds())/n, "server_us")
				b.ReportMetric(float64(usedBare.Microseconds())/n, "bare_cpu_us")
				b.ReportMetric(0, "ns/op") // says nothing here
			})
		}
	}
}

// BenchmarkIdleDelivery counts what a dispatcher costs that has nothing to do.
func BenchmarkIdleDelivery(b *testing.B) {
	for _, engine := range []string{"sqlite", "mariadb"} {
		b.Run(engine, func(b *testing.B) {
			const span = 10 * time.Second
			clock := &stopwatch{Store: openStore(b, configOf(b, engine))}
			d := dispatcher(b, clock, 8)
			for range b.N {
				ctx, cancel := context.WithTimeout(b.Context(), span)
				before, asked := cpu(b), clock.asked
				d.Run(ctx)
				cancel()
				b.ReportMetric(float64(clock.asked-asked)/span.Seconds(), "queries/s")
				b.ReportMetric(float64((cpu(b)-before).Microseconds())/1000/span.Seconds(), "cpu_ms/s")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// deliver sends everything that is due and returns notices a second and how
// long each was claimed.
func deliver(b *testing.B, store *registry.Store, s *sink, inFlight, notices int) (rate float64, waits []time.Duration) {
	b.Helper()
	clock := &stopwatch{Store: store, since: map[string]time.Time{}}
	d := dispatcher(b, clock, inFlight)
	arrived := s.arrived()
	began := time.Now()
	sum, err := d.DeliverDue(b.Context())
	took := time.Since(began)
	if err != nil || sum.Sent != notices || s.arrived()-arrived != notices {
		b.Fatalf("sent %d of %d, %d arrived: %v", sum.Sent, notices, s.arrived()-arrived, err)
	}
	return float64(notices) / took.Seconds(), clock.waits
}

func dispatcher(b *testing.B, store *stopwatch, inFlight int) *outbox.Dispatcher {
	b.Helper()
	d, err := outbox.New(outbox.Config{
		Store: store, Routes: store.Store,
		Channels:    map[string]notify.Channel{notify.Webhook: webhook.New(outgoing)},
		Clock:       time.Now,
		Allowed:     func(_ string, _ notify.Recipient, t time.Time) time.Time { return t },
		NextWorkday: func(d workgroup.Date) workgroup.Date { return d.AddDays(1) },
		PerDay:      1, Parallel: inFlight, Owner: "bench", BegunDir: b.TempDir(), Log: slog.New(slog.NewJSONHandler(journal(b), nil)),
	})
	if err != nil {
		b.Fatal(err)
	}
	return d
}

// journal takes what is logged of each notice, as the daemon logs it.
func journal(b *testing.B) *os.File {
	b.Helper()
	f, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = f.Close() })
	return f
}

// stopwatch is the store, with the time from each claim to its record and the
// number of its queries when nothing is due.
type stopwatch struct {
	*registry.Store

	mu    sync.Mutex
	since map[string]time.Time
	waits []time.Duration
	asked int
}

func (s *stopwatch) Due(ctx context.Context, q outbox.Query) (outbox.Page, error) {
	s.asked += 2 // the claims, and the due notices
	return s.Store.Due(ctx, q)
}

func (s *stopwatch) Turn(ctx context.Context, t outbox.Turn) (outbox.Turned, error) {
	done, err := s.Store.Turn(ctx, t)
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range t.Changes {
		s.waits = append(s.waits, now.Sub(s.since[c.Notice.ID]))
	}
	for _, n := range done.Decision.Claimed {
		s.since[n.ID] = now
	}
	return done, err
}

func percentile(list []time.Duration, share float64) time.Duration {
	if len(list) == 0 {
		return 0
	}
	slices.SortFunc(list, cmp.Compare)
	return list[int(float64(len(list)-1)*share)]
}

// serverCPU is the processor time of this process's database server so far; 0 where there is none.
func serverCPU(b *testing.B) time.Duration {
	b.Helper()
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every Linux that Go runs on
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		b.Fatal(err)
	}
	var used time.Duration
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended meanwhile
		}
		name, rest, found := strings.Cut(string(text), ") ")
		f := strings.Fields(rest)
		if !found || !strings.Contains(name, "mariadbd") || len(f) < 13 || f[1] != strconv.Itoa(os.Getpid()) {
			continue
		}
		for _, field := range f[11:13] { // utime and stime, proc(5)
			n, err := strconv.Atoi(field)
			if err != nil {
				b.Fatal(err)
			}
			used += time.Duration(n) * tick
		}
	}
	return used
}

// cpu is the processor time of this process so far.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
