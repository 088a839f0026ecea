package tell

import (
	"context"
	"maps"
	"slices"

	"qunguan/reconcile/ledger"
)

// Foreseen is the record of tellings as a dry run would leave it: rungs are kept in memory, where the
// next job of the same command finds them, and written nowhere.
type Foreseen struct {
	Told
	recorded []ledger.Telling
}

// Foresee is the record of tellings for a dry run.
func Foresee(t Told) *Foreseen {
	if f, ok := t.(*Foreseen); ok {
		return f
	}
	return &Foreseen{Told: t}
}

// OpenTellings returns the registry's and those kept in memory.
func (f *Foreseen) OpenTellings(ctx context.Context) (map[int64][]ledger.Telling, error) {
	found, err := f.Told.OpenTellings(ctx)
	if err != nil {
		return nil, err
	}
	found = maps.Clone(found)
	for _, t := range f.recorded {
		found[t.Case] = append(slices.Clip(found[t.Case]), t)
	}
	return found, nil
}

// PendingTellings returns the registry's and those kept in memory.
func (f *Foreseen) PendingTellings(ctx context.Context) ([]ledger.Telling, error) {
	found, err := f.Told.PendingTellings(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range f.recorded {
		if t.State == ledger.TellingDue || t.Rung.Kind == ledger.PriorNotice {
			found = append(found, t)
		}
	}
	return found, nil
}

// RecordTellings keeps tellings in memory.
func (f *Foreseen) RecordTellings(_ context.Context, _ int64, tellings []ledger.Telling, _ []ledger.Step) error {
	f.recorded = append(f.recorded, tellings...)
	return nil
}
