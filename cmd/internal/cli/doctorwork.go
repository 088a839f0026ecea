package cli

import (
	"slices"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/jobs/vitals"
)

// tickGrace is how long after its moment a tick may not have been done yet:
// jobs of one morning run one after the other.
const tickGrace = time.Hour

// tickHistory is how far back the doctor looks for a tick; every usual
// schedule has one in it.
const tickHistory = 40 * 24 * time.Hour

// examineJobs says which jobs should have run and did not, and which failed.
func (u *checkup) examineJobs(a *app.App, now time.Time) {
	figures, err := a.Store.Vitals(u, now)
	if err != nil {
		u.failed("jobs", err)
		return
	}
	daemon, err := a.Daemon()
	if err != nil {
		u.failed("jobs", err)
		return
	}
	runs := map[string]vitals.Run{}
	var last time.Time
	var failed []string
	for _, r := range figures.Runs {
		runs[r.Job] = r
		if r.EndedAt.After(last) {
			last = r.EndedAt
		}
		if r.Status == "failed" {
			failed = append(failed, r.Job)
		}
	}
	var missed []string
	for job, s := range daemon.Schedules {
		r, ran := runs[job]
		tick, was := s.Latest(now.Add(-tickHistory), now.Add(-tickGrace))
		// A job that never ran may be new; that none ever ran is said below.
		if ran && was && r.EndedAt.Before(tick) {
			missed = append(missed, u.say("doctor.job_missed", "job", job, "due", tick.Format("01-02 15:04"), "last", r.EndedAt.In(now.Location()).Format("2006-01-02 15:04")))
		}
	}
	slices.Sort(missed)
	switch {
	case last.IsZero():
		u.add("jobs", attention, u.say("doctor.jobs_never"), u.say("doctor.todo_first"))
	case len(missed) > 0:
		u.add("jobs", broken, u.say("doctor.jobs_missed", "n", len(missed), "which", strings.Join(missed, "；")), u.say("doctor.todo_jobs"))
	default:
		u.add("jobs", healthy, u.say("doctor.jobs_ran", "last", last.In(now.Location()).Format("2006-01-02 15:04")))
	}
	if len(failed) > 0 {
		u.add("failed_jobs", broken, u.say("doctor.jobs_failed", "which", strings.Join(failed, ", ")), u.say("doctor.todo_failed", "job", failed[0]))
	}
	if figures.Held > 0 {
		u.add("held", attention, u.say("doctor.held_found", "n", figures.Held), u.say("doctor.todo_held"))
	}
}

// examineRosters counts the live groups with rosters too old to be judged.
func (u *checkup) examineRosters(a *app.App, now time.Time) {
	groups, err := a.Store.Groups(u)
	if err != nil {
		u.failed("rosters", err)
		return
	}
	var live []string
	for g := range groups.All() {
		if g.Live() {
			live = append(live, g.Code)
		}
	}
	rosters, err := a.Store.Rosters(u, live)
	if err != nil {
		u.failed("rosters", err)
		return
	}
	days := a.Policy.Policy.Member.RosterMaxAgeDays
	stale := slices.DeleteFunc(live, func(code string) bool { return rosters[code].FreshAt(now, days) })
	switch {
	case groups.Len() == 0:
		u.add("rosters", attention, u.say("doctor.rosters_none"), u.say("doctor.todo_import"))
		return
	case len(stale) == 0:
		u.add("rosters", healthy, u.say("doctor.rosters_fresh", "n", groups.Len()))
		return
	}
	slices.Sort(stale)
	u.add("rosters", attention, u.say("doctor.rosters_stale", "n", len(stale), "days", days, "which", strings.Join(stale[:min(len(stale), mostShown)], ", ")), u.say("doctor.todo_rosters"))
}

// examineLeader names the process that runs scheduled jobs.
func (u *checkup) examineLeader(a *app.App) {
	who, err := a.Leader(u)
	switch {
	case err != nil:
		u.failed("leader", err)
	case who == "":
		u.add("leader", attention, u.say("doctor.leader_none"), u.say("doctor.todo_daemon"))
	default:
		u.add("leader", healthy, u.say("doctor.leader_is", "who", who))
	}
}

// outboxPatience is how long a notice may be due before the doctor reports it.
const outboxPatience = 15 * time.Minute

// examineOutbox reports due notices that do not leave, and notices that were
// given up.
func (u *checkup) examineOutbox(a *app.App, now time.Time) {
	figures, err := a.Store.Vitals(u, now)
	if err != nil {
		u.failed("outbox", err)
		return
	}
	waiting := map[string]int{}
	for _, w := range figures.Waiting {
		waiting[w.State] += w.N
	}
	late := now.Sub(figures.Outbox.OldestDue)
	if figures.Outbox.Due > 0 && late > outboxPatience {
		detail := u.say("doctor.outbox_stuck", "n", figures.Outbox.Due, "minutes", int(late.Minutes()))
		if a.Settings.Mode == "report" {
			u.add("outbox", attention, detail, u.say("doctor.todo_outbox_report"))
		} else {
			u.add("outbox", broken, detail, u.say("doctor.todo_outbox"))
		}
	} else {
		u.add("outbox", healthy, u.say("doctor.outbox_flows", "due", figures.Outbox.Due, "planned", waiting["planned"], "pending", waiting["pending"]))
	}
	if n := waiting["manual"]; n > 0 {
		u.add("manual", attention, u.say("doctor.manual_found", "n", n), u.say("doctor.todo_manual"))
	}
}
