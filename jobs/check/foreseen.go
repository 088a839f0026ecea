package check

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
)

// Foreseen is the ledger as a dry run would leave it: it reads from the registry and keeps the run's
// changes in memory, so that the next job of the same command finds them.
type Foreseen struct {
	Behind Cases

	mu      sync.Mutex
	changed map[int64]ledger.Case // new ones have ids below 0
}

// Foresee is the ledger for a dry run.
func Foresee(c Cases) *Foreseen {
	if f, ok := c.(*Foreseen); ok {
		return f
	}
	return &Foreseen{Behind: c, changed: map[int64]ledger.Case{}}
}

// Cases returns the registry's cases with the changes so far.
func (f *Foreseen) Cases(ctx context.Context, filter ledger.Filter) ([]ledger.Case, error) {
	list, err := f.Behind.Cases(ctx, filter)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	list = slices.DeleteFunc(list, func(c ledger.Case) bool { _, moved := f.changed[c.ID]; return moved })
	for _, c := range f.changed {
		if filter.Picks(c) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b ledger.Case) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

// EachCase calls fn with the registry's cases with the changes so far.
func (f *Foreseen) EachCase(ctx context.Context, filter ledger.Filter, fn func(ledger.Case) error) error {
	list, err := f.Cases(ctx, filter)
	for i := 0; i < len(list) && err == nil; i++ {
		err = fn(list[i])
	}
	return err
}

// CommitParts keeps parts in memory.
func (f *Foreseen) CommitParts(_ context.Context, parts ...reconcile.Part) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range parts {
		if p.Held != nil {
			continue
		}
		for i := range p.Plan.Changes {
			c := &p.Plan.Changes[i].After
			if c.ID == 0 {
				c.ID = -int64(len(f.changed)) - 1
			}
			f.changed[c.ID] = *c
		}
	}
	return nil
}

// Baselines returns the registry's.
func (f *Foreseen) Baselines(ctx context.Context, rules []string) (map[string]map[string]bool, error) {
	return f.Behind.Baselines(ctx, rules)
}

// ReleasedPart returns the registry's.
func (f *Foreseen) ReleasedPart(ctx context.Context, job, unit string) (*reconcile.Held, error) {
	return f.Behind.ReleasedPart(ctx, job, unit)
}
