// Package app is the composition root: it builds the program from its settings
// and takes it apart again. Everything that a command needs is made here, and
// nothing is decided here.
package app

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"slices"

	"qunguan/cmd/internal/settings"
	"qunguan/jobs"
	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/policy"
	"qunguan/sql/audit"
	"qunguan/sql/dbconn"
	"qunguan/sql/registry"
)

// Options say how much of the program a command needs.
type Options struct {
	Create    bool // make the registry if there is none; else an empty one stands in that ends with the command
	Migrate   bool // bring the schema up to date, also that of an empty database
	AnySchema bool // leave the schema as it is and do not look at it
	Lock      bool // be the only daemon on an embedded registry
	Log       *slog.Logger
	Version   string
}

// App is the program, ready to work.
type App struct {
	Settings *settings.Settings
	Policy   *policy.Loaded
	Calendar *calendar.Calendar
	// HolidayFaults are the operator's holiday files that are not used.
	HolidayFaults []HolidayFault
	DB            *dbconn.DB
	Store         *registry.Store
	Auditor       *audit.Auditor
	Runner        jobs.Runner
	Log           *slog.Logger
	Version       string
	Empty         bool // there is no registry yet: an empty one stands in

	// ImportPage is what a command prints of an import, for files of the inbox.
	ImportPage func(jobs.Imported) string

	channels map[string]notify.Channel
	observe  func(outbox.Event) // told each move of a notice, for metrics; nil = no metrics
	audited  auditWatch
	cleanups []cleanup
}

type cleanup struct {
	name string
	do   func() error
}

// Open builds the program. After a failure the parts that were built are taken
// down again.
func Open(ctx context.Context, s *settings.Settings, opt Options) (a *App, err error) {
	a = &App{Settings: s, Log: opt.Log, Version: opt.Version}
	defer func() {
		if err != nil {
			a.Close()
			a = nil
		}
	}()
	if a.Policy, err = LoadPolicy(s.Policy, s.Location); err != nil {
		return a, err
	}
	a.Calendar, a.HolidayFaults = loadCalendar(s.DataDir)
	if err := a.openRegistry(ctx, opt); err != nil {
		return a, err
	}
	if !opt.Lock { // a daemon's steps are nobody's typing
		a.Store.Login = login()
	}
	if a.channels, err = a.buildChannels(); err != nil {
		return a, err
	}
	a.Runner = a.runner()
	return a, nil
}

func (a *App) onClose(name string, do func() error) {
	a.cleanups = append(a.cleanups, cleanup{name, do})
}

// Close takes the program apart, last in first out.
func (a *App) Close() {
	for _, c := range slices.Backward(a.cleanups) {
		if err := c.do(); err != nil && !errors.Is(err, os.ErrClosed) {
			a.Log.Warn("cleanup_failed", "what", c.name, "error", err)
		}
	}
	a.cleanups = nil
}
