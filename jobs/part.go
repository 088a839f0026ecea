package jobs

import (
	"context"
	"time"

	"qunguan/jobs/lease"
	"qunguan/reconcile"
)

// SplitRun is the run of a tick that was split into parts, so that every
// replica can take some of them.
type SplitRun struct {
	ID     int64
	Tick   Tick
	Moment time.Time // the moment for which the run judges
	Basis  string    // program and policy: only replicas with the same take parts
}

// UnitRange is the units from one code to another, both included, in byte
// order.
type UnitRange struct{ First, Last string }

// Part is a range of units that this process has claimed.
type Part struct {
	Claim lease.Claim
	Range UnitRange
}

// Parts are the shares of split runs.
type Parts interface {
	// CreateParts splits a run; the parts of the job's earlier runs are deleted.
	CreateParts(ctx context.Context, run SplitRun, ranges []UnitRange) error
	// ClaimPart takes a free part of the run; false if there is none. The
	// holder's name is new at every taking.
	ClaimPart(ctx context.Context, run int64, holder string, term lease.Term) (Part, bool, error)
	// FinishPart stores a part's report; lease.ErrLost if another holder has
	// taken the part.
	FinishPart(ctx context.Context, c lease.Claim, report []byte) error
	// PartsLeft counts the run's parts that are not finished.
	PartsLeft(ctx context.Context, run int64) (int, error)
	// PartReports returns the reports of the run's finished parts, in their order.
	PartReports(ctx context.Context, run int64) ([][]byte, error)
}

// partReport is the stored form of a part's report until the run is complete.
type partReport struct {
	Report
	Held []reconcile.Held `json:"held_parts"`
}

// unitWeight is the cost of one unit besides its rows, in rows: the statements
// that read and write it. Measured on one machine with its database; over a
// network the cost is higher, and parts of many small units come out more even.
const unitWeight = 200

// Parts are small enough that replicas of different speed end together, and large enough that claiming
// them costs nothing.
const (
	maxParts      = 48
	minPartWeight = 2000
)

// splitUnits cuts the units, in byte order, into ranges of about equal weight. weights are roster rows.
// A single range means that sharing gains nothing.
func splitUnits(units []string, weights map[string]int) []UnitRange {
	total := 0
	for _, u := range units {
		total += unitWeight + weights[u]
	}
	each := max(minPartWeight, (total+maxParts-1)/maxParts)
	var ranges []UnitRange
	weight := each
	for _, u := range units {
		if weight >= each {
			ranges, weight = append(ranges, UnitRange{First: u}), 0
		}
		ranges[len(ranges)-1].Last = u
		weight += unitWeight + weights[u]
	}
	return ranges
}

// within lists the units of a range.
func (r UnitRange) within(units []string) []string {
	var mine []string
	for _, u := range units {
		if r.First <= u && u <= r.Last {
			mine = append(mine, u)
		}
	}
	return mine
}
