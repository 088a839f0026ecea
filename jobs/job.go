// Package jobs runs the program's work at its moments: jobs, ticks, runs, the daemon, and how replicas
// share them. The jobs themselves are subpackages: check, tell, digest, retention; manual is the work
// of people. Each is a thin script that reads the registry, calls the pure core, and writes the result.
// The packages know no SQL and no channel; their needs are small interfaces beside their use.
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
	Resumed bool      // an earlier process laid its parts and could not finish
}

// Job does one thing at a moment. Its report describes the work, also when a part of it fails; an error
// means that the run failed as a whole.
type Job interface {
	Name() string
	Run(ctx context.Context, run Run) (Report, error)
}

// Waiting is a job that is woken more often than it has work. A tick at which it has none leaves no record of a run.
type Waiting interface {
	Job
	// HasWork reports whether a run at the moment would do, or find, anything.
	HasWork(ctx context.Context, moment time.Time) (bool, error)
}
