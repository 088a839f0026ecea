package pages

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// The ledger's figures are counted again after countsFor. Up to countsStale
// readers are shown the former figures while one of them counts: sixty readers
// at once are one count, and only one of them waits for it.
const (
	countsFor   = 5 * time.Second
	countsStale = time.Minute
)

// countBook keeps the ledger's figures.
type countBook struct {
	counting sync.Mutex // held by who counts

	mu  sync.Mutex
	all []ledger.Count
	day workgroup.Date
	at  time.Time // real time, not the pages' moment; zero: never
}

// kept gives the figures of the day and how old they are.
func (b *countBook) kept(day workgroup.Date) (open []ledger.Count, age time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all, time.Since(b.at), b.day == day && !b.at.IsZero()
}

// read gives the figures; a failed count is tried again at the next page.
func (b *countBook) read(ctx context.Context, from Listings, day workgroup.Date) ([]ledger.Count, error) {
	open, age, ok := b.kept(day)
	switch {
	case ok && age < countsFor:
		return open, nil
	case ok && age < countsStale:
		if !b.counting.TryLock() {
			return open, nil
		}
	default:
		b.counting.Lock()
		if open, age, ok = b.kept(day); ok && age < countsFor {
			b.counting.Unlock()
			return open, nil // somebody else counted meanwhile
		}
	}
	defer b.counting.Unlock()
	open, err := from.Counts(ctx, day, day.AddDays(soonDays))
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all, b.day, b.at = open, day, time.Now()
	return open, nil
}

// figures are the counts of what the reader sees of the page. Units are taken
// from the ledger's figures; groups of other units are counted for them.
func (s *Pages) figures(ctx context.Context, f frame) ([]ledger.Count, error) {
	all, err := s.counts.read(ctx, s.Listings, f.Day())
	if err != nil {
		return nil, fmt.Errorf("count cases: %w", err)
	}
	if f.Scope.All {
		return all, nil
	}
	mine := slices.DeleteFunc(slices.Clone(all), func(c ledger.Count) bool { return !f.Scope.Units[c.Unit] })
	var groups []string
	for g := range f.Scope.Groups {
		if !f.Scope.Units[f.Names.Groups[g].Unit] {
			groups = append(groups, g)
		}
	}
	if len(groups) == 0 {
		return mine, nil
	}
	slices.Sort(groups)
	more, err := s.Listings.CountsOf(ctx, f.Day(), f.Day().AddDays(soonDays), groups)
	if err != nil {
		return nil, fmt.Errorf("count cases: %w", err)
	}
	return append(mine, slices.DeleteFunc(more, func(c ledger.Count) bool { return f.Scope.Units[c.Unit] })...), nil
}
