// Package casebook keeps in memory the fields by which pages list and count cases, so that the cost
// of a page depends neither on its filter and order nor on the database. It holds about 130 bytes for
// each case, and reads from the database only the cases that are shown. It decides nothing about a
// case.
package casebook

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Source is where the book is read from.
type Source interface {
	// EachListed gives the fields by which every case is listed, by id. The title is valid until fn
	// returns.
	EachListed(ctx context.Context, fn func(ledger.Listed) error) error
	// NewestCaseChange is a number that another change of a case changes.
	NewestCaseChange(ctx context.Context) (int64, error)
	// Cases lists the cases of the filter.
	Cases(ctx context.Context, f ledger.Filter) ([]ledger.Case, error)
}

// When the book is read anew after a change: that of a small ledger at once, for
// the page that asks; that of a large one beside the pages, and for at most a
// tenth of the time, so that it is as old as ten readings take.
const (
	quick    = 20 * time.Millisecond // a reading of a small ledger
	pace     = 10                    // times the last reading's length between two
	oldest   = time.Minute           // without a change too: changes by hand have no number
	idleDrop = 10 * time.Minute      // after this time an unread book is forgotten
)

// Book lists and counts cases.
type Book struct {
	from Source

	making sync.Mutex // held while the ledger is read

	mu    sync.Mutex
	index *index // nil: never read, or forgotten
	read  reading
	idle  *time.Timer
}

// reading tells of the newest reading of the ledger.
type reading struct {
	change int64     // newest one when it began
	began  time.Time // real time
	took   time.Duration
}

// New is an empty book; it is read when somebody asks.
func New(from Source) *Book { return &Book{from: from} }

// List gives a page of the ledger, and how many cases the listing has in all.
func (b *Book) List(ctx context.Context, l ledger.Listing) (cases []ledger.Case, inAll int, err error) {
	x, err := b.current(ctx)
	if err != nil {
		return nil, 0, err
	}
	ids, inAll := x.list(l)
	if len(ids) == 0 {
		return nil, inAll, nil
	}
	found, err := b.from.Cases(ctx, ledger.Filter{IDs: ids})
	if err != nil {
		return nil, 0, fmt.Errorf("read listed cases: %w", err)
	}
	place := make(map[int64]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	// A case that has moved since the book was read is shown as it is now, or
	// not at all.
	found = slices.DeleteFunc(found, func(c ledger.Case) bool { return !slices.Contains(l.States, c.State) })
	slices.SortFunc(found, func(a, b ledger.Case) int { return place[a.ID] - place[b.ID] })
	return found, inAll, nil
}

// Counts counts the cases within (nil = all) by state, unit, rule and severity:
// those that were due before the day, those that are due up to the other, and
// later ones. They come by unit and rule.
func (b *Book) Counts(ctx context.Context, day, soon workgroup.Date, w *ledger.Within) ([]ledger.Count, error) {
	x, err := b.current(ctx)
	if err != nil {
		return nil, err
	}
	return x.counts(day, soon, w), nil
}

// Flow counts cases within (nil = all) by day: how many were opened,
// how many of those are open still, whatever their age, and how many were
// closed, from the day on.
func (b *Book) Flow(ctx context.Context, from workgroup.Date, w *ledger.Within) ([]ledger.Flow, error) {
	x, err := b.current(ctx)
	if err != nil {
		return nil, err
	}
	return x.flow(from, w), nil
}

// Behind is when the book was read, if cases have changed since; zero: they have
// not.
func (b *Book) Behind(ctx context.Context) (time.Time, error) {
	change, err := b.from.NewestCaseChange(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("ask for the newest change of a case: %w", err)
	}
	if x, read := b.known(); x != nil && read.change != change {
		return read.began, nil
	}
	return time.Time{}, nil
}

// current gives the book, read anew where that is due.
func (b *Book) current(ctx context.Context) (*index, error) {
	change, err := b.from.NewestCaseChange(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask for the newest change of a case: %w", err)
	}
	x, read := b.known()
	age := time.Since(read.began)
	changed := change != read.change
	switch {
	case x != nil && !changed && age <= oldest:
		return x, nil
	case x == nil, read.took <= quick, changed && age > oldest:
		return b.renew(ctx, change)
	case age < pace*read.took:
		return x, nil
	}
	if b.making.TryLock() {
		go func() {
			defer b.making.Unlock()
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), oldest)
			defer cancel()
			_, _ = b.readAnew(ctx, change) // the page that finds the book too old tells why it cannot be read
		}()
	}
	return x, nil
}

func (b *Book) known() (*index, reading) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.idle == nil {
		b.idle = time.AfterFunc(idleDrop, b.drop)
	} else {
		b.idle.Reset(idleDrop)
	}
	return b.index, b.read
}

// renew reads the book, unless another reader has done so since the change.
func (b *Book) renew(ctx context.Context, change int64) (*index, error) {
	asked := time.Now()
	b.making.Lock()
	defer b.making.Unlock()
	if x, read := b.known(); x != nil && (read.change == change && time.Since(read.began) < oldest || read.began.After(asked)) {
		return x, nil
	}
	return b.readAnew(ctx, change)
}

func (b *Book) readAnew(ctx context.Context, change int64) (*index, error) {
	began := time.Now()
	x, err := readIndex(ctx, b.from)
	if err != nil {
		return nil, fmt.Errorf("read what cases are listed by: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.index, b.read = x, reading{change, began, time.Since(began)}
	return x, nil
}

// drop forgets the book.
func (b *Book) drop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.index = nil
}
