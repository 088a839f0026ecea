// Package digest is the job that reports to offices and principals, with the reports that it attaches.
// It changes no case.
package digest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/schedule"
	"qunguan/notify"
	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/spotcheck"
)

// ByHand is the job's name when it is run by hand. The daemon's ticks have names of their own, one for
// each line of the policy's digest schedules (Ticks): the weekly digest covers a week and the monthly
// one a month, each since its own last run.
const ByHand = "digest"

// Prefixes of the names of digest jobs, by the kind of recipient.
const (
	digestOffices    = "digest office"
	digestPrincipals = "digest principal"
)

// Ticks are the cron expressions of the policy's digests by the name of
// the job that each of them starts.
func Ticks(p *policy.Policy) map[string]string {
	ticks := map[string]string{}
	for _, expression := range p.Digest.Office {
		ticks[digestOffices+" "+expression] = expression
	}
	if e := p.Digest.Principal; e != "" {
		ticks[digestPrincipals+" "+e] = e
	}
	return ticks
}

// Runs reads the program's own work, for digests.
type Runs interface {
	// LastRun is the newest moment judged by a finished run of the job.
	LastRun(ctx context.Context, job string) (time.Time, error)
	// LastRuns returns the last finished run of every job.
	LastRuns(ctx context.Context) ([]reconcile.RunRecord, error)
	// HeldParts lists the parts that guards hold.
	HeldParts(ctx context.Context) ([]reconcile.Held, error)
	// Absences lists all recorded absences, oldest first.
	Absences(ctx context.Context) ([]ledger.Absence, error)
}

// Draws are the spot checks: the hash of a secret is published before the draw, the secret with it.
type Draws interface {
	SpotDraws(ctx context.Context) ([]spotcheck.Draw, error)
	// NoteSpotHashes notes that a digest with the hashes of the periods was made, unless an earlier one
	// had them.
	NoteSpotHashes(ctx context.Context, periods []string, at time.Time) error
}

// Notices is the outbox: digests are written there, and undelivered notices wait there.
type Notices interface {
	// Notices lists the notices that the filter picks.
	Notices(ctx context.Context, f outbox.Filter) ([]outbox.Notice, error)
	// RouteChannels lists the channels by which every recipient can be
	// reached, in the order in which they are tried.
	RouteChannels(ctx context.Context) (map[notify.Recipient][]string, error)
	// WaitingDigests lists the untried digests of a series.
	WaitingDigests(ctx context.Context, series string) ([]outbox.WaitingDigest, error)
	// WriteNotices withdraws and creates in one transaction; outbox.ErrLost
	// if a notice moved meanwhile.
	WriteNotices(ctx context.Context, withdraw []compose.Withdrawal, create []outbox.Notice) error
}

// Digest reports to offices and principals, with the ledger attached. It does not count as telling a
// case: deadlines run from reminders only.
type Digest struct {
	Job       string // ByHand = all recipients, or a name of Ticks
	Reporter  Reporter
	Runs      Runs
	Notices   Notices
	LastSeal  func(ctx context.Context) (string, error) // the audit trail's, in its printed form; nil = left out
	Draws     Draws                                     // spot checks; nil = left out
	Act       bool                                      // queue; otherwise plan
	PublicURL string
	Log       *slog.Logger
}

// Name is the job's name.
func (d Digest) Name() string { return d.Job }

// Run makes the digests of the job's name, in one transaction. A run that is repeated because its end
// was not recorded makes none twice. A digest that was never tried is replaced by the recipient's next
// one, which then covers both periods.
func (d Digest) Run(ctx context.Context, run jobs.Run) (jobs.Report, error) {
	report := jobs.NewReport(d.Job, run)
	since, err := d.since(ctx, run.Moment)
	if err != nil {
		return report, err
	}
	seen, err := d.observe(ctx, run, since)
	if err != nil {
		return report, err
	}
	report.Read["cases"] = seen.open
	report.NoteCalendar(seen.world.Days, d.Log)
	for try := 1; ; try++ {
		err := d.write(ctx, seen, &report)
		if !errors.Is(err, outbox.ErrLost) || try == digestTries {
			return report, err
		}
	}
}

func (d Digest) write(ctx context.Context, seen *observation, report *jobs.Report) error {
	waiting, err := d.waiting(ctx)
	if err != nil {
		return err
	}
	create, err := d.notices(ctx, seen, begins(waiting))
	if err != nil {
		return err
	}
	withdraw := replaced(waiting, create)
	publishes := d.Act && slices.ContainsFunc(create, func(n outbox.Notice) bool {
		return n.Recipient.Key() == notify.Recipient{Type: notify.ToOffice, Code: d.Reporter.Policy.Lead.Group} // see toOffice
	})
	create, err = d.withoutThoseThatExist(ctx, create)
	if err != nil {
		return err
	}
	report.Notices = len(create)
	if seen.run.DryRun {
		return nil
	}
	if len(create)+len(withdraw) > 0 {
		if err := d.Notices.WriteNotices(ctx, withdraw, create); err != nil {
			return fmt.Errorf("write digests: %w", err)
		}
		d.Log.Info("digests_made", "job", d.Job, "since", seen.since, "created", len(create), "replaced", len(withdraw))
	}
	if periods := seen.announced(); publishes && len(periods) > 0 {
		return d.Draws.NoteSpotHashes(ctx, periods, seen.run.Moment)
	}
	return nil
}

// digestTries is how often a digest is made again because a notice that it replaces was claimed
// meanwhile.
const digestTries = 5

// week is the span of a first digest by hand.
const week = 7 * 24 * time.Hour

// since is the beginning of the digest's period: the job's last run; the first time, the tick before
// the one that started it.
func (d Digest) since(ctx context.Context, moment time.Time) (time.Time, error) {
	last, err := d.Runs.LastRun(ctx, d.Job)
	if err != nil {
		return last, fmt.Errorf("read the last run of %s: %w", d.Job, err)
	}
	if !last.IsZero() && last.Before(moment) {
		return last.In(moment.Location()), nil
	}
	expression, ok := Ticks(d.Reporter.Policy)[d.Job]
	if !ok {
		return moment.Add(-week), nil
	}
	s, err := schedule.Parse(expression, moment.Location())
	if err != nil {
		return last, fmt.Errorf("schedule of %s: %w", d.Job, err)
	}
	if this, ok := s.Latest(time.Time{}, moment); ok {
		if before, ok := s.Latest(time.Time{}, this.Add(-time.Second)); ok {
			return before, nil
		}
	}
	return moment.Add(-week), nil
}

func (d Digest) withoutThoseThatExist(ctx context.Context, create []outbox.Notice) ([]outbox.Notice, error) {
	if len(create) == 0 {
		return nil, nil
	}
	ids := make([]string, len(create))
	for i, n := range create {
		ids[i] = n.ID
	}
	existing, err := d.Notices.Notices(ctx, outbox.Filter{IDs: ids})
	if err != nil {
		return nil, fmt.Errorf("read digests: %w", err)
	}
	there := map[string]bool{}
	for _, n := range existing {
		there[n.ID] = true
	}
	var fresh []outbox.Notice
	for _, n := range create {
		if !there[n.ID] {
			fresh = append(fresh, n)
		}
	}
	return fresh, nil
}
