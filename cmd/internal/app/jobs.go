package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"qunguan/cmd/internal/settings"
	"qunguan/jobs"
	"qunguan/jobs/backup"
	"qunguan/jobs/check"
	"qunguan/jobs/digest"
	"qunguan/jobs/inbox"
	"qunguan/jobs/retention"
	"qunguan/jobs/schedule"
	"qunguan/jobs/spotcheck"
	"qunguan/jobs/tell"
	"qunguan/jobs/trail"
	"qunguan/notify/outbox"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// runner has every job.
func (a *App) runner() jobs.Runner {
	all := map[string]jobs.Job{
		jobs.Compose:   a.composer(),
		jobs.Escalate:  a.Escalator(),
		spotcheck.Name: a.SpotCheck(),
		backup.Name: backup.Job{
			Copier: a.Store, Embedded: a.Settings.Embedded(), Wanted: a.Policy.Policy.Backup, Log: a.Log,
		},
		retention.Name: retention.Job{
			Directory: a.Store, Purger: a.Store, Policy: a.Policy.Policy, Calendar: a.Calendar, Log: a.Log,
		},
		trail.Name:   trail.Job{Verify: a.verified, Walk: a.Store.WalkBooks, Log: a.Log},
		jobs.Deliver: tell.Deliverer{Dispatcher: a.Dispatcher, Act: a.act(), Hosts: a.hosts(), Log: a.Log},
	}
	all[inbox.Name] = inbox.Job{}
	if a.Settings.InboxDir != "" {
		all[inbox.Name] = inbox.Job{New: func(at time.Time) *inbox.Inbox { return a.inbox(func() time.Time { return at }) }}
	}
	sharing := a.sharing()
	for _, name := range rule.JudgingJobs {
		all[name] = check.Check{
			Job: name, Directory: a.Store, Rosters: a.Store, Cases: a.Store,
			Policy: a.Policy.Policy, Calendar: a.Calendar, Notices: a.Store, Act: a.act(), Sharing: sharing, Log: a.Log,
		}
	}
	maps.Copy(all, a.digests())
	sealer := tell.Sealer{Seal: a.Auditor.SealRun, Notices: a.Store, Act: a.act()}
	r := jobs.Runner{Under: a.under(), Jobs: all, Runs: a.Store, Seal: sealer.SealRun, Log: a.Log}
	if sharing != nil {
		r.Basis = sharing.Basis
	}
	return r
}

func (a *App) composer() tell.Composer {
	return tell.Composer{
		Directory: a.Store, Rosters: a.Store, Cases: a.Store, Notifications: a.Store, Notices: a.Store,
		Policy: a.Policy.Policy, Calendar: a.Calendar, Act: a.act(), PublicURL: a.Settings.PublicURL, Links: a.links() != nil,
		LastHeard: a.Store.LastHeard,
		NewID:     newNoticeID, Log: a.Log,
	}
}

// Unpassed returns the texts for people whose cases an office heard of as counts only.
func (a *App) Unpassed(ctx context.Context, moment time.Time) ([]outbox.Notice, error) {
	return a.composer().Unpassed(ctx, moment)
}

// digests are, by name, the digest run by hand and the digests of the policy's schedules.
func (a *App) digests() map[string]jobs.Job {
	all := map[string]jobs.Job{}
	names := append(slices.Collect(maps.Keys(digest.Ticks(a.Policy.Policy))), digest.ByHand)
	for _, name := range names {
		all[name] = digest.Digest{
			Job: name, Reporter: a.Reporter(), Runs: a.Store, Notices: a.Store, LastSeal: a.lastSeal, Draws: a.Store, Act: a.act(), PublicURL: a.Settings.PublicURL, Log: a.Log,
		}
	}
	return all
}

// verified counts rows that are as the program left them, and the audit trail's faults of the others.
func (a *App) verified(ctx context.Context) (rows, problems int, err error) {
	found, err := a.Auditor.Verify(ctx, "")
	return found.Rows + found.Journal.Rows, len(found.All()), err
}

// lastSeal is the audit trail's newest seal in its printed form; empty if there is none.
func (a *App) lastSeal(ctx context.Context) (string, error) {
	s, err := a.Auditor.LastSeal(ctx)
	if err != nil || s == nil {
		return "", err
	}
	return s.Short(), nil
}

// Reporter makes reports.
func (a *App) Reporter() digest.Reporter {
	return digest.Reporter{Directory: a.Store, Rosters: a.Store, History: a.Store, Policy: a.Policy.Policy, Calendar: a.Calendar}
}

// Escalator runs the ladder, and explains it for a case.
func (a *App) Escalator() tell.Escalator {
	return tell.Escalator{
		Directory: a.Store, Rosters: a.Store, Cases: a.Store, Notifications: a.Store, Notices: a.Store,
		Policy: a.Policy.Policy, Calendar: a.Calendar, Log: a.Log,
	}
}

// SpotCheck is the job that draws the objects of inspection.
func (a *App) SpotCheck() spotcheck.Job {
	return spotcheck.Job{Directory: a.Store, Draws: a.Store, Policy: a.Policy.Policy, Calendar: a.Calendar, NewSecret: newSecret, Log: a.Log}
}

// newSecret is 32 random bytes in hexadecimal digits.
func newSecret() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // it never fails (crypto/rand)
	return hex.EncodeToString(raw)
}

// Release makes this run of compose tell only the share of the untold cases.
func (a *App) Release(share float64) {
	if c, ok := a.Runner.Jobs[jobs.Compose].(tell.Composer); ok {
		c.Release = share
		a.Runner.Jobs[jobs.Compose] = c
	}
}

// Foresee lets the jobs of a dry run pass on to each other the changes that they would write.
func (a *App) Foresee() {
	cases, told := check.Foresee(a.Store), tell.Foresee(a.Store)
	for name, job := range a.Runner.Jobs {
		switch j := job.(type) {
		case check.Check:
			j.Cases = cases
			a.Runner.Jobs[name] = j
		case tell.Escalator:
			j.Cases, j.Notifications = cases, told
			a.Runner.Jobs[name] = j
		case tell.Composer:
			j.Cases, j.Notifications = cases, told
			a.Runner.Jobs[name] = j
		}
	}
}

func (a *App) act() bool { return a.Settings.Mode == settings.Act }

// newNoticeID is unique without a central counter; receivers recognise a second arrival by it.
func newNoticeID() string { return "msg_" + rand.Text() }

// Dispatcher makes the outbox dispatcher of a run with the clock.
func (a *App) Dispatcher(clock func() time.Time) (*outbox.Dispatcher, error) {
	return a.dispatcher(clock, nil)
}

// daemonDispatcher makes the dispatcher that works beside a daemon's jobs.
func (a *App) daemonDispatcher(d *jobs.Daemon) (*outbox.Dispatcher, error) {
	return a.dispatcher(d.Now, d.Unsure)
}

func (a *App) dispatcher(clock func() time.Time, doubt func() bool) (*outbox.Dispatcher, error) {
	days := a.Calendar.For()
	return outbox.New(outbox.Config{
		Store: a.Store, Routes: a.Store, Channels: a.channels,
		Recheck: tell.BeforeSend{Composer: a.composer()}, ClockInDoubt: doubt,
		Clock:       func() time.Time { return clock().In(a.Settings.Location) },
		Allowed:     tell.Allowance(a.Policy.Policy, days),
		NextWorkday: func(d workgroup.Date) workgroup.Date { return days.NextWorkingDay(d) },
		Tries:       a.Policy.Policy.Delivery.Tries,
		PerDay:      a.Policy.Policy.People.MaxNoticesPerDay,
		Owner:       owner(), BegunDir: filepath.Join(a.Settings.DataDir, "sending"), Log: a.Log,
		Files:   a.Store.NoticeFiles,
		Link:    a.noticeLink(),
		Observe: a.observe,
	})
}

// owner names this process in its claims.
func owner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}

// Importer imports files into the registry.
func (a *App) Importer() jobs.Importer {
	return jobs.Importer{
		Records:  a.Store.Known,
		NewStage: func(ctx context.Context) (jobs.Staging, error) { return a.Store.NewStage(ctx) },
		Policy:   a.Policy.Policy, Location: a.Settings.Location, Log: a.Log,
		Published: a.useFilings,
	}
}

// Daemon makes the daemon with the policy's schedules. Jobs that do not exist
// yet are left out, and deliver works all the time.
func (a *App) Daemon() (*jobs.Daemon, error) {
	schedules := map[string]*schedule.Schedule{}
	expressions := maps.Clone(a.Policy.Policy.Schedule)
	if expressions == nil {
		expressions = map[string]string{}
	}
	maps.Copy(expressions, digest.Ticks(a.Policy.Policy))
	for job, expression := range expressions {
		if _, ok := a.Runner.Jobs[job]; !ok || job == jobs.Deliver || job == spotcheck.Name && !a.Policy.Policy.SpotCheck.Asked() || job == backup.Name && (a.Policy.Policy.Backup.Dir == "" || !a.Settings.Embedded()) {
			continue
		}
		s, err := schedule.Parse(expression, a.Settings.Location)
		if err != nil {
			return nil, fmt.Errorf("schedule of %s: %w", job, err)
		}
		schedules[job] = s
	}
	return &jobs.Daemon{
		Runner: a.Runner, Schedules: schedules, Ticks: a.Store, Owner: claimant(), Session: a.leaseSession(),
		Clock: func() time.Time { return time.Now().In(a.Settings.Location) }, Log: a.Log,
	}, nil
}
