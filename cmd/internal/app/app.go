// Package app is the composition root: it builds the program from its settings and takes it apart
// again. It makes all parts that a command needs, and decides nothing.
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

// Options select the parts of the program that a command needs.
type Options struct {
	Create    bool           // create the registry if there is none; else an empty one serves until the command ends
	Migrate   bool           // bring the schema up to date, also that of an empty database
	AnySchema bool           // neither change nor check the schema
	Policy    *policy.Loaded // already read and checked; nil = the settings'
	Lock      bool           // be the only daemon on an embedded registry
	Log       *slog.Logger
	Version   string
}

// App is the program, ready to work.
type App struct {
	Settings *settings.Settings
	Policy   *policy.Loaded
	Calendar *calendar.Calendar
	// HolidayFaults are the operator's holiday files that were refused.
	HolidayFaults []HolidayFault
	DB            *dbconn.DB
	Store         *registry.Store
	Auditor       *audit.Auditor
	Runner        jobs.Runner
	Log           *slog.Logger
	Version       string
	Empty         bool // there is no registry yet: an empty one serves

	// ImportPage renders an import as a command prints it, for files of the inbox.
	ImportPage func(jobs.Imported) string

	channels map[string]notify.Channel
	observe  func(outbox.Event) // called at each move of a notice, for metrics; nil = no metrics
	cleanups []cleanup
}

type cleanup struct {
	name string
	do   func() error
}

// Open builds the program. After a failure the parts built so far are taken down again.
func Open(ctx context.Context, s *settings.Settings, opt Options) (a *App, err error) {
	a = &App{Settings: s, Log: opt.Log, Version: opt.Version}
	defer func() {
		if err != nil {
			a.Close()
			a = nil
		}
	}()
	if a.Policy = opt.Policy; a.Policy == nil {
		if a.Policy, err = LoadPolicy(s.Policy, s.Location); err != nil {
			return a, err
		}
	}
	a.Calendar, a.HolidayFaults = loadCalendar(s.DataDir)
	if err := a.openRegistry(ctx, opt); err != nil {
		return a, err
	}
	if !opt.Lock { // a daemon's steps are not typed by a user
		a.Store.Login = osLogin()
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
