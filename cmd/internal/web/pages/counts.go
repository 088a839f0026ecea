package pages

import (
	"context"
	"fmt"

	"qunguan/reconcile/ledger"
)

// behind says as of when lists and figures are, while the ledger moves faster
// than it is read; empty: they are as they should be.
func (s *Pages) behind(ctx context.Context, f frame) (string, error) {
	asOf, err := s.Listings.Behind(ctx)
	if err != nil || asOf.IsZero() {
		return "", err
	}
	return f.Say("web.behind", "moment", asOf.In(f.Now.Location()).Format("15:04:05")), nil
}

// figures are the counts of the cases that the reader sees on the page.
func (s *Pages) figures(ctx context.Context, f frame) ([]ledger.Count, error) {
	counts, err := s.Listings.Counts(ctx, f.Day(), f.Day().AddDays(soonDays), within(f.Scope))
	if err != nil {
		return nil, fmt.Errorf("count cases: %w", err)
	}
	return counts, nil
}
