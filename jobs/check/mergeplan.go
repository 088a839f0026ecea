package check

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"qunguan/reconcile/overlap"
	"qunguan/reconcile/rule"
)

// Messages is where a merge plan reads how much is said in groups.
type Messages interface {
	// MessagesADay is the mean of the counted days of the last 30; a group
	// without a count is not in the answer.
	MessagesADay(ctx context.Context, groups []string, moment time.Time) (map[string]float64, error)
}

// MergePlan plans for the whole county by the newest rosters. It writes
// nothing.
func MergePlan(ctx context.Context, w *World, r Rosters, m Messages) (*overlap.Plan, error) {
	if err := (Judge{Rosters: r}).ReadCounty(ctx, w, rule.MergePlanReads); err != nil {
		return nil, err
	}
	messages, err := m.MessagesADay(ctx, slices.Sorted(maps.Keys(w.Groups)), w.Moment)
	if err != nil {
		return nil, fmt.Errorf("plan mergers: %w", err)
	}
	return w.MergePlan(messages), nil
}
