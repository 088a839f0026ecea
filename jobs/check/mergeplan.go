package check

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/reconcile/overlap"
	"qunguan/reconcile/rule"
)

// Messages reads the numbers of messages in groups, for a merge plan.
type Messages interface {
	// MessagesADay is the mean of the counted days of the last 30; groups without a count are missing
	// in it.
	MessagesADay(ctx context.Context, groups []string, moment time.Time) (map[string]float64, error)
}

// MergePlan plans mergers for the whole county by the newest rosters. It writes nothing.
func MergePlan(ctx context.Context, w *RegistrySnapshot, r Rosters, m Messages) (*overlap.Plan, error) {
	if err := (Judge{Rosters: r}).ReadCounty(ctx, w, rule.MergePlanReads); err != nil {
		return nil, err
	}
	messages, err := m.MessagesADay(ctx, slices.Collect(w.Groups.Codes()), w.Moment)
	if err != nil {
		return nil, fmt.Errorf("plan mergers: %w", err)
	}
	return w.MergePlan(messages), nil
}
