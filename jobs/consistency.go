package jobs

import (
	"context"
	"fmt"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

// BookWalk is where the whole registry is read as it stood at one moment.
type BookWalk interface {
	// WalkBooks gives every case, then every notice, and then what the
	// registry itself found: rows that belong to nothing, subjects twice.
	WalkBooks(ctx context.Context, cases func(ledger.CaseFile), notices func(outbox.File), found func(ledger.Flaw)) error
}

// Consistency is what walking through the registry came to.
type Consistency struct {
	Cases, Notices int
	Flaws          []ledger.Flaw
}

// CheckConsistency looks for whatever in the registry contradicts itself: a
// case whose steps lead elsewhere, a telling that nobody was sent, a notice
// that nothing would wake. It writes nothing, and runs beside a daemon.
func CheckConsistency(ctx context.Context, books BookWalk) (Consistency, error) {
	var c Consistency
	err := books.WalkBooks(ctx, func(f ledger.CaseFile) {
		c.Cases++
		c.Flaws = append(c.Flaws, f.Flaws()...)
	}, func(f outbox.File) {
		c.Notices++
		c.Flaws = append(c.Flaws, f.Flaws()...)
	}, func(f ledger.Flaw) { c.Flaws = append(c.Flaws, f) })
	if err != nil {
		return c, fmt.Errorf("walk through the registry: %w", err)
	}
	return c, nil
}
