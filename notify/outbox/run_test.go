package outbox

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"qunguan/notify"
)

// start runs the dispatcher until stop; wait returns when Run has.
func start(w *world) (stop func(), wait func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		w.Run(ctx)
		close(done)
	}()
	return cancel, func() { <-done }
}

func TestRunPlaysOutARetryADoubtAndTheNextWorkingDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1"))
		w.slack.answer = func(_ context.Context, nth int, m notify.Message) error {
			switch nth {
			case 1, 2:
				return failing(notify.Transient)
			case 3:
				return failing(notify.Uncertain)
			}
			return nil
		}
		stop, wait := start(w)
		time.Sleep(time.Hour)
		if n := w.store.row("msg_1"); n.State != Uncertain || n.Attempts != 3 {
			t.Errorf("after an hour: %s after %d attempts", n.State, n.Attempts)
		}
		time.Sleep(24 * time.Hour)
		if n := w.store.row("msg_1"); n.State != Sent || n.Attempts != 4 || n.SentAt.Day() != 24 {
			t.Errorf("the next day: %s after %d attempts at %s", n.State, n.Attempts, n.SentAt)
		}
		stop()
		wait()
	})
}

func TestRunAsksTheStoreAtMostOnceASecondWhenIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, book{})
		stop, wait := start(w)
		time.Sleep(10 * time.Minute)
		stop()
		wait()
		if w.store.reads > 600 || w.store.reads < 60 {
			t.Errorf("%d queries in ten idle minutes", w.store.reads)
		}
	})
}

func TestASlowChannelDoesNotHoldUpOtherRecipients(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, book{"P1": {bySlack}, "P2": {byEmail}}, notice("msg_1", "P1"))
		w.slack.answer = func(context.Context, int, notify.Message) error { time.Sleep(50 * time.Second); return nil }
		stop, wait := start(w)
		time.Sleep(time.Second)
		w.store.mu.Lock()
		w.store.rows["msg_2"] = notice("msg_2", "P2")
		w.store.mu.Unlock()
		time.Sleep(5 * time.Second)
		if s1, s2 := w.store.row("msg_1").State, w.store.row("msg_2").State; s1 != Sending || s2 != Sent {
			t.Errorf("after five seconds: %s and %s", s1, s2)
		}
		stop()
		wait()
		time.Sleep(time.Minute) // the slow channel's send ends inside the bubble
	})
}

func TestStopping(t *testing.T) {
	type want struct {
		state    State
		after    time.Duration // from the signal to Run's return
		attempts int
	}
	obedient := func(need time.Duration) func(context.Context, int, notify.Message) error {
		return func(ctx context.Context, _ int, _ notify.Message) error {
			select {
			case <-time.After(need):
				return nil
			case <-ctx.Done():
				return failing(notify.Uncertain)
			}
		}
	}
	cases := map[string]struct {
		answer func(context.Context, int, notify.Message) error
		second time.Duration // after which the second signal comes; 0 = never
		want   want
	}{
		"a send in flight finishes and is recorded":            {obedient(10 * time.Second), 0, want{Sent, 9 * time.Second, 1}},
		"a send longer than the grace is cut and is uncertain": {obedient(50 * time.Second), 0, want{Uncertain, 20 * time.Second, 1}},
		"the second signal cuts it at once":                    {obedient(50 * time.Second), 3 * time.Second, want{Uncertain, 3 * time.Second, 1}},
		"a channel that ignores its context is left behind": {
			func(context.Context, int, notify.Message) error { time.Sleep(5 * time.Minute); return nil },
			3 * time.Second,
			want{Uncertain, 5 * time.Second, 1},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1"), notice("msg_2", "P1", func(n *Notice) { n.CreatedAt = monday }))
				abort := make(chan struct{})
				w.Abort = abort
				w.slack.answer = c.answer
				stop, wait := start(w)
				time.Sleep(time.Second)
				stop()
				signalled := time.Now()
				if c.second > 0 {
					time.AfterFunc(c.second, func() { close(abort) })
				}
				wait()
				n := w.store.row("msg_1")
				if n.State != c.want.state || n.Attempts != c.want.attempts || time.Since(signalled) != c.want.after {
					t.Errorf("got %s after %d attempts, %s after the signal", n.State, n.Attempts, time.Since(signalled))
				}
				if next := w.store.row("msg_2"); next.State != Pending || next.Attempts != 0 {
					t.Errorf("a send began after the signal: %+v", next)
				}
				time.Sleep(10 * time.Minute) // sends left behind end inside the bubble
			})
		})
	}
}

func TestAHangingChannelEndsWithTheSendTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1"))
		w.slack.answer = func(ctx context.Context, _ int, _ notify.Message) error {
			<-ctx.Done()
			return &notify.Failure{Class: notify.Uncertain, Reason: "timeout_response"}
		}
		began := time.Now()
		sum, n := deliverOnce(t, w)
		if took := time.Since(began); took != time.Minute || n.State != Uncertain || sum.Uncertain != 1 {
			t.Errorf("%s after %s", n.State, took)
		}
	})
}

// Every call to the store fails once, in turn. After each failure no message is sent more often than
// the row says, and no unsent message is told.
func TestAFailingStoreNeverLosesANoticeNorTellsForIt(t *testing.T) {
	for broken := 1; broken <= 14; broken++ {
		t.Run(fmt.Sprintf("call %d fails", broken), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, book{"P1": {bySlack}, "P2": {bySlack}}, notice("msg_1", "P1"), notice("msg_2", "P2"))
				w.store.fail = func(call int, _ string) error {
					if call == broken {
						return errStore
					}
					return nil
				}
				stop, wait := start(w)
				time.Sleep(10 * time.Minute)
				stop()
				wait()
				for _, id := range []string{"msg_1", "msg_2"} {
					if n := w.store.row(id); n.State != Sent || n.Attempts != 1 || w.store.notifications()[id].On == "" {
						t.Errorf("%s: %+v", id, n)
					}
				}
				if len(w.slack.got) != 2 {
					t.Errorf("%d messages for two notices", len(w.slack.got))
				}
			})
		})
	}
}

func TestAResultThatCannotBeRecordedIsFoundAsUncertain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1"))
		var down atomic.Bool
		w.slack.answer = func(_ context.Context, nth int, _ notify.Message) error { down.Store(nth == 1); return nil }
		w.store.fail = func(int, string) error {
			if down.Load() {
				return errStore
			}
			return nil
		}
		stop, wait := start(w)
		time.Sleep(2 * time.Minute)
		down.Store(false)
		time.Sleep(10 * time.Minute)
		if n := w.store.row("msg_1"); n.State != Uncertain || len(w.store.notifications()) != 0 {
			t.Errorf("after the claim's end: %+v", n)
		}
		time.Sleep(24 * time.Hour)
		stop()
		wait()
		if n := w.store.row("msg_1"); n.State != Sent || !w.slack.got[1].Repeat {
			t.Errorf("the next working day: %+v", n)
		}
	})
}

func TestDeliverDueReturnsTheStoresFailure(t *testing.T) {
	for _, op := range []string{"due", "save"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1"))
			w.store.fail = func(_ int, got string) error {
				if got == op {
					return errStore
				}
				return nil
			}
			if _, err := w.DeliverDue(context.Background()); err == nil {
				t.Errorf("%s failed and nobody heard of it", op)
			}
			if len(w.slack.got) > 0 && op == "save" {
				t.Error("it was sent without a claim")
			}
		})
	}
}

func TestACancelledContextBeginsNothing(t *testing.T) {
	w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1"))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := w.DeliverDue(ctx); err != nil || len(w.slack.got) != 0 || w.store.row("msg_1").Version != 1 {
		t.Errorf("err %v, %d messages", err, len(w.slack.got))
	}
}

func TestTwoDispatchersOnOneOutboxSendEachNoticeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		routes := book{}
		var rows []Notice
		for i := range 50 {
			p := fmt.Sprintf("P%02d", i)
			routes[p] = []any{byEmail}
			rows = append(rows, notice("msg_"+p, p))
		}
		a := newWorld(t, routes, rows...)
		b := newWorld(t, routes)
		b.store, b.Store = a.store, a.store
		stopA, waitA := start(a)
		stopB, waitB := start(b)
		time.Sleep(time.Minute)
		stopA()
		stopB()
		waitA()
		waitB()
		if got := len(a.email.got) + len(b.email.got); got != 50 {
			t.Errorf("%d messages for 50 notices", got)
		}
	})
}
