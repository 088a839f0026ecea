package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"qunguan/notify"
	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// NoticeBook is where compose reads what was already going to be said, and
// writes what shall be said now.
type NoticeBook interface {
	// Unsettled lists the notices that compose may still change or must not
	// repeat: untold ones, and those that died on the day.
	Unsettled(ctx context.Context, day workgroup.Date, loc *time.Location) ([]outbox.Notice, error)
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
	Policy    *policy.Policy
	Calendar  *calendar.Calendar
	Act       bool // queue; otherwise plan
	PublicURL string
	NewID     func() string
	Log       *slog.Logger
}

// Name is the job's name.
func (Composer) Name() string { return Compose }

// composeTries bounds how often a plan is made anew because a notice was
// claimed or withdrawn between reading and writing.
const composeTries = 5

// Run judges untold cases again, closes what no longer holds, and puts the
// rest into notices.
func (c Composer) Run(ctx context.Context, run Run) (Report, error) {
	report := newReport(Compose, run)
	w, err := ReadWorld(ctx, c.Directory, c.Policy, c.Calendar, run.Moment)
	if err != nil {
		return report, err
	}
	untold, err := c.judgeAgain(ctx, run, w, &report)
	if err != nil {
		return report, err
	}
	report.Read["untold"] = len(untold)
	for try := 1; ; try++ {
		err = c.write(ctx, run, w, untold, &report)
		if !errors.Is(err, outbox.ErrLost) || try == composeTries {
			break
		}
	}
	noteCalendar(&report, w.Days, c.Log)
	return report, err
}

func (c Composer) write(ctx context.Context, run Run, w *World, untold []ledger.Case, report *Report) error {
	existing, err := c.Book.Unsettled(ctx, w.Day, run.Moment.Location())
	if err != nil {
		return fmt.Errorf("read notices: %w", err)
	}
	routes, err := c.Book.RouteChannels(ctx)
	if err != nil {
		return fmt.Errorf("read routes: %w", err)
	}
	result := compose.Plan(compose.Input{
		Now: run.Moment, Act: c.Act, Lang: phrase.Zh, Policy: c.Policy,
		Units: w.Dir.Units, People: w.Dir.People, Groups: w.Groups, Channels: routes,
		PublicURL: c.PublicURL, NewID: c.NewID,
		Allowed: Allowance(c.Policy, w.Days),
	}, untold, existing)
	report.Notices = len(result.Create)
	if run.DryRun || len(result.Create)+len(result.Withdraw) == 0 {
		return nil
	}
	if err := c.Book.WriteNotices(ctx, result.Withdraw, result.Create); err != nil {
		return fmt.Errorf("write notices: %w", err)
	}
	c.Log.Info("notices_composed", "created", len(result.Create), "withdrawn", len(result.Withdraw), "kept", len(result.Keep))
	return nil
}

// judgeAgain looks once more at everything untold, on what the registry knows
// now: what was mended since is closed and not spoken of.
func (c Composer) judgeAgain(ctx context.Context, run Run, w *World, report *Report) ([]ledger.Case, error) {
	open, err := c.Ledger.Cases(ctx, ledger.Filter{OpenOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	groups := map[string]map[string]bool{} // job → groups with untold cases
	for _, k := range open {
		if k.ToldOn == "" {
			job := rule.JobOf(k.Rule)
			if groups[job] == nil {
				groups[job] = map[string]bool{}
			}
			groups[job][k.Subject.Group] = true
		}
	}
	changed := map[int64]ledger.Case{}
	for _, job := range rule.JudgingJobs {
		for _, unit := range w.UnitsWithGroups() {
			concerned := slices.DeleteFunc(slices.Clone(w.ByUnit[unit]), func(g workgroup.Group) bool { return !groups[job][g.Code] })
			if len(concerned) == 0 {
				continue
			}
			if err := c.unitAgain(ctx, run, w, job, unit, concerned, changed, report); err != nil {
				return nil, fmt.Errorf("judge unit %s again: %w", unit, err)
			}
		}
	}
	var untold []ledger.Case
	for _, k := range open {
		if now, ok := changed[k.ID]; ok {
			k = now
		}
		if k.State.Open() && k.ToldOn == "" {
			untold = append(untold, k)
		}
	}
	return untold, nil
}

func (c Composer) unitAgain(ctx context.Context, run Run, w *World, job, unit string, groups []workgroup.Group, changed map[int64]ledger.Case, report *Report) error {
	judge := Judge{Readings: c.Readings, Cases: c.Ledger}
	got, err := judge.Ask(ctx, w, Question{Job: job, Groups: groups, CloseOnly: true})
	if err != nil {
		return err
	}
	for _, change := range got.Plan.Changes {
		changed[change.After.ID] = change.After
	}
	report.Closed += got.Plan.Count(ledger.EventClosed)
	report.Seen += got.Plan.StillThere
	if run.DryRun {
		return nil
	}
	return c.Ledger.CommitPart(ctx, reconcile.Part{Run: run.ID, Job: Compose, Unit: unit, Moment: run.Moment, Plan: got.Plan})
}

// Allowance is when a recipient may be written to: in working hours on
// working days; operators always.
func Allowance(p *policy.Policy, days *calendar.Days) func(kind string, to notify.Recipient, t time.Time) time.Time {
	var quiet calendar.Quiet
	if len(p.People.Quiet) == 2 {
		// The policy's check has read the same form; an unreadable one cannot
		// come this far.
		quiet, _ = calendar.ParseQuiet(p.People.Quiet[0], p.People.Quiet[1])
	}
	return func(kind string, to notify.Recipient, t time.Time) time.Time {
		if kind == notify.KindOps || to.Type == notify.ToOps {
			return t
		}
		return days.NotBefore(t, quiet, p.People.WorkingDaysOnly)
	}
}
