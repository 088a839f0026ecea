package schedule

import (
	"context"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"
)

// Alarm rings at ticks and does nothing else. The woken daemon decides by Latest and the database which
// ticks are due, so a lost ring delays a tick until the next ring and never loses it.
type Alarm struct {
	cron *cron.Cron
}

// Ticker computes the next moment strictly after another; zero means never. *Schedule is one.
type Ticker interface {
	Next(after time.Time) time.Time
}

// NewAlarm makes a silent alarm clock that logs to log.
func NewAlarm(log *slog.Logger) *Alarm {
	logger := cronLogger{log}
	return &Alarm{cron.New(
		cron.WithLocation(time.UTC), // only for cron's own reckoning; schedules have their locations
		cron.WithLogger(logger),
		// The order matters. With Recover outside and SkipIfStillRunning inside, a panic loses the
		// skipper's token and the job never runs again.
		cron.WithChain(cron.SkipIfStillRunning(logger), cron.Recover(logger)),
	)}
}

// At rings wake at every tick, in a goroutine of its own; a tick that comes
// while the last wake still runs is left out, and a wake that panics is
// logged and woken again at the next tick. Call it before Run.
func (a *Alarm) At(ticks Ticker, wake func()) {
	a.cron.Schedule(ticks, cron.FuncJob(wake))
}

// Run rings until the context ends and returns when the last wake has
// returned.
func (a *Alarm) Run(ctx context.Context) {
	a.cron.Start()
	<-ctx.Done()
	<-a.cron.Stop().Done()
}

// cronLogger receives cron's log lines: routine as debug lines, a recovered panic as an error.
type cronLogger struct{ log *slog.Logger }

func (l cronLogger) Info(msg string, pairs ...any) {
	l.log.Debug("cron "+msg, pairs...)
}

func (l cronLogger) Error(err error, msg string, pairs ...any) {
	l.log.Error("cron "+msg, append(pairs, "error", err)...)
}
