package schedule

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/robfig/cron/v3"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tickerFunc is a schedule made of a function.
type tickerFunc func(time.Time) time.Time

func (f tickerFunc) Next(after time.Time) time.Time { return f(after) }

func everyTenth(after time.Time) time.Time {
	return after.Truncate(100 * time.Millisecond).Add(100 * time.Millisecond)
}

// ring runs the alarm until the context ends; the returned function waits.
func ring(ctx context.Context, a *Alarm) (wait func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.Run(ctx)
	}()
	return func() { <-done }
}

func TestARealTickOfTheRealClockRings(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	rang := make(chan time.Time, 100)
	alarm := NewAlarm(slog.New(slog.DiscardHandler))
	alarm.At(tickerFunc(everyTenth), func() { rang <- time.Now() })
	start := time.Now()
	wait := ring(ctx, alarm)
	for range 3 {
		select {
		case at := <-rang:
			if at.Before(everyTenth(start).Add(-10 * time.Millisecond)) {
				t.Errorf("rang at %s, before the first tick after %s", at, start)
			}
		case <-ctx.Done():
			t.Fatal("no ring within 30 seconds")
		}
	}
	cancel()
	wait()
}

func TestTheAlarmRingsAtEveryTickOfAMonth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // begins on Saturday 2000-01-01 at 00:00 UTC
		ctx, cancel := context.WithTimeout(t.Context(), 31*24*time.Hour)
		defer cancel()
		shanghai := parse(t, "17 8 * * 1", "Asia/Shanghai")
		var mondays []string
		alarm := NewAlarm(slog.New(slog.DiscardHandler))
		alarm.At(shanghai, func() {
			mondays = append(mondays, time.Now().In(shanghai.loc).Format("01-02 15:04"))
		})
		var minutes atomic.Int32
		alarm.At(parse(t, "*/15 * * * *", "Asia/Shanghai"), func() { minutes.Add(1) })
		alarm.Run(ctx)

		if got := strings.Join(mondays, ", "); got != "01-03 08:17, 01-10 08:17, 01-17 08:17, 01-24 08:17, 01-31 08:17" {
			t.Errorf("Mondays: %s", got)
		}
		if n := minutes.Load(); n < 31*96-1 || n > 31*96 {
			t.Errorf("rang %d times in 31 days, want one for every quarter of an hour", n)
		}
	})
}

func TestAJobThatPanicsOnceIsWokenAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute+time.Second)
		defer cancel()
		var log bytes.Buffer
		wakes := 0
		alarm := NewAlarm(slog.New(slog.NewTextHandler(&log, nil)))
		alarm.At(parse(t, "* * * * *", "UTC"), func() {
			if wakes++; wakes == 1 {
				panic("first wake")
			}
		})
		alarm.Run(ctx)
		if wakes != 5 {
			t.Errorf("woken %d times in five minutes", wakes)
		}
		if n := strings.Count(log.String(), "level=ERROR"); n != 1 || !strings.Contains(log.String(), "first wake") {
			t.Errorf("the panic was logged %d times:\n%s", n, log.String())
		}
	})
}

// Why the chain stands in that order: the other one loses the job for good.
func TestTheReverseChainNeverRunsAgainAfterAPanic(t *testing.T) {
	runs := 0
	job := cron.NewChain(cron.Recover(cron.DiscardLogger), cron.SkipIfStillRunning(cron.DiscardLogger)).Then(cron.FuncJob(func() {
		runs++
		panic("every time")
	}))
	for range 3 {
		job.Run()
	}
	if runs != 1 {
		t.Errorf("ran %d times: the library has changed, see NewAlarm", runs)
	}
}

func TestAWakeThatIsStillBusyIsNotWokenTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute+time.Second)
		defer cancel()
		var running, most, wakes atomic.Int32
		alarm := NewAlarm(slog.New(slog.DiscardHandler))
		alarm.At(parse(t, "* * * * *", "UTC"), func() {
			most.Store(max(most.Load(), running.Add(1)))
			time.Sleep(150 * time.Second)
			running.Add(-1)
			wakes.Add(1)
		})
		alarm.Run(ctx)
		if most.Load() != 1 || wakes.Load() != 4 {
			t.Errorf("%d at once, %d wakes in ten minutes of two and a half each", most.Load(), wakes.Load())
		}
	})
}

func TestRunWaitsForTheLastWake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute+time.Second)
		defer cancel()
		finished := false
		alarm := NewAlarm(slog.New(slog.DiscardHandler))
		alarm.At(parse(t, "* * * * *", "UTC"), func() {
			time.Sleep(20 * time.Second)
			finished = true
		})
		alarm.Run(ctx)
		if !finished {
			t.Error("Run returned while a wake was running")
		}
	})
}
