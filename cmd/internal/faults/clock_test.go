package faults

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/binarytest"
	"qunguan/cmd/internal/settings"
	"qunguan/reconcile/workgroup"
)

// clocked is the real scheduler on a real registry, in a bubble whose clock is
// the test's; the program's clock differs from it by what it was set to.
type clocked struct {
	*testing.T

	set  atomic.Int64 // nanoseconds
	zone *time.Location
}

func (c *clocked) now() time.Time { return time.Now().Add(time.Duration(c.set.Load())).In(c.zone) }

// goTo sets the program's clock.
func (c *clocked) goTo(at time.Time) { c.set.Store(int64(time.Until(at))) }

// live runs the scheduler with an hourly and a daily job while the day
// happens, and returns the nominal times of each job's ticks that ended well,
// and how many runs ticks started.
func live(t *testing.T, w *week, zone *time.Location, begin time.Time, day func(*clocked)) (ticks map[string][]time.Time, runs map[string]int) {
	t.Helper()
	w.Env["POLICY"] = w.Write("stündlich.yaml", "extends: [pack:county]\n"+
		"schedule: {stage-expiry: \"0 * * * *\", group-check: \"30 2 * * *\"}\n")
	synctest.Test(t, func(t *testing.T) {
		c := &clocked{T: t, zone: zone}
		c.goTo(begin)
		ctx, cancel := context.WithCancel(context.Background())
		a, err := app.Open(ctx, &settings.Settings{
			DataDir: w.Env["DATA_DIR"], Policy: w.Env["POLICY"], Location: zone, Mode: settings.Report, SecretKey: workgroup.Secret(secretKey),
		}, app.Options{Migrate: true, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})), Version: "test"})
		if err != nil {
			t.Fatal(err)
		}
		d, err := a.Daemon()
		if err != nil {
			t.Fatal(err)
		}
		d.Clock = c.now
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := d.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		day(c)
		cancel()
		wg.Wait()
		a.Close()
		time.Sleep(time.Second) // the closing of connections has ended
	})
	ticks, runs = map[string][]time.Time{}, map[string]int{}
	for _, row := range rowsIn(t, w.at("embedded"), "SELECT job, nominal_ms, outcome FROM ticks WHERE outcome <> 'scheduled' ORDER BY nominal_ms") {
		if row["outcome"] == "ok" {
			job, _ := row["job"].(string)
			ticks[job] = append(ticks[job], time.UnixMilli(row["nominal_ms"].(int64)).In(zone))
		}
	}
	for _, row := range rowsIn(t, w.at("embedded"), "SELECT job, COUNT(*) AS n FROM runs WHERE by_tick = 1 GROUP BY job") {
		runs[fmt.Sprint(row["job"])] = int(row["n"].(int64))
	}
	return ticks, runs
}

// The clock is an hour ahead and set right; later it is a month ahead for two
// hours and set right. No tick of the time that was really lived is lost, and
// none runs twice.
func TestAClockThatJumpsLosesNoTickAndDoublesNone(t *testing.T) {
	w := newWeek(t, "embedded")
	w.play(1)
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Date(2026, 11, 23, 8, 20, 0, 0, zone)
	var end time.Time
	ticks, runs := live(t, w, zone, begin, func(c *clocked) {
		time.Sleep(3*time.Hour + 10*time.Minute)
		c.goTo(c.now().Add(-time.Hour)) // it had been an hour ahead
		time.Sleep(3 * time.Hour)
		right := c.now()
		c.goTo(right.AddDate(0, 1, 0))
		time.Sleep(2 * time.Hour)
		c.goTo(right.Add(2 * time.Hour))
		time.Sleep(30 * time.Hour)
		end = c.now()
	})
	at := map[time.Time]int{}
	wrong := 0
	for _, nominal := range ticks["stage-expiry"] {
		at[nominal]++
		if nominal.After(end) {
			wrong++
		}
	}
	if wrong == 0 {
		t.Error("no tick was taken while the clock was a month ahead: the test proves nothing")
	}
	lost := 0
	for hour := begin.Truncate(time.Hour).Add(time.Hour); hour.Before(end); hour = hour.Add(time.Hour) {
		if at[hour] == 0 {
			lost++
			t.Logf("lost: %s", hour)
		}
	}
	// Two hours went by while the clock was a month ahead: of the ticks missed then, the latest is
	// made up for.
	if lost > 2 {
		t.Errorf("%d hourly ticks are lost", lost)
	}
	if n := len(ticks["stage-expiry"]); runs["stage-expiry"] != n {
		t.Errorf("%d ticks, %d runs: some ran twice", n, runs["stage-expiry"])
	}
	if n := len(ticks["group-check"]); n < 2 || runs["group-check"] != n {
		t.Errorf("daily job: ticks %v, %d runs; want one on the 24th, and one of the month ahead", ticks["group-check"], runs["group-check"])
	}
	if sound(t, w.at("embedded")) == 0 {
		t.Error("nothing was judged")
	}
}

// On the days on which New York's clocks are set, 02:30 does not exist, and
// 01:00 exists twice; a time of the clock is a tick, and is one once.
func TestADayOnWhichSummerTimeChangesHasItsTicksOnce(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for day, hourly := range map[time.Time]int{time.Date(2026, 3, 7, 20, 20, 0, 0, zone): 24, time.Date(2026, 10, 31, 20, 20, 0, 0, zone): 23} {
		t.Run(day.AddDate(0, 0, 1).Format(time.DateOnly), func(t *testing.T) {
			w := newWeek(t, "embedded")
			w.play(1)
			ticks, runs := live(t, w, zone, day, func(*clocked) { time.Sleep(24 * time.Hour) })
			if n := len(ticks["stage-expiry"]); n != hourly || runs["stage-expiry"] != hourly {
				t.Errorf("%d hourly ticks and %d runs in 24 hours, want %d: %v", n, runs["stage-expiry"], hourly, ticks["stage-expiry"])
			}
			if n := len(ticks["group-check"]); n != 1 || runs["group-check"] != 1 {
				t.Errorf("the daily job ran %d times: %v", runs["group-check"], ticks["group-check"])
			}
			sound(t, w.at("embedded"))
		})
	}
}

// The process's own time zone changes nothing: the zone is the policy's, and its data is in the
// program.
func TestTheZoneOfTheProcessDecidesNothing(t *testing.T) {
	var want []string
	for _, system := range [][]string{{"TZ=Asia/Shanghai"}, {"TZ=America/New_York"}, {"TZ=UTC", "ZONEINFO=/nonexistent"}, {"TZ=/nonexistent"}} {
		w := newWeek(t, "embedded")
		w.System = system
		w.play(8)
		got := dump(t, w.at("embedded"))
		if want == nil {
			want = got
		}
		same(t, strings.Join(system, " "), want, got)
	}
}

// The program alone in an empty root: no zone files, no /etc, no /tmp.
func TestTheProgramBringsItsZones(t *testing.T) {
	if ranAsRoot(t) {
		return
	}
	w := newWeek(t, "embedded")
	root := t.TempDir()
	binary, err := os.ReadFile(binarytest.BuildAsShipped(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "qunguan"), binary, 0o755); err != nil {
		t.Fatal(err)
	}
	w.Bin, w.Dir, w.As = "/qunguan", "/", &syscall.SysProcAttr{Chroot: root}
	w.Env["DATA_DIR"], w.Env["POLICY"], w.Env["TIMEZONE"] = "/data", "pack:county", "America/New_York"
	if d := w.Run("doctor", "--format", "json"); !strings.Contains(d.Stdout, "America/New_York") || strings.Contains(d.Said(), "unknown time zone") {
		t.Errorf("without zone files: exit code %d\n%s", d.Code, d.Said())
	}
	w.OK("run", "group-check", "--at", "2026-03-08")
}
