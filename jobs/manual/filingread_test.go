package manual

import (
	"context"
	"errors"
	"testing"
	"time"

	"qunguan/reconcile/ledger"
)

// countingFilings fails every reading, and counts them.
type countingFilings struct {
	FormFilings

	reads int
}

var errCounted = errors.New("counted")

func (f *countingFilings) LastRecheck(context.Context) (int64, ledger.Recheck, error) {
	f.reads++
	return 0, ledger.Recheck{}, errCounted
}

// Opening the form again and again reads the county once a minute, and never while somebody compares.
func TestReadingAheadIsLimited(t *testing.T) {
	store := &countingFilings{}
	d := FilingDesk{Store: store, Clock: time.Now, Turn: NewFilingTurn()}
	if err := d.Prepare(t.Context()); !errors.Is(err, errCounted) {
		t.Errorf("the first time: %v", err)
	}
	for range 5 {
		if err := d.Prepare(t.Context()); err != nil {
			t.Errorf("at once again: %v", err)
		}
	}
	kept := <-d.Turn
	kept.usedAt = kept.usedAt.Add(-2 * prepareEvery)
	if err := d.Prepare(t.Context()); err != nil {
		t.Errorf("while somebody compares: %v", err)
	}
	d.giveBack(kept)
	if err := d.Prepare(t.Context()); !errors.Is(err, errCounted) {
		t.Errorf("later: %v", err)
	}
	if store.reads != 2 {
		t.Errorf("%d readings, want 2", store.reads)
	}
}
