// Package jobs is what the program does at a moment: each job is a thin
// script that reads the registry, asks the pure core, and writes down what it
// says. The package knows no SQL and no channel; what it needs of them stands
// in small interfaces beside their use.
package jobs

import (
	"context"
	"slices"
	"time"

	"qunguan/reconcile"
)

// Names of jobs (contract §3) that are more than rules; the judging jobs are
// named in package rule.
const (
	Escalate = "escalate"
	Compose  = "compose"
	Deliver  = "deliver"
)

// Run is one run of a job.
type Run struct {
	ID     int64     // 0 in a dry run
	Moment time.Time // every decision uses it; in the policy's time zone
	DryRun bool      // write nothing
	Tick   bool      // started by the daemon's schedule

	Nominal time.Time // of the tick; zero: no tick, or one that is not shared with other replicas
	Resumed bool      // its parts were laid before, by somebody who could not finish
}

// Job does one thing at a moment. What it could do stands in the report, also
// when it fails in part; an error means that the run failed as a whole.
type Job interface {
	Name() string
	Run(ctx context.Context, run Run) (Report, error)
}

// Status of a run, from best to worst.
const (
	StatusOK      = "ok"
	StatusPartial = "partial"
	StatusHeld    = "held"
	StatusFailed  = "failed"
)

// Report is what a run did (contract §4).
type Report struct {
	Job      string         `json:"job"`
	At       string         `json:"at"`
	Status   string         `json:"status"`
	Read     map[string]int `json:"read"`
	Opened   int            `json:"opened"`
	Seen     int            `json:"seen"`
	Closed   int            `json:"closed"`
	Reopened int            `json:"reopened"`
	Held     int            `json:"held"`
	Unjudged map[string]int `json:"unjudged"`
	Notices  int            `json:"notices"`
	Sent     int            `json:"sent"`
	Seconds  float64        `json:"seconds"`

	// Trouble names each part that failed or is held, and whatever else the
	// reader must know: days outside the holiday table, a job without rules.
	Trouble []Trouble `json:"trouble,omitempty"`

	// HeldParts are the parts that a guard holds back, for who must be told.
	HeldParts []reconcile.Held `json:"-"`
}

// Trouble is one thing of a run that did not go as it should.
type Trouble struct {
	Kind   string `json:"kind"` // failed, held, calendar_uncovered, no_rules
	Unit   string `json:"unit,omitempty"`
	Detail string `json:"detail"`
}

func newReport(job string, run Run) Report {
	return Report{
		Job: job, At: run.Moment.Format(time.RFC3339), Status: StatusOK,
		Read: map[string]int{}, Unjudged: map[string]int{},
	}
}

// add puts what a part of the run did to what the others did. What was read of
// the directory is the same for all of them.
func (r *Report) add(p Report) {
	r.Opened += p.Opened
	r.Seen += p.Seen
	r.Closed += p.Closed
	r.Reopened += p.Reopened
	r.Held += p.Held
	for what, n := range p.Read {
		r.Read[what] += n
	}
	for reason, n := range p.Unjudged {
		r.Unjudged[reason] += n
	}
	for _, t := range p.Trouble {
		if !slices.Contains(r.Trouble, t) {
			r.Trouble = append(r.Trouble, t)
		}
	}
	r.HeldParts = append(r.HeldParts, p.HeldParts...)
	r.worsen(p.Status)
}

// worsen moves the status down to s if it is better than that.
func (r *Report) worsen(s string) {
	order := map[string]int{StatusOK: 0, StatusPartial: 1, StatusHeld: 2, StatusFailed: 3}
	if order[s] > order[r.Status] {
		r.Status = s
	}
}
