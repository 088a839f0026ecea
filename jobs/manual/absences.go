package manual

import (
	"context"
	"fmt"
	"slices"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// RecordedAbsence is an absence and whether it counts.
type RecordedAbsence struct {
	ledger.Absence
	Active bool
}

// Absences lists absences, the newest first, with whether they count on the
// day.
func Absences(ctx context.Context, read func(ctx context.Context) ([]ledger.Absence, error), day workgroup.Date) ([]RecordedAbsence, error) {
	all, err := read(ctx)
	if err != nil {
		return nil, fmt.Errorf("read absences: %w", err)
	}
	on := ledger.AbsentOn(all, day)
	var list []RecordedAbsence
	for _, a := range slices.Backward(all) {
		list = append(list, RecordedAbsence{Absence: a, Active: on[a.Person].ID == a.ID && a.ID != 0})
	}
	return list, nil
}
