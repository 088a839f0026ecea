package jobs

import (
	"fmt"
	"time"

	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
)

// Flaws of leases, ticks, and runs with their parts.
const (
	FlawLeaseHalf = "lease_half"          // without a holder or a token
	FlawTickHalf  = "tick_half"           // ended without an outcome, the other way round, or without a holder
	FlawTickEarly = "tick_too_early"      // taken before its time
	FlawTickEnd   = "tick_end_wrong"      // ended before it was taken
	FlawTickRun   = "tick_without_run"    // ended well, and its job never ran
	FlawRunHalf   = "run_half"            // ended without a status, or the other way round
	FlawRunEnd    = "run_end_wrong"       // ended before it began
	FlawRunOpen   = "run_ended_with_work" // ended well while parts of it were not done
	FlawPartTick  = "part_without_tick"   // shared with other replicas, which is only allowed for a tick's run
	FlawPartRun   = "part_of_nothing"     // its run does not exist, or is another job's or moment's
	FlawPartHalf  = "part_half"           // done without a report, the other way round, or without a holder
	FlawPartRange = "part_range_wrong"    // units would be judged twice, or not at all
)

// LeaseFile is the whole record of a lease.
type LeaseFile struct {
	Name, Holder string
	Token        int64
}

// Flaws reports a lease without a holder or a token: no transaction under it
// could be checked.
func (f LeaseFile) Flaws() []ledger.Flaw {
	if f.Holder == "" || f.Token < 1 {
		return []ledger.Flaw{{Kind: FlawLeaseHalf, Detail: fmt.Sprintf("%s, holder %q, token %d", f.Name, f.Holder, f.Token)}}
	}
	return nil
}

// TickFile is the whole record of a tick.
type TickFile struct {
	Tick
	Holder         string
	TakenAt, EndAt time.Time // EndAt zero: it has not ended
	Outcome        string    // a run's status, or scheduledOnly
	Ran            bool      // a run of the job began with it, or went on
}

// Flaws compares the taking of a tick with its end.
func (f TickFile) Flaws() []ledger.Flaw {
	var flaws []ledger.Flaw
	add := func(kind, format string, args ...any) {
		flaws = append(flaws, ledger.Flaw{Kind: kind, Detail: f.Job + " " + f.Nominal.Format(time.RFC3339) + fmt.Sprintf(format, args...)})
	}
	ended := !f.EndAt.IsZero()
	if ended != (f.Outcome != "") || f.Holder == "" || f.TakenAt.IsZero() {
		add(FlawTickHalf, ", by %q, ended %t, %q", f.Holder, ended, f.Outcome)
	}
	if f.TakenAt.Before(f.Nominal) {
		add(FlawTickEarly, ", taken %s", f.TakenAt.Format(time.RFC3339))
	}
	if ended && f.EndAt.Before(f.TakenAt) {
		add(FlawTickEnd, ", taken %s, ended %s", f.TakenAt.Format(time.RFC3339), f.EndAt.Format(time.RFC3339))
	}
	if wellEnded(f.Outcome) && !f.Ran {
		add(FlawTickRun, ", %s", f.Outcome)
	}
	return flaws
}

// wellEnded reports whether a run completed its work, as far as it could.
func wellEnded(status string) bool {
	return status == StatusOK || status == StatusPartial || status == StatusHeld
}

// RunFile is the record of a run without its report.
type RunFile struct {
	reconcile.RunRecord
	Known bool       // false: its parts exist without it
	Parts []PartFile // in their order; none: it was not shared
}

// PartFile is the record of a part without its report.
type PartFile struct {
	Seq      int
	Tick     Tick // of its run, as stored with the part
	Moment   time.Time
	Range    UnitRange
	Holder   string
	Token    int64
	Done     bool
	Reported bool
	Ticked   bool // the tick exists
}

// Flaws compares the start of a run with its end and its parts.
func (f RunFile) Flaws() []ledger.Flaw {
	var flaws []ledger.Flaw
	add := func(kind, format string, args ...any) {
		flaws = append(flaws, ledger.Flaw{Kind: kind, Detail: fmt.Sprintf("%d %s", f.ID, f.Job) + fmt.Sprintf(format, args...)})
	}
	ended := !f.FinishedAt.IsZero()
	if f.Known && ended != (f.Status != "") {
		add(FlawRunHalf, ", ended %t, %q", ended, f.Status)
	}
	if ended && f.FinishedAt.Before(f.StartedAt) {
		add(FlawRunEnd, ", begun %s, ended %s", f.StartedAt.Format(time.RFC3339), f.FinishedAt.Format(time.RFC3339))
	}
	left := 0
	for i, p := range f.Parts {
		if !p.Done {
			left++
		}
		if !f.Known || p.Tick.Job != f.Job || !p.Moment.Equal(f.Moment) {
			add(FlawPartRun, ", part %d of %s", p.Seq, p.Tick.Job)
		}
		if !p.Ticked {
			add(FlawPartTick, ", part %d, %s", p.Seq, p.Tick.Nominal.Format(time.RFC3339))
		}
		if taken := p.Token > 0; taken != (p.Holder != "") || p.Done != p.Reported || p.Done && !taken {
			add(FlawPartHalf, ", part %d, holder %q, token %d, done %t, reported %t", p.Seq, p.Holder, p.Token, p.Done, p.Reported)
		}
		if p.Seq != i+1 || p.Range.First > p.Range.Last || i > 0 && p.Range.First <= f.Parts[i-1].Range.Last {
			add(FlawPartRange, ", part %d, %s to %s", p.Seq, p.Range.First, p.Range.Last)
		}
	}
	if wellEnded(f.Status) && left > 0 {
		add(FlawRunOpen, ", %s, %d of %d parts are not done", f.Status, left, len(f.Parts))
	}
	return flaws
}
