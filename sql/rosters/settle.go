package rosters

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"qunguan/reconcile/intake"
)

// settleGroups is how many groups one pair of readers compares; their changes
// are in memory together.
const settleGroups = 200

// Settle ends the taking of rows. It names rows without an account, finds
// accounts that stand twice, compares each staged roster with the stored one,
// and tells fn the difference, ordered by group. It writes nothing to the
// registry.
func (st *Stage) Settle(ctx context.Context, fn func(intake.RosterChange) error) error {
	groups := slices.Sorted(maps.Keys(st.groups))
	groups = slices.DeleteFunc(groups, func(g string) bool { return !st.groups[g].hasRoster })
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
		for _, change := range slices.Concat(changes[0], changes[1]) {
			if err := fn(change); err != nil {
				return err
			}
		}
	}
	st.settled = true
	return nil
}

// run settles some groups, sorted.
func (w *settling) run(ctx context.Context, groups []string) ([]intake.RosterChange, error) {
	var changes []intake.RosterChange
	next := 0
	one := func(stored storedRoster) error {
		change, err := w.group(groups[next], stored)
		changes = append(changes, change)
		next++
		return err
	}
	err := w.stage.store.eachDocument(ctx, w.stage.store.DB, groups, "", func(h rosterHead, document []byte) error {
		for groups[next] != h.Group {
			if err := one(storedRoster{}); err != nil {
				return err
			}
		}
		stored, err := w.stored(h, document)
		if err != nil {
			return err
		}
		return one(stored)
	})
	for err == nil && next < len(groups) {
		err = one(storedRoster{})
	}
	return changes, err
}
