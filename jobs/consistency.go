package jobs

import (
	"context"
	"fmt"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

// BookReader takes every lease, tick, split run, case and notice of the
// registry as it stood at one moment, the few before the many, and the flaws
// that the registry itself finds: rows that belong to nothing, subjects twice.
type BookReader struct {
	Lease  func(LeaseFile)
	Tick   func(TickFile)
	Run    func(RunFile)
	Case   func(ledger.CaseFile)
	Notice func(outbox.File)
	Flaw   func(ledger.Flaw)
}

// Consistency is what walking through the registry came to.
type Consistency struct {
	Ticks, Runs, Cases, Notices int

	Flaws []ledger.Flaw
}

// CheckConsistency looks for contradictions in the registry: a case with steps
// that lead elsewhere, a telling that was never sent, a notice that nothing
// would wake, a tick that ended and never ran. It writes nothing and runs
// beside a daemon. When the context ends early, the flaws found until then
// stand beside the error.
func CheckConsistency(ctx context.Context, walk func(ctx context.Context, r BookReader) error) (Consistency, error) {
	var c Consistency
	note := func(flaws []ledger.Flaw) { c.Flaws = append(c.Flaws, flaws...) }
	err := walk(ctx, BookReader{
		Lease:  func(f LeaseFile) { note(f.Flaws()) },
		Tick:   func(f TickFile) { c.Ticks++; note(f.Flaws()) },
		Run:    func(f RunFile) { c.Runs++; note(f.Flaws()) },
		Case:   func(f ledger.CaseFile) { c.Cases++; note(f.Flaws()) },
		Notice: func(f outbox.File) { c.Notices++; note(f.Flaws()) },
		Flaw:   func(f ledger.Flaw) { c.Flaws = append(c.Flaws, f) },
	})
	if err != nil {
		return c, fmt.Errorf("walk through the registry: %w", err)
	}
	return c, nil
}
