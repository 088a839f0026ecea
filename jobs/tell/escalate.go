package tell

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/notify"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Escalator climbs the ladder: it rechecks the cases that would climb today, closes those that no
// longer hold, and records the due rungs; compose puts them into notices.
type Escalator struct {
	Directory     check.Directory
	Rosters       check.Rosters
	Cases         check.Cases
	Notifications Notifications
	Notices       Notices
	Policy        *policy.Policy
	Calendar      *calendar.Calendar
	Log           *slog.Logger
}

// Name is the job's name.
func (Escalator) Name() string { return jobs.Escalate }

// recordAtOnce bounds one transaction of notifications.
const recordAtOnce = 1000

// Run records today's rungs. A second run on the same day records nothing, and of two at once each
// records what the other one has not.
func (e Escalator) Run(ctx context.Context, run jobs.Run) (jobs.Report, error) {
	report := jobs.NewReport(jobs.Escalate, run)
	if run.DryRun {
		e.Cases, e.Notifications = check.Foresee(e.Cases), Foresee(e.Notifications)
	}
	w, err := check.ReadRegistry(ctx, e.Directory, e.Policy, e.Calendar, run.Moment)
	if err != nil {
		return report, err
	}
	for try := 1; ; try++ {
		if err = e.climb(ctx, run, w, &report); !errors.Is(err, ledger.ErrMoved) || try == check.MaxTries {
			break
		}
	}
	report.NoteCalendar(w.Days, e.Log)
	return report, err
}

// climb records the rungs that are due by the present ledger; ledger.ErrMoved if another run recorded
// one of them meanwhile.
func (e Escalator) climb(ctx context.Context, run jobs.Run, w *check.RegistrySnapshot, report *jobs.Report) error {
	climb, err := e.climber(ctx, w)
	if err != nil {
		return err
	}
	mayClimb := func(k ledger.Case) bool {
		newer := k // the case as if the newest data had shown it
		newer.DataAt = w.Moment.Add(time.Nanosecond)
		return k.ToldOn != "" && (records(climb(k)) || records(climb(newer)))
	}
	judged, err := recheck{Rosters: e.Rosters, Cases: e.Cases, Job: jobs.Escalate, Log: e.Log}.judge(ctx, run, w, mayClimb, report)
	if err != nil {
		return err
	}
	var cases []ledger.Case // that may climb today
	if err := judged.each(ctx, func(k ledger.Case) { cases = append(cases, k) }); err != nil {
		return err
	}
	var notifications []ledger.Notification
	var steps []ledger.Step
	for _, k := range cases {
		for _, f := range climb(k) {
			if f.Record == "" {
				continue
			}
			t := f.Notification(k)
			notifications = append(notifications, t)
			if f.Record == ledger.NotificationSkipped {
				steps = append(steps, ledger.Step{CaseID: k.ID, At: run.Moment, State: k.State, By: jobs.Escalate, Reason: "rung_skipped", Note: t.Rung.Name() + ": " + t.Reason})
			}
		}
	}
	for len(notifications) > 0 {
		n := min(recordAtOnce, len(notifications))
		ids := map[int64]bool{}
		for _, t := range notifications[:n] {
			ids[t.Case] = true
		}
		mine := slices.DeleteFunc(slices.Clone(steps), func(s ledger.Step) bool { return !ids[s.CaseID] })
		steps = slices.DeleteFunc(steps, func(s ledger.Step) bool { return ids[s.CaseID] })
		if err := e.Notifications.RecordNotifications(ctx, run.ID, notifications[:n], mine); err != nil {
			return err
		}
		for _, t := range notifications[:n] {
			report.Read[string(t.State)]++
		}
		if !run.DryRun {
			logRungs(ctx, e.Log, run, notifications[:n], cases)
		}
		notifications = notifications[n:]
	}
	return nil
}

// records reports whether a rung of the case must be recorded now.
func records(ladder []ledger.RungStatus) bool {
	return slices.ContainsFunc(ladder, func(f ledger.RungStatus) bool { return f.Record != "" })
}

// Explain returns how every rung of one case stands on the world's day.
func (e Escalator) Explain(ctx context.Context, w *check.RegistrySnapshot, k ledger.Case) ([]ledger.RungStatus, error) {
	climb, err := e.climber(ctx, w)
	if err != nil {
		return nil, err
	}
	return climb(k), nil
}

// climber reads the data for climbing and returns a function that computes how a case's rungs stand.
func (e Escalator) climber(ctx context.Context, w *check.RegistrySnapshot) (func(ledger.Case) []ledger.RungStatus, error) {
	past, err := e.Notifications.OpenNotifications(ctx)
	if err != nil {
		return nil, fmt.Errorf("read tellings: %w", err)
	}
	routes, err := e.Notices.RouteChannels(ctx)
	if err != nil {
		return nil, fmt.Errorf("read routes: %w", err)
	}
	agreed, err := readArranged(ctx, e.Notifications, w)
	if err != nil {
		return nil, err
	}
	ladder, err := NewLadder(w, routes, agreed.absent)
	if err != nil {
		return nil, err
	}
	return func(k ledger.Case) []ledger.RungStatus {
		group, above := w.Groups.Of(k.Subject.Group), ""
		if rule.Inspects(k.Rule) {
			group, above = workgroup.Group{}, w.Dir.People.Of(k.Responsible).Unit
		}
		return ladder.Climb(ledger.LadderInput{
			Case: k, Group: group, Above: above, Past: past[k.ID], Highest: rule.HighestOf(k.Rule), Day: w.Day,
			Asks: rule.Removes(k.Rule), ByData: rule.ConfirmedBy(k.Rule) != rule.ByRegistry, Concerned: rule.ConcernedIn(k),
			Milestones: agreed.measures[k.ID],
		})
	}, nil
}

// NewLadder is the policy's ladder with the directory and routes of the day. An
// absent person counts as reachable, because compose finds the deputy.
func NewLadder(w *check.RegistrySnapshot, routes map[notify.Recipient][]string, absent map[string]ledger.Absence) (ledger.Ladder, error) {
	l := ledger.Ladder{
		Days: w.Days, Zone: w.Moment.Location(), People: w.Dir.People, Units: w.Dir.Units,
		PauseN: w.Policy.RectifiedPause.N, PauseU: w.Policy.RectifiedPause.Unit,
		RemindBeforeRemoval: w.Policy.Member.RemindBeforeRemoval,
		Reach: func(to workgroup.Recipient) bool {
			_, away := absent[to.Code]
			return away && to.Type == notify.ToPerson || len(routes[to]) > 0
		},
		Private: func(to workgroup.Recipient) bool {
			return slices.ContainsFunc(routes[to], func(channel string) bool { return channel != notify.Manual })
		},
	}
	for _, r := range w.Policy.Ladder {
		rung, err := ledger.ParseRung(r.At, r.To, r.By)
		if err != nil {
			return l, fmt.Errorf("read the ladder: %w", err)
		}
		l.Rungs = append(l.Rungs, rung)
	}
	return l, nil
}
