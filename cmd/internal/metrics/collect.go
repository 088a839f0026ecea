package metrics

import (
	"runtime"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"qunguan/jobs/trail"
	"qunguan/jobs/vitals"
	"qunguan/reconcile/workgroup"
)

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("qunguan_"+name, help, labels, nil)
}

var (
	buildInfo    = desc("build_info", "Always 1; which program this is.", "version", "goversion")
	actMode      = desc("act_mode", "1 = notices are sent (MODE=act), 0 = they are only planned.")
	registryUp   = desc("registry_up", "1 = the registry answered when these figures were counted.")
	auditAt      = desc("audit_verified_timestamp_seconds", "When the job audit last verified the audit trail; 0 = not yet.")
	auditBad     = desc("audit_problems", "What the last verification of the audit trail found.")
	calendarLeft = desc("calendar_remaining_seconds", "Whole days, in seconds, from today to the last day that the holiday table covers; negative = it has ended.")

	jobEnded     = desc("job_last_run_timestamp_seconds", "When the job's last run ended, however it ended.", "job")
	jobSucceeded = desc("job_last_success_timestamp_seconds", "When the job's last run ended that did not fail as a whole; 0 = none did.", "job")
	jobScheduled = desc("job_scheduled_timestamp_seconds", "The job's newest tick since this process began.", "job")
	jobSeconds   = desc("job_last_run_duration_seconds", "How long the job's last run took.", "job")
	jobStatus    = desc("job_last_run_status", "1 for how the job's last run ended: ok, partial, held, failed.", "job", "status")
	unjudged     = desc("unjudged", "What the job's last run could not judge, by reason.", "job", "reason")
	cases        = desc("cases", "Cases in the ledger.", "rule", "state")
	held         = desc("guard_held_parts", "Parts of runs that a guard holds back and nobody has released.")

	waiting   = desc("notices_waiting", "Notices that are not at their end.", "channel", "state")
	outboxDue = desc("outbox_due", "Notices that should have been sent by now.")
	outboxAge = desc("outbox_oldest_due_age_seconds", "How long the oldest of them has been due; 0 = nothing is due.")

	burdenMost  = desc("person_messages_week_max", "Messages in the last seven days to the person who got most.")
	burdenMean  = desc("person_messages_week_avg", "Messages in the last seven days per person who got any.")
	burdenReach = desc("messaged_people_week", "People who got a message in the last seven days.")

	leaseHeld = desc("lease_held", "1 = this process may run scheduled jobs now.")
	leaseTerm = desc("lease_term", "The fencing token of the lease that this process holds or last held.")
)

// Describe names every metric.
func (m *Metrics) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		buildInfo, actMode, registryUp, calendarLeft, jobEnded, jobSucceeded, jobScheduled, jobSeconds, jobStatus, unjudged, cases, held,
		waiting, outboxDue, outboxAge, burdenMost, burdenMean, burdenReach, leaseHeld, leaseTerm,
		diskFree, diskSize, backupAt, auditAt, auditBad,
	} {
		ch <- d
	}
}

// secondsPerDay turns days into the unit that every duration has here.
const secondsPerDay = 24 * 60 * 60

// Collect emits the present figures.
func (m *Metrics) Collect(ch chan<- prometheus.Metric) {
	s := sample{ch}
	s.gauge(buildInfo, 1, m.Version, runtime.Version())
	s.gauge(actMode, truth(m.Act))
	now := m.Now()
	_, to := m.Covered()
	s.gauge(calendarLeft, float64(workgroup.DateOf(now).DaysUntil(to))*secondsPerDay)
	for job, at := range m.Scheduled(now) {
		s.gauge(jobScheduled, unix(at), job)
	}
	if lease, ok := m.Lease(); ok {
		s.gauge(leaseHeld, truth(lease.Held))
		s.gauge(leaseTerm, float64(lease.Term))
	}
	if m.Upkeep != nil {
		s.upkeep(m.Upkeep())
	}
	figures, up := m.count()
	s.gauge(registryUp, truth(up))
	if !up {
		return
	}
	ran := map[string]bool{}
	for _, r := range figures.Runs {
		if slices.Contains(m.Jobs, r.Job) {
			s.run(r)
			ran[r.Job] = true
		}
	}
	for _, job := range m.Jobs {
		if !ran[job] { // a missing series raises no alarm
			s.run(vitals.Run{Job: job})
		}
	}
	for _, c := range figures.Cases {
		s.gauge(cases, float64(c.N), c.Rule, c.State)
	}
	s.gauge(held, float64(figures.Held))
	s.outbox(figures, now)
}

type sample struct{ ch chan<- prometheus.Metric }

func (s sample) gauge(d *prometheus.Desc, v float64, labels ...string) {
	s.ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
}

func (s sample) run(r vitals.Run) {
	if r.Job == trail.Name {
		s.gauge(auditAt, unix(r.SucceededAt))
		s.gauge(auditBad, float64(r.Problems))
	}
	s.gauge(jobEnded, unix(r.EndedAt), r.Job)
	s.gauge(jobSucceeded, unix(r.SucceededAt), r.Job)
	s.gauge(jobSeconds, r.Seconds, r.Job)
	for _, status := range []string{"ok", "partial", "held", "failed"} {
		s.gauge(jobStatus, truth(r.Status == status), r.Job, status)
	}
	if len(r.Unjudged) == 0 {
		s.gauge(unjudged, 0, r.Job, "none")
	}
	for reason, n := range r.Unjudged {
		s.gauge(unjudged, float64(n), r.Job, reason)
	}
}

func (s sample) outbox(f vitals.Figures, now time.Time) {
	states := map[string]bool{}
	for _, n := range f.Waiting {
		s.gauge(waiting, float64(n.N), channelLabel(n.Channel), n.State)
		states[n.State] = true
	}
	for _, state := range waitingStates {
		if !states[state] {
			s.gauge(waiting, 0, channelLabel(""), state)
		}
	}
	s.gauge(outboxDue, float64(f.Outbox.Due))
	age := 0.0
	if !f.Outbox.OldestDue.IsZero() {
		age = max(0, now.Sub(f.Outbox.OldestDue).Seconds())
	}
	s.gauge(outboxAge, age)
	s.gauge(burdenReach, float64(f.Burden.People))
	s.gauge(burdenMost, float64(f.Burden.Most))
	s.gauge(burdenMean, float64(f.Burden.Messages)/max(1, float64(f.Burden.People)))
}

// waitingStates are the states of notices that have not ended.
var waitingStates = []string{"planned", "pending", "sending", "failed", "uncertain", "manual"}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func unix(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}
