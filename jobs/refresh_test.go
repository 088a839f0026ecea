package jobs

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
)

// shelf is an outbox of which only what is due matters.
type shelf struct {
	outbox.Store

	due   []outbox.Notice
	asked int
}

func (s *shelf) Due(context.Context, time.Time, int) ([]outbox.Notice, error) {
	s.asked++
	return s.due, nil
}

func (s *shelf) Expired(context.Context, time.Time, int) ([]outbox.Notice, error) {
	return s.due, nil
}

func TestWhatIsDueIsJudgedOnceBeforeItIsGivenOut(t *testing.T) {
	reminder := outbox.Notice{ID: "n", Kind: notify.KindReminder, State: outbox.Pending}
	tried := reminder
	tried.State, tried.Attempts = outbox.Uncertain, 1
	digest := reminder
	digest.Kind = notify.KindDigest
	broken := errors.New("the registry does not answer")
	for _, c := range []struct {
		name         string
		due          []outbox.Notice
		stale        bool
		err          error
		looks, asked int // within 1.5 s of asking ten times a second
		given        bool
	}{
		{"nothing is due: nobody looks", nil, true, nil, 0, 15, false},
		{"what was begun is not judged again", []outbox.Notice{tried}, true, nil, 0, 15, true},
		{"digests tell no case", []outbox.Notice{digest}, true, nil, 0, 15, true},
		{"nothing has changed: one question a second", []outbox.Notice{reminder}, false, nil, 2, 15, true},
		{"after a look what is due is read anew", []outbox.Notice{reminder}, true, nil, 2, 17, true},
		{"what cannot be judged is not said", []outbox.Notice{reminder}, true, broken, 15, 15, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, looks := &shelf{due: c.due}, 0
				j := &judged{Store: s, look: func(context.Context, time.Time) (bool, error) { looks++; return c.stale, c.err }}
				for range 15 {
					got, err := j.Due(t.Context(), time.Now(), 10)
					if !errors.Is(err, c.err) || (len(got) > 0) != c.given {
						t.Fatalf("%d given, %v", len(got), err)
					}
					time.Sleep(100 * time.Millisecond)
				}
				if looks != c.looks || s.asked != c.asked {
					t.Errorf("%d looks, %d questions; want %d and %d", looks, s.asked, c.looks, c.asked)
				}
			})
		})
	}
}
