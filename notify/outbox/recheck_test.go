package outbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"qunguan/notify"
	"qunguan/notify/begun"
)

// judge is a Recheck that counts how often it is asked.
type judge struct {
	judged bool
	err    error
	asked  int
	ask    func() // on each question; may be nil
}

func (j *judge) Recheck(context.Context, time.Time) (bool, error) {
	j.asked++
	if j.ask != nil {
		j.ask()
	}
	return j.judged, j.err
}

func TestWaitingNoticesAreRecheckedBeforeTheyAreClaimed(t *testing.T) {
	reminder := notice("n", "P1")
	tried := notice("n", "P1", func(n *Notice) { n.State, n.Attempts = Uncertain, 1 })
	digest := notice("n", "P1", func(n *Notice) { n.Kind = notify.KindDigest })
	broken := errors.New("the registry does not answer")
	for _, c := range []struct {
		name           string
		due            []Notice
		stale          bool
		err            error
		rechecks, read int // within 1.5 s of asking ten times a second
		given          bool
	}{
		{"nothing is due: nothing is rechecked", nil, true, nil, 0, 15, false},
		{"what was tried is judged before it is repeated", []Notice{tried}, true, nil, 2, 17, true},
		{"digests tell no case", []Notice{digest}, true, nil, 0, 15, true},
		{"nothing has changed: one question a second", []Notice{reminder}, false, nil, 2, 15, true},
		{"after a recheck what is due is read anew", []Notice{reminder}, true, nil, 2, 17, true},
		{"what cannot be judged is not said", []Notice{reminder}, true, broken, 15, 15, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, book{}, c.due...)
				j := &judge{judged: c.stale, err: c.err}
				w.Recheck = j
				for range 15 {
					got, err := w.due(t.Context(), Query{Now: w.now(), Limit: 10})
					if !errors.Is(err, c.err) || (len(got.Notices) > 0) != c.given {
						t.Fatalf("%d given, %v", len(got.Notices), err)
					}
					time.Sleep(100 * time.Millisecond)
				}
				if j.asked != c.rechecks || w.store.reads != c.read {
					t.Errorf("%d rechecks, %d questions; want %d and %d", j.asked, w.store.reads, c.rechecks, c.read)
				}
			})
		})
	}
}

func TestNothingIsDueAndNoClaimHasEndedWhileTheClockIsInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, book{"P1": {byEmail}}, notice("n", "P1"), notice("stuck", "P2"))
		w.store.crash("stuck", monday.Add(-time.Minute))
		doubt := true
		w.ClockInDoubt = func() bool { return doubt }
		sum, err := w.DeliverDue(t.Context())
		if err != nil || sum.Sent+sum.Uncertain != 0 || w.store.reads != 0 {
			t.Errorf("in doubt: %+v, %d questions, %v", sum, w.store.reads, err)
		}
		doubt = false
		if sum, err = w.DeliverDue(t.Context()); err != nil || sum.Sent != 1 || sum.Uncertain != 1 {
			t.Errorf("afterwards: %+v, %v", sum, err)
		}
	})
}

// The recheck before the first claim takes notices that a killed process had reserved for sending,
// and leaves them as they were made, maybe days ago.
func TestWhatAKilledProcessHadReservedIsRecheckedOnceItIsFree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, book{"P1": {byEmail}, "P2": {byEmail}}, notice("reserved", "P1"), notice("other", "P2"))
		w.store.crash("reserved", monday.Add(-time.Minute))
		w.BegunDir = leftBy(t, "dead process")
		judged := false
		w.Recheck = &judge{ask: func() {
			w.store.mu.Lock()
			defer w.store.mu.Unlock()
			judged = judged || w.store.claimOf("reserved") == nil && !slices.Contains(w.email.ids(), "reserved")
		}}
		if sum, err := w.DeliverDue(t.Context()); err != nil || sum.Sent != 2 || sum.Uncertain != 0 {
			t.Fatalf("%+v, %v", sum, err)
		}
		if !judged {
			t.Error("what was reserved was sent without a recheck")
		}
	})
}

// leftBy is a directory with the file of begun sends of a process that was killed before it began any.
func leftBy(t *testing.T, owner string) string {
	t.Helper()
	alive, dead := t.TempDir(), t.TempDir()
	f, err := begun.Open(alive, owner)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := os.CopyFS(dead, os.DirFS(alive)); err != nil { // the copy is not locked
		t.Fatal(err)
	}
	if files, err := filepath.Glob(filepath.Join(dead, "*")); err != nil || len(files) != 1 {
		t.Fatalf("%q, %v", files, err)
	}
	return dead
}
