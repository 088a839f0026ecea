package app

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"qunguan/jobs"
	"qunguan/reconcile/intake"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/registry"
	"qunguan/sql/sqltest"
)

// engines opens an empty registry as an office has it: on a disk, every commit
// forced to it.
var engines = []struct {
	name string
	open func(b *testing.B, parameters string) *dbconn.DB
}{
	{"sqlite", func(b *testing.B, _ string) *dbconn.DB { b.Helper(); return sqltest.SQLite(b) }},
	{"mariadb", func(b *testing.B, parameters string) *dbconn.DB {
		b.Helper()
		db, err := dbconn.Open(b.Context(), dbconn.Config{DSN: sqltest.DurableDSN(b) + parameters})
		must(b, err)
		b.Cleanup(func() { must(b, db.Close()) })
		_, err = migrations.Migrate(b.Context(), db)
		must(b, err)
		return db
	}},
}

// numbers reads a list of sizes from the environment.
func numbers(b *testing.B, variable string, otherwise ...int) []int {
	b.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	var list []int
	for item := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(item)
		if err != nil {
			b.Fatalf("%s=%q: %v", variable, text, err)
		}
		list = append(list, n)
	}
	return list
}

// importGroupRows is how many members a group of the import has.
const importGroupRows = 200

// importCounty is the county of the file of members: groups of 200, a third of
// them without accounts, people of whom every tenth moved groups' order.
type importCounty struct{ rows, groups, people int }

func newImportCounty(rows int) importCounty {
	return importCounty{rows: rows, groups: max(rows/importGroupRows, 1), people: max(rows/20, 1000)}
}

// row is the i-th row of a group: account, nickname, role and when they spoke
// last. Accounts do not come in their order, as no platform shows them so.
func (c importCounty) row(g, i int) (account, nickname, role string, spoke time.Time) {
	p := (g*131 + i*7919) % c.people
	if g%3 != 0 {
		account = fmt.Sprintf("wx_%07d", p)
	}
	role = "成员"
	if i == 0 {
		role = "群主"
	}
	if i%2 == 0 {
		spoke = benchTaken.Add(-time.Duration(i) * time.Hour)
	}
	return account, "第" + strconv.Itoa(p%100) + "局" + benchName(p), role, spoke
}

const benchMoment = "2006-01-02 15:04:05"

// directory is the units, people and groups, as the files of one command.
func (c importCounty) directory() []intake.Input {
	var units, people, groups bytes.Buffer
	units.WriteString("单位编码,单位名称,类别,主要负责人工号\n")
	for u := range c.people / 500 {
		fmt.Fprintf(&units, "U%05d,第%d局,县直部门,P%07d\n", u, u, u*500)
	}
	people.WriteString("工号,姓名,单位编码,岗位,在职状态,微信号\n")
	for p := range c.people {
		fmt.Fprintf(&people, "P%07d,%s,U%05d,科员,在职,wx_%07d\n", p, benchName(p), p/500, p)
	}
	groups.WriteString("群编号,平台,群名称,范围,单位编码,群主工号\n")
	for g := range c.groups {
		u := g % (c.people / 500)
		fmt.Fprintf(&groups, "G%06d,微信,第%d工作群,单位内部,U%05d,P%07d\n", g, g, u, u*500)
	}
	var inputs []intake.Input
	for i, text := range [][]byte{units.Bytes(), people.Bytes(), groups.Bytes()} {
		inputs = append(inputs, intake.Input{Name: fmt.Sprintf("directory%d.csv", i), Content: bytes.NewReader(text), Size: int64(len(text))})
	}
	return inputs
}

// members writes the rosters as a file that a clerk hands over, and the same
// rows as LOAD DATA takes them.
func (c importCounty) members(b *testing.B) (clerk, bare string) {
	b.Helper()
	dir := b.TempDir()
	clerk, bare = filepath.Join(dir, "members.csv"), filepath.Join(dir, "members.tsv")
	ours, err := os.Create(clerk)
	must(b, err)
	theirs, err := os.Create(bare)
	must(b, err)
	csv, tsv := bufio.NewWriterSize(ours, 1<<20), bufio.NewWriterSize(theirs, 1<<20)
	fmt.Fprintln(csv, "平台,群编号,账号,群昵称,群内角色,入群时间,最后发言时间,采集时间")
	for g := range c.groups {
		for i := range importGroupRows {
			account, nickname, role, spoke := c.row(g, i)
			at, ms := "", int64(0)
			if !spoke.IsZero() {
				at, ms = spoke.Format(benchMoment), spoke.UnixMilli()
			}
			fmt.Fprintf(csv, "微信,G%06d,%s,%s,%s,2026-05-07,%s,%s\n", g, account, nickname, role, at, benchTaken.Format(benchMoment))
			if account == "" {
				account = "@" + nickname + strconv.Itoa(i)
			}
			fmt.Fprintf(tsv, "G%06d\t%s\t%s\t%s\t%s\t%d\t%d\n", g, account, account, nickname, role, benchTaken.UnixMilli(), ms)
		}
	}
	must(b, csv.Flush())
	must(b, tsv.Flush())
	must(b, ours.Close())
	must(b, theirs.Close())
	return clerk, bare
}

// loadBare is the engine's own cost for the same rows: LOAD DATA, or one prepared insert in one
// transaction, into a table of the same shape.
func loadBare(b *testing.B, db *dbconn.DB, file string) {
	b.Helper()
	ctx := b.Context()
	_, err := db.ExecContext(ctx, bareTable[db.Dialect])
	must(b, err)
	fillBare(b, db, file)
	_, err = db.ExecContext(ctx, "DROP TABLE bare_members")
	must(b, err)
}

func fillBare(b *testing.B, db *dbconn.DB, file string) {
	b.Helper()
	if db.Dialect == dbconn.MySQL {
		_, err := db.ExecContext(b.Context(), "LOAD DATA LOCAL INFILE '"+file+"' INTO TABLE bare_members CHARACTER SET utf8mb4")
		must(b, err)
		return
	}
	must(b, insertBare(b.Context(), db, file))
}

func insertBare(ctx context.Context, db *dbconn.DB, file string) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	return db.Tx(ctx, func(tx *dbconn.Tx) error {
		stmt, err := tx.PrepareContext(ctx, "INSERT INTO bare_members VALUES (?, ?, ?, ?, ?, ?, ?)")
		if err != nil {
			return err
		}
		defer stmt.Close()
		lines := bufio.NewScanner(in)
		for lines.Scan() {
			f := strings.Split(lines.Text(), "\t")
			joined, _ := strconv.ParseInt(f[5], 10, 64) // written by this benchmark
			spoke, _ := strconv.ParseInt(f[6], 10, 64)
			if _, err := stmt.ExecContext(ctx, f[0], f[1], f[2], f[3], f[4], joined, spoke); err != nil {
				return err
			}
		}
		return lines.Err()
	})
}

// BenchmarkImport gives the import of 1,000,000 members (another number:
// QUNGUAN_BENCH_MEMBERS) from a csv file, first and unchanged, as a ratio to
// the engine's own way of loading the rows, and the most memory the process
// held meanwhile. cpu/bare is the ratio of processor time, the server's included.
func BenchmarkImport(b *testing.B) {
	county := newImportCounty(numbers(b, "QUNGUAN_BENCH_MEMBERS", 1_000_000)[0])
	clerk, bareFile := county.members(b)
	for _, engine := range engines {
		b.Run(engine.name, func(b *testing.B) {
			for range b.N {
				db := engine.open(b, "?allowAllFiles=true")
				importFiles(b, db, county.directory()...)
				bare := timed(b, func() { loadBare(b, db, bareFile) })
				resetPeak(b)
				first := timed(b, func() { importMembers(b, db, clerk) })
				b.ReportMetric(peakMemory(b), "MiB_peak")
				again := timed(b, func() { importMembers(b, db, clerk) })
				b.ReportMetric(bare.clock.Seconds(), "bare_s")
				b.ReportMetric(first.clock.Seconds(), "first_s")
				b.ReportMetric(first.processor.Seconds(), "first_cpu_s")
				b.ReportMetric(first.clock.Seconds()/bare.clock.Seconds(), "first/bare")
				b.ReportMetric(first.processor.Seconds()/bare.processor.Seconds(), "cpu/bare")
				b.ReportMetric(again.clock.Seconds(), "unchanged_s")
				b.ReportMetric(again.clock.Seconds()/first.clock.Seconds(), "unchanged/first")
				b.ReportMetric(again.processor.Seconds(), "unchanged_cpu_s")
				b.ReportMetric(0, "ns/op") // the sum of all this says nothing
			}
		})
	}
}

// spent is how long something took, on the clock and of processors.
type spent struct{ clock, processor time.Duration }

func timed(b *testing.B, do func()) spent {
	b.Helper()
	clock, processor := time.Now(), processorTime(b)
	do()
	return spent{time.Since(clock), processorTime(b) - processor}
}

func importMembers(b *testing.B, db *dbconn.DB, file string) {
	b.Helper()
	f, err := os.Open(file)
	must(b, err)
	defer f.Close()
	info, err := f.Stat()
	must(b, err)
	importFiles(b, db, intake.Input{Name: "members.csv", Content: f, Size: info.Size()})
}

// importFiles takes files in as the command does.
func importFiles(b *testing.B, db *dbconn.DB, inputs ...intake.Input) {
	b.Helper()
	store := registry.New(db, nil)
	loaded, err := LoadPolicy("pack:county", benchTaken.Location())
	must(b, err)
	importer := jobs.Importer{
		Records:  store.Known,
		NewStage: func(ctx context.Context) (jobs.Staging, error) { return store.NewStage(ctx) },
		Policy:   loaded.Policy, Location: benchTaken.Location(), Log: slog.New(slog.DiscardHandler),
	}
	done, err := importer.Import(b.Context(), inputs, jobs.ImportOptions{At: benchTaken.Add(time.Hour)})
	must(b, err)
	if !done.Written {
		b.Fatalf("nothing was written: %v", done.Result.Problems)
	}
}

// resetPeak and peakMemory watch what the kernel counts as this process's
// memory (Linux only; elsewhere 0).
func resetPeak(b *testing.B) {
	b.Helper()
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // elsewhere there is none
}

func peakMemory(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib := 0
	_, err = fmt.Sscan(rest, &kib)
	must(b, err)
	return float64(kib) / 1024
}

// processorTime is the processor time so far of this process and the private server that it started.
// Unlike the time on the clock it is a measure on a machine that has other things to do. (Linux only;
// elsewhere the server is left out.)
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	sum := time.Duration(used.Utime.Nano() + used.Stime.Nano())
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	must(b, err)
	for _, name := range stats {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended meanwhile
		}
		_, fields, _ := strings.Cut(string(text), ") ") // proc_pid_stat(5): state, ppid, …, utime, stime
		f := strings.Fields(fields)
		if len(f) < 13 || f[1] != strconv.Itoa(os.Getpid()) {
			continue
		}
		for _, ticks := range f[11:13] {
			n, err := strconv.ParseInt(ticks, 10, 64)
			must(b, err)
			sum += time.Duration(n) * 10 * time.Millisecond
		}
	}
	return sum
}
