package app

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"qunguan/cmd/internal/binarytest"
	"qunguan/cmd/internal/heap"
	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
	"qunguan/sql/registry"
	"qunguan/sql/sqltest"
)

func TestMain(m *testing.M) {
	heap.Steady() // as the command line
	code := sqltest.Main(m)
	binarytest.Remove()
	os.Exit(code)
}

// benchSizes are how many roster rows BenchmarkMemberCheck judges, and how many
// in each group; ten people for each group. QUNGUAN_BENCH_ROWS and
// QUNGUAN_BENCH_PER_GROUP set other numbers: 20000000 in groups of 2000 are ten
// times the rows of 2000000 in groups of 200, for the same people.
func benchSizes(b *testing.B) (rows, perGroup int) {
	b.Helper()
	return benchNumber(b, "QUNGUAN_BENCH_ROWS", 200_000), benchNumber(b, "QUNGUAN_BENCH_PER_GROUP", 200)
}

func benchNumber(b *testing.B, variable string, otherwise int) int {
	b.Helper()
	s := os.Getenv(variable)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		b.Fatalf("%s=%q: %v", variable, s, err)
	}
	return n
}

var benchTaken = time.Date(2026, 11, 20, 8, 0, 0, 0, time.FixedZone("", 8*60*60))

// benchName gives people names as they are: of three characters, and one name
// in several units. Within a unit nobody shares a name, for those whose card
// fits two colleagues would be cases besides the one in a hundred.
func benchName(i int) string {
	surnames := []rune("王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡")
	given := []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文斌波辉鹏宇浩凯健俊帆雪琳晨阳博雅婷倩颖欣佳怡萌蕾")
	mixed := uint32(i/len(surnames)/len(given)) * 2654435761
	return string([]rune{surnames[i%len(surnames)], given[i/len(surnames)%len(given)], given[(mixed>>20)%uint32(len(given))]})
}

// benchCounty fills the registry: units of 500 people or of as many as a group
// has members, a third of the rosters without accounts, one member in a hundred
// unknown.
func benchCounty(b *testing.B, s *registry.Store, rows, perGroup int) {
	b.Helper()
	ctx := b.Context()
	groups, inUnit := rows/perGroup, max(500, perGroup)
	people := max(10*groups/inUnit, 2) * inUnit
	var units []workgroup.Unit
	var staff []workgroup.Person
	var registered []workgroup.Group
	var accounts []workgroup.OfficialAccount
	for u := range people / inUnit {
		units = append(units, workgroup.Unit{Code: fmt.Sprintf("U%05d", u), Name: fmt.Sprintf("第%d局", u), Kind: "县直部门", Principal: fmt.Sprintf("P%07d", u*inUnit)})
	}
	for p := range people {
		staff = append(staff, workgroup.Person{
			Code: fmt.Sprintf("P%07d", p), Name: benchName(p), Unit: fmt.Sprintf("U%05d", p/inUnit), Post: "科员", Status: "在职",
			Accounts: workgroup.AccountsOf(map[string]string{"微信": fmt.Sprintf("wx_%07d", p)}),
		})
	}
	stage, err := s.NewStage(ctx)
	must(b, err)
	ordinal := int64(0)
	for g := range groups {
		unit := g % len(units)
		code := fmt.Sprintf("G%06d", g)
		registered = append(registered, workgroup.Group{
			Code: code, Platform: "微信", Name: "工作群" + code, Unit: fmt.Sprintf("U%05d", unit), Owner: fmt.Sprintf("P%07d", unit*inUnit),
			Scope: workgroup.Scope{Units: []string{fmt.Sprintf("U%05d", unit)}},
		})
		accounts = append(accounts, workgroup.OfficialAccount{
			Code: fmt.Sprintf("A%06d", g), Platform: "公众号", Name: "政务" + code, Unit: fmt.Sprintf("U%05d", unit), Followers: 100 + g%900, Posts30: g % 30, HoursMonth: -1,
			LastPostOn: workgroup.DateOf(benchTaken.AddDate(0, 0, -g%90)),
		})
		for i := range perGroup {
			p := unit*inUnit + (g*37+i)%inUnit
			m := workgroup.Member{Account: fmt.Sprintf("wx_%07d", p), Nickname: benchName(p), Role: workgroup.RoleMember}
			switch {
			case i%100 == 0:
				m.Account, m.Nickname = fmt.Sprintf("wxid_%06d_%d", g, i), "静水流深"
			case g%3 == 0:
				m.Account = ""
			}
			ordinal++
			must(b, stage.Member(ctx, intake.MemberRow{
				Group: code, TakenAt: benchTaken, HasNicknames: true, Member: m, Place: intake.Place{File: "f", Row: int(ordinal)},
			}))
		}
	}
	must(b, stage.Settle(ctx, func(intake.RosterChange) (intake.Disposition, error) { return intake.RosterNew, nil }))
	_, err = stage.Publish(ctx, intake.Batch{intake.Units: intake.UnitRecords.Pack(units...), intake.Staff: intake.PersonRecords.Pack(staff...), intake.Groups: intake.GroupRecords.Pack(registered...), intake.Accounts: intake.AccountRecords.Pack(accounts...)}, intake.ImportInfo{At: benchTaken, WrittenAt: benchTaken})
	must(b, err)
	must(b, stage.Close())
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// bareTable is a table with a row for every member, as in a registry without documents: the measure
// of engines. The one in sql/migrations is as old as the first registry.
var bareTable = map[dbconn.Dialect]string{
	dbconn.SQLite: "CREATE TABLE bare_members (group_code TEXT NOT NULL, account_key TEXT NOT NULL, account TEXT NOT NULL, nickname TEXT NOT NULL," +
		" chat_role TEXT NOT NULL, joined_ms INTEGER NOT NULL, spoke_ms INTEGER NOT NULL, PRIMARY KEY (group_code, account_key)) WITHOUT ROWID",
	dbconn.MySQL: "CREATE TABLE bare_members (group_code VARBINARY(400) NOT NULL, account_key VARBINARY(1000) NOT NULL, account VARCHAR(250) NOT NULL," +
		" nickname VARCHAR(200) NOT NULL, chat_role VARCHAR(100) NOT NULL, joined_ms BIGINT NOT NULL, spoke_ms BIGINT NOT NULL," +
		" PRIMARY KEY (group_code, account_key)) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
}

// bareRows puts the registry's rosters into a table of rows.
func bareRows(b *testing.B, db *dbconn.DB, store *registry.Store) {
	b.Helper()
	ctx := b.Context()
	_, err := db.ExecContext(ctx, bareTable[db.Dialect])
	must(b, err)
	var groups []string
	must(b, db.SelectContext(ctx, &groups, "SELECT group_code FROM rosters"))
	must(b, db.Tx(ctx, func(tx *dbconn.Tx) error {
		return store.EachRoster(ctx, groups, func(r roster.Reading) error {
			for some := range slices.Chunk(r.Members, 500) {
				args := make([]any, 0, 7*len(some))
				for _, m := range some {
					args = append(args, r.Group, m.Key(), m.Account, m.Nickname, m.Role, int64(0), int64(0))
				}
				if _, err := tx.ExecContext(ctx, "INSERT INTO bare_members VALUES "+dbconn.Values(len(some), 7), args...); err != nil {
					return err
				}
			}
			return r.Damage
		})
	}))
}

// bareScan reads those rows in order through the same driver.
func bareScan(b *testing.B, db *dbconn.DB) spent {
	b.Helper()
	return timed(b, func() { scanRows(b, db, "bare_members") })
}

func scanRows(b *testing.B, db *dbconn.DB, table string) {
	b.Helper()
	rows, err := db.QueryContext(b.Context(), "SELECT group_code, account_key, account, nickname, chat_role, joined_ms, spoke_ms FROM "+table+" ORDER BY group_code, account_key")
	must(b, err)
	defer rows.Close()
	var text [5]sql.RawBytes
	var joined, spoke int64
	for rows.Next() {
		must(b, rows.Scan(&text[0], &text[1], &text[2], &text[3], &text[4], &joined, &spoke))
	}
	must(b, rows.Err())
}

// documentSize is the size of the documents for each row, in bytes.
func documentSize(b *testing.B, db *dbconn.DB, rows int) float64 {
	b.Helper()
	var bytes float64
	must(b, db.GetContext(b.Context(), &bytes, "SELECT SUM(LENGTH(content)) FROM roster_documents"))
	return bytes / float64(rows)
}

// indexSize is the size of the index of people for each row, in bytes.
func indexSize(b *testing.B, db *dbconn.DB, rows int) float64 {
	b.Helper()
	var bytes float64
	must(b, db.GetContext(b.Context(), &bytes, "SELECT SUM(LENGTH(content)) FROM person_index"))
	return bytes / float64(rows)
}

// slowestPerson is how long the slowest of some people's groups took to find.
func slowestPerson(b *testing.B, store *registry.Store) (slowest time.Duration) {
	b.Helper()
	groups := 0
	for i := range 20 {
		begun := time.Now()
		found, err := store.FoundIn(b.Context(), fmt.Sprintf("P%07d", i*97))
		must(b, err)
		slowest = max(slowest, time.Since(begun))
		groups += len(found)
	}
	if groups == 0 {
		b.Fatal("nobody is in any group")
	}
	return slowest
}

// BenchmarkMemberCheck gives a whole member check as a ratio to a bare ordered scan of the same rows,
// for the first run and the second (group-check and account-check as ratios to the second) (on the
// clock, and in processor time, the server's included), the size of the documents, and the most
// memory of the first run: the heap, and on Linux the whole process (the test's own 40 MiB in it).
func BenchmarkMemberCheck(b *testing.B) {
	rows, perGroup := benchSizes(b)
	for _, engine := range []struct {
		name string
		open func(testing.TB) *dbconn.DB
	}{{"sqlite", sqltest.SQLite}, {"mariadb", sqltest.MariaDB}} {
		b.Run(engine.name, func(b *testing.B) {
			for range b.N {
				db := engine.open(b)
				store := registry.New(db, nil)
				benchCounty(b, store, rows, perGroup)
				bareRows(b, db, store)
				bareScan(b, db) // both then find the pages where the system left them
				bare := bareScan(b, db)
				first, heap, resident := timedCheck(b, store, rule.JobMemberCheck)
				second, _, _ := timedCheck(b, store, rule.JobMemberCheck)
				b.ReportMetric(bare.clock.Seconds(), "s/bare-scan")
				b.ReportMetric(first.clock.Seconds()/bare.clock.Seconds(), "first/bare")
				b.ReportMetric(second.clock.Seconds()/bare.clock.Seconds(), "second/bare")
				b.ReportMetric(first.processor.Seconds()/bare.processor.Seconds(), "first-cpu/bare")
				b.ReportMetric(second.processor.Seconds()/bare.processor.Seconds(), "second-cpu/bare")
				for _, other := range []string{rule.JobGroupCheck, rule.JobAccountCheck} {
					timedCheck(b, store, other)
					took, _, _ := timedCheck(b, store, other) // as the second: neither opens anything
					b.ReportMetric(took.processor.Seconds()/second.processor.Seconds(), other+"/member-check")
				}
				b.ReportMetric(documentSize(b, db, rows), "B/row")
				b.ReportMetric(indexSize(b, db, rows), "index_B/row")
				b.ReportMetric(float64(slowestPerson(b, store).Microseconds())/1000, "person_ms")
				b.ReportMetric(float64(heap)/(1<<20), "MiB-heap")
				if resident > 0 {
					b.ReportMetric(float64(resident)/(1<<10), "MiB-resident")
				}
			}
		})
	}
}

// timedCheck runs a judging job once and watches the heap, in bytes, and
// the process's peak, in KiB; 0 where the system does not tell.
func timedCheck(b *testing.B, store *registry.Store, name string) (took spent, heap uint64, resident int) {
	b.Helper()
	loaded, err := LoadPolicy("pack:county", time.UTC)
	must(b, err)
	job := check.Check{
		Job: name, Directory: store, Rosters: store, Cases: store, Policy: loaded.Policy,
		Calendar: calendar.China(), Log: slog.New(slog.DiscardHandler),
	}
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // the peak begins anew
	ctx, cancel := context.WithCancel(b.Context())
	peak := make(chan uint64)
	go func() {
		var most uint64
		var stats runtime.MemStats
		for ctx.Err() == nil {
			runtime.ReadMemStats(&stats)
			most = max(most, stats.HeapAlloc)
			time.Sleep(20 * time.Millisecond)
		}
		peak <- most
	}()
	took = timed(b, func() { _, err = job.Run(b.Context(), jobs.Run{Moment: benchTaken.AddDate(0, 0, 3)}) })
	cancel()
	heap = <-peak
	must(b, err)
	status, _ := os.ReadFile("/proc/self/status") // Linux only
	if _, rest, ok := strings.Cut(string(status), "VmHWM:"); ok {
		_, _ = fmt.Sscan(rest, &resident)
	}
	return took, heap, resident
}
