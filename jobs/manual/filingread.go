package manual

import (
	"context"
	"fmt"
	"time"

	"qunguan/jobs/check"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// keepFor is for how long after a use the form's reading of the county stays in memory.
const keepFor = 10 * time.Minute

// countyReading is the county as the form's last comparison read it. Reading the rosters of 10,000
// groups takes seconds, comparing with them a tenth of one.
type countyReading struct {
	w       *check.RegistrySnapshot // nil: nothing is kept
	changes int64                   // the count of changes at the reading
	usedAt  time.Time               // by the machine's clock
}

// FilingTurn is the turn to compare, of one form at a time: reading and comparing with the rosters of
// a county is work. While nobody compares, it holds the last reading.
type FilingTurn chan countyReading

// NewFilingTurn is the turn of a desk that has read nothing.
func NewFilingTurn() FilingTurn {
	turn := make(FilingTurn, 1)
	turn <- countyReading{}
	return turn
}

// prepareEvery is how often reading ahead may read again: opening the form is free for everybody who
// has its link, and a reading is work for seconds.
const prepareEvery = time.Minute

// Prepare reads the county ahead for a form that somebody begins to fill in. It waits for nobody and
// writes nothing.
func (d FilingDesk) Prepare(ctx context.Context) error {
	select {
	case kept := <-d.Turn:
		defer func() { d.giveBack(kept) }()
		if time.Since(kept.usedAt) < prepareEvery {
			return nil
		}
		return d.read(ctx, &kept)
	default:
		return nil
	}
}

// read brings a reading up to date: its registry is as of the clock.
func (d FilingDesk) read(ctx context.Context, kept *countyReading) error {
	kept.usedAt = time.Now()                    // also where it fails
	changes, _, err := d.Store.LastRecheck(ctx) // before the registry: a change meanwhile is read next time
	if err != nil {
		return err
	}
	now := d.Clock()
	if kept.w != nil && kept.changes == changes && kept.w.Day == workgroup.DateOf(now) {
		kept.w.Moment = now
		return nil
	}
	kept.w = nil
	w, err := check.ReadRegistry(ctx, d.Directory, d.Policy, d.Calendar, now)
	if err != nil {
		return err
	}
	if err := (check.Judge{Rosters: d.Rosters}).ReadCounty(ctx, w, rule.CompareReads); err != nil {
		return fmt.Errorf("read the county for a filing: %w", err)
	}
	kept.w, kept.changes = w, changes
	return nil
}

// giveBack ends the turn. The reading is dropped when nobody has used it for long.
func (d FilingDesk) giveBack(kept countyReading) {
	d.Turn <- kept
	if kept.w == nil {
		return
	}
	used := kept.usedAt // the reading itself must not wait for the timer
	time.AfterFunc(keepFor, func() {
		select {
		case now := <-d.Turn:
			if now.usedAt.Equal(used) {
				now = countyReading{}
			}
			d.Turn <- now
		default: // in use
		}
	})
}
