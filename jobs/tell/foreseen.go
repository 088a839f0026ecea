package tell

import (
	"context"
	"maps"
	"slices"

	"qunguan/reconcile/ledger"
)

// Foreseen is the record of notifications as a dry run would leave it: rungs are kept in memory, where the
// next job of the same command finds them, and written nowhere.
type Foreseen struct {
	Notifications
	recorded []ledger.Notification
}

// Foresee is the record of notifications for a dry run.
func Foresee(t Notifications) *Foreseen {
	if f, ok := t.(*Foreseen); ok {
		return f
	}
	return &Foreseen{Notifications: t}
}

// OpenNotifications returns the registry's and those kept in memory.
func (f *Foreseen) OpenNotifications(ctx context.Context) (map[int64][]ledger.Notification, error) {
	found, err := f.Notifications.OpenNotifications(ctx)
	if err != nil {
		return nil, err
	}
	found = maps.Clone(found)
	for _, t := range f.recorded {
		found[t.Case] = append(slices.Clip(found[t.Case]), t)
	}
	return found, nil
}

// PendingNotifications returns the registry's and those kept in memory.
func (f *Foreseen) PendingNotifications(ctx context.Context) ([]ledger.Notification, error) {
	found, err := f.Notifications.PendingNotifications(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range f.recorded {
		if t.State == ledger.NotificationDue || t.Rung.Kind == ledger.PriorNotice {
			found = append(found, t)
		}
	}
	return found, nil
}

// RecordNotifications keeps notifications in memory.
func (f *Foreseen) RecordNotifications(_ context.Context, _ int64, notifications []ledger.Notification, _ []ledger.Step) error {
	f.recorded = append(f.recorded, notifications...)
	return nil
}
