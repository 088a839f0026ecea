package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"qunguan/notify"
	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// NoticeBook is where compose reads what was already going to be said, and
// writes what shall be said now.
type NoticeBook interface {
	// Unsettled lists the notices that compose may still change or must not
	// repeat: untold ones, and those that died of late.
	Unsettled(ctx context.Context, day workgroup.Date, loc *time.Location) ([]outbox.Notice, error)
	// PendingTellings lists what is recorded as due of open cases, the prior
	// notices of them, and what was told of groups whose time runs out.
	PendingTellings(ctx context.Context) ([]ledger.Telling, error)
	// RouteChannels lists the channels of every recipient's stored routes in
	// the order in which they are tried.
	RouteChannels(ctx context.Context) (map[compose.RouteKey][]string, error)
	// WriteNotices withdraws and creates in one transaction; outbox.ErrLost
	// if a notice moved meanwhile.
	WriteNotices(ctx context.Context, withdraw []compose.Withdrawal, create []outbox.Notice) error
}

// Composer makes one notice for each recipient of all that is untold.
type Composer struct {
	Directory Directory
	Readings  Readings
	Ledger    Ledger
	Book      NoticeBook
	People    PeopleBook
	Policy    *policy.Policy
	Calendar  *calendar.Calendar
	Act       bool // queue; otherwise plan
	PublicURL string
	NewID     func() string

	// Release is the share of the untold cases that is told now, the oldest
	// first; 0 or 1 = all of them.
	Release float64
	Log     *slog.Logger
}

// Name is the job's name.
func (Composer) Name() string { return Compose }

// composeTries bounds how often a plan is made anew because a notice was
// claimed or withdrawn between reading and writing.
const composeTries = 5

// Run judges again what is to be told, closes what no longer holds, and puts
// the rest into notices.
func (c Composer) Run(ctx context.Context, run Run) (Report, error) {
	report := newReport(Compose, run)
	w, err := ReadWorld(ctx, c.Directory, c.Policy, c.Calendar, run.Moment)
	if err != nil {
		return report, err
	}
	recorded, err := c.Book.PendingTellings(ctx)
	if err != nil {
		return report, fmt.Errorf("read tellings: %w", err)
	}
	due := map[int64]bool{}
	for _, t := range recorded {
		if t.State == ledger.TellingDue {
			due[t.Case] = true
		}
	}
	toTell := func(k ledger.Case) bool { return k.ToldOn == "" || due[k.ID] }
	cases, err := again{Readings: c.Readings, Ledger: c.Ledger, Job: Compose, Log: c.Log}.look(ctx, run, w, toTell, &report)
	if err != nil {
		return report, err
	}
	active, err := c.active(ctx, w, cases)
	if err != nil {
		return report, err
	}
	for _, k := range cases {
		if k.ToldOn == "" {
			report.Read["untold"]++
		}
	}
	later := laterThan(cases, c.Release)
	report.Read["later"] = len(later)
	for try := 1; ; try++ {
		err = c.write(ctx, run, w, compose.Input{Later: later, Active: active}, cases, &report)
		if !errors.Is(err, outbox.ErrLost) || try == composeTries {
			break
		}
	}
	noteCalendar(&report, w.Days, c.Log)
	return report, err
}

func (c Composer) write(ctx context.Context, run Run, w *World, in compose.Input, cases []ledger.Case, report *Report) error {
	existing, err := c.Book.Unsettled(ctx, w.Day, run.Moment.Location())
	if err != nil {
		return fmt.Errorf("read notices: %w", err)
	}
	routes, err := c.Book.RouteChannels(ctx)
	if err != nil {
		return fmt.Errorf("read routes: %w", err)
	}
	recorded, err := c.Book.PendingTellings(ctx)
	if err != nil {
		return fmt.Errorf("read tellings: %w", err)
	}
	agreed, err := readArranged(ctx, c.People, w)
	if err != nil {
		return err
	}
	in.Lapses, in.Absent, in.Measures = lapses(w), agreed.absent, agreed.dueNow(w)
	in.Now, in.Act, in.Lang, in.Policy = run.Moment, c.Act, phrase.Zh, c.Policy
	in.Units, in.People, in.Groups, in.Channels = w.Dir.Units, w.Dir.People, w.Groups, routes
	in.Tellings, in.Ending = recorded, endings(w)
	in.PublicURL, in.NewID, in.Allowed = c.PublicURL, c.NewID, Allowance(c.Policy, w.Days)
	result := compose.Plan(in, cases, existing)
	report.Notices = len(result.Create)
	if run.DryRun || len(result.Create)+len(result.Withdraw) == 0 {
		return nil
	}
	if err := c.Book.WriteNotices(ctx, result.Withdraw, result.Create); err != nil {
		return fmt.Errorf("write notices: %w", err)
	}
	logNotices(ctx, c.Log, run, result, cases)
	c.Log.Info("notices_composed", "run", run.ID, "created", len(result.Create), "withdrawn", len(result.Withdraw), "kept", len(result.Keep))
	return nil
}

// Allowance is when a recipient may be written to: in working hours on
// working days; operators always, and offices get their digests when they
// asked for them.
func Allowance(p *policy.Policy, days *calendar.Days) func(kind string, to notify.Recipient, t time.Time) time.Time {
	var quiet calendar.Quiet
	if len(p.People.Quiet) == 2 {
		// The policy's check has read the same form; an unreadable one cannot
		// come this far.
		quiet, _ = calendar.ParseQuiet(p.People.Quiet[0], p.People.Quiet[1])
	}
	return func(kind string, to notify.Recipient, t time.Time) time.Time {
		if kind == notify.KindOps || to.Type == notify.ToOps || kind == notify.KindDigest && to.Type == notify.ToOffice {
			return t
		}
		return days.NotBefore(t, quiet, p.People.WorkingDaysOnly)
	}
}
