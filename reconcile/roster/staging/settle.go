package staging

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"qunguan/reconcile/intake"
)

// settleGroups is how many groups one pair of readers compares; their changes
// are in memory together.
const settleGroups = 200

// Settle ends the taking of rows. It names rows without an account, finds
// accounts that stand twice, compares each staged roster with the stored one,
// and has decide say what becomes of it, ordered by group. Rows that are needed although the stored rosters were to stand for
// them are an *intake.RowsNeededError.
func (st *Stage) Settle(ctx context.Context, decide func(intake.RosterChange) (intake.Disposition, error)) error {
	groups := st.groupsThat(func(_ string, g *staged) bool { return g.hasRoster })
	var needed []string                                       // rows of these
	workers := [2]*settling{newSettling(st), newSettling(st)} // decoding and comparing are worth both of a small machine's cores
	for chunk := range slices.Chunk(groups, settleGroups) {
		half := (len(chunk) + 1) / 2
		parts := [2][]string{chunk[:half], chunk[half:]}
		var changes [2][]intake.RosterChange
		var errs [2]error
		var wg sync.WaitGroup
		for i, w := range workers {
			wg.Go(func() { changes[i], errs[i] = w.run(ctx, parts[i]) })
		}
		wg.Wait()
		if err := errors.Join(errs[:]...); err != nil {
			return fmt.Errorf("compare rosters: %w", err)
		}
		if needed = slices.Concat(st.needed, workers[0].needed, workers[1].needed); len(needed) > 0 {
			continue // all such groups are told at once: the files are read again only once
		}
		for _, change := range slices.Concat(changes[0], changes[1]) {
			d, err := decide(change)
			if err != nil {
				return err
			}
			st.groups[change.Group].disposition = d
		}
	}
	if len(needed) > 0 {
		return &intake.RowsNeededError{Groups: needed}
	}
	st.settled = true
	return nil
}

// run settles some groups, sorted.
func (w *settling) run(ctx context.Context, groups []string) ([]intake.RosterChange, error) {
	var changes []intake.RosterChange
	next := 0
	one := func(h Head, document []byte) error {
		change, err := w.group(groups[next], h, document)
		changes = append(changes, change)
		next++
		return err
	}
	err := w.stage.stored.EachDocument(ctx, groups, func(h Head, document []byte) error {
		for groups[next] != h.Group {
			if err := one(Head{}, nil); err != nil {
				return err
			}
		}
		return one(h, document)
	})
	for err == nil && next < len(groups) {
		err = one(Head{}, nil)
	}
	return changes, err
}
