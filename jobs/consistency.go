package jobs

import (
	"context"
	"fmt"
	"time"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

// BookReader reads every lease, tick, split run, case and notice of the registry at one moment, the few
// before the many, and the flaws that the registry itself finds: rows without their parent, duplicate
// subjects.
type BookReader struct {
	Lease  func(LeaseFile)
	Tick   func(TickFile)
	Run    func(RunFile)
	Case   func(ledger.CaseFile)
	Notice func(outbox.File)
	Flaw   func(ledger.Flaw)
}

// Consistency is the result of the check.
type Consistency struct {
	Ticks, Runs, Cases, Notices int

	Flaws []ledger.Flaw
}

// CheckConsistency searches the registry for contradictions: a case whose steps lead to another state,
// a notification that was never sent, a notice that no job would pick up, a tick that ended and never ran.
// It writes nothing and runs beside a daemon. When the context ends early, the flaws found until then
// are returned beside the error.
func CheckConsistency(ctx context.Context, walk func(ctx context.Context, r BookReader) error) (Consistency, error) {
	var c Consistency
	note := func(flaws []ledger.Flaw) { c.Flaws = append(c.Flaws, flaws...) }
	var newest time.Time // moment of a run
	err := walk(ctx, BookReader{
		Lease: func(f LeaseFile) { note(f.Flaws()) },
		Tick:  func(f TickFile) { c.Ticks++; note(f.Flaws()) },
		Run: func(f RunFile) {
			if c.Runs++; f.Moment.After(newest) {
				newest = f.Moment
			}
			note(f.Flaws())
		},
		Case:   func(f ledger.CaseFile) { c.Cases++; f.Newest = newest; note(f.Flaws()) },
		Notice: func(f outbox.File) { c.Notices++; note(f.Flaws()) },
		Flaw:   func(f ledger.Flaw) { c.Flaws = append(c.Flaws, f) },
	})
	if err != nil {
		return c, fmt.Errorf("walk through the registry: %w", err)
	}
	return c, nil
}
