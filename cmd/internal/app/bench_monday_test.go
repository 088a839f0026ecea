package app

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/sqltest"
)

// mondayStages are the commands of a Monday morning, in their order, after the import of a directory and
// the last week's rosters into an empty registry.
var mondayStages = []string{"directory", "import", "member-check", "zombie-scan", "group-check", "compose", "deliver"}

// BenchmarkMonday is a Monday morning with the real program, command by
// command: all rosters come anew, everything is judged, told and sent. Before it the county is imported
// whole, directory and rosters. Sizes
// are groups of 200 members: 1,000 and 10,000 (200,000 and 2,000,000 rows), or
// QUNGUAN_BENCH_MONDAY; 100000 are 20,000,000 rows of 1,000,000 people.
//
// Each stage stands beside its floor: the import beside reading the same file
// (/read), the judging jobs beside a bare ordered scan of the same rows in a
// table (/scan), delivery as a share of a bare HTTP client (of_bare). _cpu_s is
// processor time, the server's included; _MiB is the most that the program's
// process held. From the second size on of_linear is how the
// processor's time of a group grew.
func BenchmarkMonday(b *testing.B) {
	sizes := numbers(b, "QUNGUAN_BENCH_MONDAY", 1000, 10_000)
	for _, engine := range []string{"sqlite", "mariadb"} {
		var before map[string]spent
		for at, groups := range sizes {
			b.Run(fmt.Sprintf("%s/groups=%d", engine, groups), func(b *testing.B) {
				m := newMonday(b, engine, groups)
				took := m.run(b)
				m.report(b, took)
				if before != nil {
					for _, stage := range mondayStages {
						b.ReportMetric(took[stage].processor.Seconds()/before[stage].processor.Seconds()*float64(sizes[at-1])/float64(groups), stage+"_of_linear")
					}
				}
				before = took
				b.ReportMetric(0, "ns/op") // the sum of all this says nothing
			})
		}
	}
}

type monday struct {
	county  mondayCounty
	program *binarytest.Machine
	bare    *dbconn.DB // a database of its own, with a table of rows
	url     string
	arrived atomic.Int64
	peaks   map[string]int64 // bytes, by stage
	sent    int
	scan    spent // of the bare table
	read    spent // of the file
	client  float64
}

func newMonday(b *testing.B, engine string, groups int) *monday {
	b.Helper()
	m := &monday{county: mondayCounty{groups}, peaks: map[string]int64{}}
	sink := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // messages are counted, not read
		m.arrived.Add(1)
		w.WriteHeader(http.StatusOK)
	}))
	b.Cleanup(sink.Close)
	m.url = sink.URL
	dsn, config := dbconn.Embedded, dbconn.Config{Dir: b.TempDir()}
	if engine == "mariadb" {
		dsn, config = sqltest.DurableDSN(b), dbconn.Config{DSN: sqltest.DurableDSN(b) + "?allowAllFiles=true"}
	}
	m.program = &binarytest.Machine{TB: b, Bin: binarytest.BuildAsShipped(b), Dir: b.TempDir(), Env: map[string]string{
		"DATABASE_DSN": dsn, "DATA_DIR": b.TempDir(), "MODE": "act", "ALLOW_PRIVATE_ADDRESSES": "true", "TIMEZONE": "Asia/Shanghai",
		"SECRET_KEY": base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)),
	}}
	var err error
	m.bare, err = dbconn.Open(b.Context(), config)
	must(b, err)
	b.Cleanup(func() { must(b, m.bare.Close()) })
	_, err = migrations.Migrate(b.Context(), m.bare)
	must(b, err)
	return m
}

// run plays the morning and gives the time of each stage.
func (m *monday) run(b *testing.B) map[string]spent {
	b.Helper()
	dir := b.TempDir()
	monday := benchTaken.AddDate(0, 0, 3) // benchTaken is a Friday
	before, _ := m.county.members(b, dir, 0, benchTaken.AddDate(0, 0, -7))
	took := map[string]spent{}
	took["directory"] = m.command(b, append([]string{"import", "--at", benchTaken.AddDate(0, 0, -7).Add(time.Hour).Format(time.RFC3339), before}, m.county.directory(b, dir, m.url)...)...)
	must(b, os.Remove(before))
	m.peaks = map[string]int64{"directory": m.peaks["import"]}
	clerk, rows := m.county.members(b, dir, 1, monday.Add(-time.Hour))
	m.floors(b, clerk, rows)
	at := monday.Add(time.Hour).Format(time.RFC3339)
	took["import"] = m.command(b, "import", "--at", at, clerk)
	for _, job := range mondayStages[2:] {
		took[job] = m.command(b, "run", job, "--at", at)
	}
	m.sent = int(m.arrived.Load())
	if m.sent == 0 {
		b.Fatal("nothing was sent")
	}
	m.client = bareClient(b, m.url, m.sent)
	return took
}

// floors measures what the engine and the file cost by themselves.
func (m *monday) floors(b *testing.B, clerk, rows string) {
	b.Helper()
	m.read = timed(b, func() { readThrough(b, clerk) })
	_, err := m.bare.ExecContext(b.Context(), bareTable[m.bare.Dialect])
	must(b, err)
	fillBare(b, m.bare, rows)
	bareScan(b, m.bare) // the pages are then where the system left them
	m.scan = bareScan(b, m.bare)
	_, err = m.bare.ExecContext(b.Context(), "DROP TABLE bare_members")
	must(b, err)
}

// command runs the program; its processor time is counted with the server's.
func (m *monday) command(b *testing.B, args ...string) spent {
	b.Helper()
	var done binarytest.Done
	own := childTime(b)
	took := timed(b, func() { done = m.program.Run(args...) })
	took.processor += childTime(b) - own
	name := args[0]
	if name == "run" {
		name = args[1]
	}
	m.peaks[name] = max(m.peaks[name], done.PeakBytes)
	if done.Code != 0 {
		b.Fatalf("%s: exit code %d: %s", args[:2], done.Code, binarytest.Tail(done.Said()))
	}
	return took
}

// childTime is the processor time of this process's ended children.
func childTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_CHILDREN, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func (m *monday) report(b *testing.B, took map[string]spent) {
	b.Helper()
	floor := map[string]struct {
		name string
		of   spent
	}{"import": {"/read", m.read}, "member-check": {"/scan", m.scan}, "zombie-scan": {"/scan", m.scan}, "group-check": {"/scan", m.scan}}
	for _, stage := range mondayStages {
		b.ReportMetric(took[stage].clock.Seconds(), stage+"_s")
		b.ReportMetric(took[stage].processor.Seconds(), stage+"_cpu_s")
		b.ReportMetric(float64(m.peaks[stage])/(1<<20), stage+"_MiB")
		if f, ok := floor[stage]; ok {
			b.ReportMetric(took[stage].clock.Seconds()/f.of.clock.Seconds(), stage+f.name)
		}
	}
	b.ReportMetric(m.read.clock.Seconds(), "read_s")
	b.ReportMetric(m.scan.clock.Seconds(), "scan_s")
	b.ReportMetric(float64(m.sent), "notices")
	b.ReportMetric(float64(m.sent)/took["deliver"].clock.Seconds()/m.client, "deliver_of_bare")
}

// bareClient is how many requests a second net/http alone makes, as many at
// once as delivery.
func bareClient(b *testing.B, url string, n int) float64 {
	b.Helper()
	const atOnce = 8
	transport := &http.Transport{MaxIdleConnsPerHost: atOnce}
	defer transport.CloseIdleConnections()
	client, body := &http.Client{Transport: transport}, strings.Repeat("x", 1024)
	var next atomic.Int64
	var wg sync.WaitGroup
	begun := time.Now()
	for range atOnce {
		wg.Go(func() {
			for next.Add(1) <= int64(n) {
				resp, err := client.Post(url, "application/json", strings.NewReader(body))
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body) // so that the connection is used again
				_ = resp.Body.Close()
			}
		})
	}
	wg.Wait()
	return float64(n) / time.Since(begun).Seconds()
}
