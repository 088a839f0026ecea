// Package tell holds the jobs by which people hear of cases: compose, escalate and deliver, and the
// recheck before each of them. It opens no case.
package tell

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/notify"
	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Notices is the outbox: unsettled notices, new ones, and the moment of the
// last recheck.
type Notices interface {
	// Unsettled lists the notices that compose may still change or must not repeat: untold ones, and
	// those that died recently. composings counts how often notices were made before.
	Unsettled(ctx context.Context, day workgroup.Date, loc *time.Location) (notices []outbox.Notice, composings int64, err error)
	// RouteChannels lists the channels by which every recipient can be
	// reached, in the order in which they are tried.
	RouteChannels(ctx context.Context) (map[notify.Recipient][]string, error)
	// Compose writes all parts of a plan in one transaction; outbox.ErrLost if a notice to withdraw moved
	// since Unsettled, or notices were made since.
	Compose(ctx context.Context, composings int64, plan iter.Seq2[compose.Result, error]) error
	// LastRecheck returns the number of changes so far, and the number that the newest recheck had seen.
	LastRecheck(ctx context.Context) (changes int64, last ledger.Recheck, err error)
	// NoteRecheck records a recheck.
	NoteRecheck(ctx context.Context, l ledger.Recheck) error
}

// Notifications is the record of notifications: rungs told and due, and the absences and measures that change the
// recipient or the day.
type Notifications interface {
	// OpenNotifications lists all notifications of open cases since they were (re)opened, by case.
	OpenNotifications(ctx context.Context) (map[int64][]ledger.Notification, error)
	// PendingNotifications lists the due notifications of open cases, their prior notices, and the notices
	// already given about groups that end soon.
	PendingNotifications(ctx context.Context) ([]ledger.Notification, error)
	// RecordNotifications writes notifications and steps in one transaction; ledger.ErrMoved if another run has
	// recorded one of them meanwhile.
	RecordNotifications(ctx context.Context, run int64, notifications []ledger.Notification, steps []ledger.Step) error
	// Absences lists all recorded absences, oldest first.
	Absences(ctx context.Context) ([]ledger.Absence, error)
	// Milestones lists the measures of open cases; zone decides the days on which they were set.
	Milestones(ctx context.Context, zone *time.Location) ([]ledger.Milestone, error)
}

// Composer makes one notice for each recipient with all that is untold.
type Composer struct {
	Directory     check.Directory
	Rosters       check.Rosters
	Cases         check.Cases
	Notifications Notifications
	Notices       Notices
	Policy        *policy.Policy
	Calendar      *calendar.Calendar
	Act           bool // queue; otherwise plan
	PublicURL     string
	Links         bool // people get action links
	// LastHeard gives the moment of each person's last notice that left; absent: never. nil:
	// decisions are not told.
	LastHeard func(ctx context.Context, people []string) (map[string]time.Time, error)
	NewID     func() string

	// Release is the share of the untold cases that is told now, the oldest first; 0 or 1 = all of
	// them.
	Release float64
	Log     *slog.Logger
}

// Name is the job's name.
func (Composer) Name() string { return jobs.Compose }

// recipientsAtOnce is how many recipients' notices are in memory at once.
const recipientsAtOnce = 256

// composeTries bounds how often a plan is made anew because a notice was
// claimed or withdrawn between reading and writing.
const composeTries = 5

// Run rechecks the untold cases, closes those that no longer hold, and puts the others into notices.
func (c Composer) Run(ctx context.Context, run jobs.Run) (jobs.Report, error) {
	report := jobs.NewReport(jobs.Compose, run)
	if run.DryRun {
		c.Cases, c.Notifications = check.Foresee(c.Cases), Foresee(c.Notifications)
	}
	return report, c.compose(ctx, run, &report, false)
}

// compose reads and plans until the plan could be written: for all untold cases, or (waiting) only for
// the cases of notices that wait to be sent.
func (c Composer) compose(ctx context.Context, run jobs.Run, report *jobs.Report, waiting bool) error {
	untried := map[int64]bool{} // the cases of untried notices, at the first try and now
	for try := 1; ; try++ {
		err := c.once(ctx, run, report, waiting, untried)
		if !errors.Is(err, outbox.ErrLost) || try == composeTries {
			return err
		}
	}
}

// once makes one plan from the present registry. If a notice moved meanwhile its cases may have moved,
// too, so the next try reads them again.
func (c Composer) once(ctx context.Context, run jobs.Run, report *jobs.Report, waiting bool, untried map[int64]bool) error {
	changes, last, err := c.Notices.LastRecheck(ctx)
	if err == nil && last.Day == "" && !run.DryRun {
		// The first notices ever count as in doubt until this recheck is recorded.
		err = c.Notices.NoteRecheck(ctx, ledger.Recheck{Changes: -1, Day: workgroup.DateOf(run.Moment)})
	}
	if err != nil {
		return err
	}
	w, err := check.ReadRegistry(ctx, c.Directory, c.Policy, c.Calendar, run.Moment)
	if err != nil {
		return err
	}
	// The notices are read before the cases that they tell: one that is sent between the two is seen
	// on its way, and its cases are not told again.
	var before outboxRead
	if before.notices, before.composings, err = c.Notices.Unsettled(ctx, w.Day, run.Moment.Location()); err != nil {
		return fmt.Errorf("read notices: %w", err)
	}
	recorded, err := c.Notifications.PendingNotifications(ctx)
	if err != nil {
		return fmt.Errorf("read tellings: %w", err)
	}
	due := dueCases(recorded)
	toTell := func(k ledger.Case) bool { return k.ToldOn == "" || due[k.ID] }
	tried := map[int64]bool{}
	if waiting {
		before.addWaiting(untried, true)
		before.addWaiting(tried, false)
		toTell = func(k ledger.Case) bool { return untried[k.ID] || tried[k.ID] }
	}
	cases, err := recheck{Rosters: c.Rosters, Cases: c.Cases, Job: report.Job, Log: c.Log}.judge(ctx, run, w, toTell, report)
	if err != nil {
		return err
	}
	w.DropCounty()
	later, err := laterThan(ctx, cases, c.Release)
	if err != nil {
		return err
	}
	report.Read["later"] = len(later)
	for id := range tried {
		if !untried[id] { // its notice is repeated or withdrawn; it gets no other one before the next compose
			later[id] = true
		}
	}
	report.NoteCalendar(w.Days, c.Log)
	if err := c.write(ctx, run, w, compose.Input{Later: later, Waiting: waiting}, before, cases, report); err != nil || run.DryRun {
		return err
	}
	return c.Notices.NoteRecheck(ctx, ledger.Recheck{Changes: changes, Day: w.Day})
}

func dueCases(recorded []ledger.Notification) map[int64]bool {
	due := map[int64]bool{}
	for _, t := range recorded {
		if t.State == ledger.NotificationDue {
			due[t.Case] = true
		}
	}
	return due
}

func (c Composer) write(ctx context.Context, run jobs.Run, w *check.RegistrySnapshot, in compose.Input, before outboxRead, cases *rechecked, report *jobs.Report) error {
	routes, err := c.Notices.RouteChannels(ctx)
	if err != nil {
		return fmt.Errorf("read routes: %w", err)
	}
	recorded, err := c.Notifications.PendingNotifications(ctx)
	if err != nil {
		return fmt.Errorf("read tellings: %w", err)
	}
	agreed, err := readArranged(ctx, c.Notifications, w)
	if err != nil {
		return err
	}
	since := w.Day.AddDays(-compose.DoneDays)
	closed, err := c.Cases.Cases(ctx, ledger.Filter{ClosedSince: since})
	if err != nil {
		return fmt.Errorf("read closed cases: %w", err)
	}
	in.Done = compose.DoneOf(closed, since)
	if in.Decided, err = c.decided(ctx, closed); err != nil {
		return err
	}
	if in.Pairs, err = c.Cases.Cases(ctx, ledger.Filter{OpenOnly: true, Rules: []string{rule.GroupOverlap, rule.GroupDuplicate}}); err != nil {
		return fmt.Errorf("read pairs: %w", err)
	}
	in.Lapses, in.Absent, in.Measures = lapses(w), agreed.absent, agreed.dueNow(w)
	if in.RostersDue, err = c.rostersDue(ctx, w, agreed.absent); err != nil {
		return err
	}
	in.Now, in.Act, in.Lang, in.Policy = run.Moment, c.Act, phrase.Zh, c.Policy
	in.Units, in.People, in.Groups, in.Channels = w.Dir.Units, w.Dir.People, w.Groups, routes
	in.Notifications, in.Ending = recorded, endings(w)
	in.NextWorkday = w.Days.NextWorkingDay
	in.Links = c.Links
	in.PublicURL, in.NewID, in.Allowed = c.PublicURL, c.NewID, Allowance(c.Policy, w.Days)
	var made decided
	parts, err := c.parts(ctx, w, in, before, cases, report)
	if err != nil {
		return err
	}
	plan := made.each(parts)
	if run.DryRun {
		for _, err := range plan { // it is counted and not written
			if err != nil {
				return err
			}
		}
	} else if err := c.Notices.Compose(ctx, before.composings, plan); err != nil {
		return fmt.Errorf("write notices: %w", err)
	}
	report.Notices = made.made.count
	if run.DryRun || made.made.count+len(made.withdraw) == 0 {
		return nil
	}
	made.log(ctx, c.Log, run)
	return nil
}

// parts goes through the cases, counts the untold ones and plans.
func (c Composer) parts(ctx context.Context, w *check.RegistrySnapshot, in compose.Input, before outboxRead, cases *rechecked, report *jobs.Report) (iter.Seq2[compose.Result, error], error) {
	untold, leaderless := 0, []string{}
	book := compose.Book{
		Each: func(fn func(ledger.Case)) error {
			return cases.each(ctx, func(k ledger.Case) {
				if k.ToldOn == "" {
					untold++
				}
				if needsSuccessor(w, k) {
					leaderless = append(leaderless, k.Subject.Group)
				}
				fn(k)
			})
		},
		Some: func(ids []int64) ([]ledger.Case, error) { return cases.some(ctx, ids) },
	}
	in.Active = map[string][]string{}
	parts, err := compose.Parts(in, book, before.notices, recipientsAtOnce)
	if err != nil {
		return nil, err
	}
	report.Read["untold"] = untold
	return parts, c.active(ctx, w, leaderless, in.Active)
}
