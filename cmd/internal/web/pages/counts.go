package pages

import (
	"context"
	"fmt"

	"qunguan/reconcile/ledger"
)

// figures are the counts of the cases that the reader sees on the page.
func (s *Pages) figures(ctx context.Context, f frame) ([]ledger.Count, error) {
	counts, err := s.Listings.Counts(ctx, f.Day(), f.Day().AddDays(soonDays), within(f.Scope))
	if err != nil {
		return nil, fmt.Errorf("count cases: %w", err)
	}
	return counts, nil
}
