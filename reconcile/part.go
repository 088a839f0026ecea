package reconcile

import (
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/roster"
)

// Part is the plan for one unit, which is committed whole.
type Part struct {
	Run      int64 // the run's id
	Job      string
	Unit     string // empty: the part belongs to no unit
	Moment   time.Time
	Plan     Plan
	Steps    []ledger.Step // for cases that exist; steps of new cases come from the plan
	Baseline []string      // rules that judge the unit for the first time, to be recorded
	Held     *Held         // the guard tripped: nothing else is written

	// Index lists where people were found in the unit's groups, and replaces the former list; nil: the
	// job has none.
	Index    []roster.IndexDocument
	Released int64 // the held part whose release let this one through; 0 = none
}

// Held is a part that a guard holds back until a person releases it.
type Held struct {
	ID         int64
	Job        string
	Unit       string
	HeldAt     time.Time // moment of the last run that tripped
	Trip       GuardTrip
	ReleasedAt time.Time // zero: not released
	ReleasedBy string
	Note       string
	UsedAt     time.Time // zero: the release has not let a run through yet
}

// releaseDays is the number of days for which a release lets the next run through.
const releaseDays = 7

// Lets reports whether the release of the part still counts at a run's moment. A person approved the
// numbers of a certain week, so an older release must be given again.
func (h Held) Lets(moment time.Time) bool {
	return !h.ReleasedAt.IsZero() && !moment.After(h.ReleaseEnds())
}

// ReleaseEnds is the last moment at which the release counts.
func (h Held) ReleaseEnds() time.Time { return h.ReleasedAt.Add(releaseDays * 24 * time.Hour) }

// RunRecord is one run of a job, as stored in the registry.
type RunRecord struct {
	ID         int64
	Job        string
	Moment     time.Time // the moment that the run judged for
	Tick       bool      // the daemon's tick; otherwise by hand
	StartedAt  time.Time // real time
	FinishedAt time.Time // zero: still running, or it died
	Status     string    // ok, partial, held, failed
	Summary    []byte    // the run's report as JSON
}
