// Package jobs is what the program does at a moment: each job is a thin
// script that reads the registry, asks the pure core, and writes down what it
// says. The package knows no SQL and no channel; what it needs of them stands
// in small interfaces beside their use.
package jobs

import (
	"context"
	"time"
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
