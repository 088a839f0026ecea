package tell

import (
	"context"
	"maps"
	"slices"

	"qunguan/reconcile/ledger"
)

// Foreseen is the ledger of telling as a dry run would leave it: rungs that
// would be recorded are found by the next job of the same command, and are
// written nowhere.
type Foreseen struct {
	Told
	recorded []ledger.Telling
}

// Foresee is the ledger of telling as a dry run is to see it.
func Foresee(t Told) *Foreseen {
	if f, ok := t.(*Foreseen); ok {
		return f
	}
	return &Foreseen{Told: t}
}

// OpenTellings are the registry's and what would be recorded.
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

// PendingTellings are the registry's and what would fall due.
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

// RecordTellings keeps what would be recorded.
func (f *Foreseen) RecordTellings(_ context.Context, _ int64, tellings []ledger.Telling, _ []ledger.Step) error {
	f.recorded = append(f.recorded, tellings...)
	return nil
}
