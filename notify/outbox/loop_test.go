package outbox

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"qunguan/notify"
)

// manyPeople is n people with one due notice each.
func manyPeople(n int, route any) (book, []Notice) {
	routes := book{}
	var rows []Notice
	for i := range n {
		p := fmt.Sprintf("P%03d", i)
		routes[p] = []any{route}
		rows = append(rows, notice("msg_"+p, p))
	}
	return routes, rows
}

func TestEverythingDueIsSentHoweverItFitsTheWindow(t *testing.T) {
	for _, n := range []int{1, 7, 8, 9, 23, 24, 25, 33, 48, 60, 61, 100} {
		synctest.Test(t, func(t *testing.T) {
			routes, rows := manyPeople(n, byEmail)
			w := newWorld(t, routes, rows...)
			w.email.answer = func(_ context.Context, nth int, _ notify.Message) error {
				time.Sleep(time.Duration(nth%7) * 10 * time.Millisecond)
				return nil
			}
			sum, err := w.DeliverDue(context.Background())
			if err != nil || sum.Sent != n || len(w.email.got) != n {
				t.Errorf("%d of %d sent, %d arrived, %v", sum.Sent, n, len(w.email.got), err)
			}
		})
	}
}

// Claimed and unrecorded notices are in doubt after a kill: with slow receivers three for each
// sender, with any at most Parallel + Batch.
func TestAKillLeavesAtMostTheWindowInDoubt(t *testing.T) {
	for name, c := range map[string]struct {
		send time.Duration
		most int // notices for each sender, beyond the batch of fast receivers
	}{
		"receivers that take a second":      {time.Second, 3},
		"receivers that take a millisecond": {time.Millisecond, 1 + mostAtOnce/8},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				routes, rows := manyPeople(300, byEmail)
				w := newWorld(t, routes, rows...)
				w.email.answer = func(context.Context, int, notify.Message) error { time.Sleep(c.send); return nil }
				if sum, err := w.DeliverDue(context.Background()); err != nil || sum.Sent != 300 {
					t.Errorf("sent %d, %v", sum.Sent, err)
				}
				if w.store.mostSending > c.most*w.Parallel || w.store.mostSending < w.Parallel {
					t.Errorf("%d claims were open at once, want at most %d for each of %d senders", w.store.mostSending, c.most, w.Parallel)
				}
			})
		})
	}
}

func TestWhatNoSenderHasBegunIsGivenBackAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		routes, rows := manyPeople(20, byEmail)
		w := newWorld(t, routes, rows...)
		w.email.answer = func(context.Context, int, notify.Message) error { time.Sleep(10 * time.Second); return nil }
		stop, wait := start(w)
		time.Sleep(time.Second)
		stop()
		wait()
		states := map[State]int{}
		for _, r := range rows {
			n := w.store.row(r.ID)
			states[n.State]++
			if n.State == Pending && (n.Attempts != 0 || !n.TriedAt.IsZero() || n.ClaimedBy != "") {
				t.Errorf("%s still looks tried: %+v", n.ID, n)
			}
		}
		if states[Sent] != w.Parallel || states[Pending] != 20-w.Parallel {
			t.Errorf("after the end: %v", states)
		}
	})
}

// covers S5.4
func TestWhatWaitsForASenderPastTheEndOfTheDayIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		routes, rows := manyPeople(20, byEmail)
		w := newWorld(t, routes, rows...)
		w.skew = 8*time.Hour + 59*time.Minute + 55*time.Second // five seconds before the quiet hours
		w.email.answer = func(context.Context, int, notify.Message) error { time.Sleep(10 * time.Second); return nil }
		sum, err := w.DeliverDue(context.Background())
		if err != nil || sum.Sent != w.Parallel || len(w.email.got) != w.Parallel {
			t.Errorf("%d sent, %d arrived, %v", sum.Sent, len(w.email.got), err)
		}
		for _, r := range rows {
			if n := w.store.row(r.ID); n.State == Pending && !n.NextAt.Equal(monday.Add(23*time.Hour+30*time.Minute)) {
				t.Errorf("%s waits until %s", n.ID, n.NextAt)
			}
		}
	})
}
