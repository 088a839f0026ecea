package channeltest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/workgroup"
)

func (s Subject) cancelled(t *testing.T) {
	t.Run("before it begins", func(t *testing.T) {
		l := s.New(t, notify.Timeouts{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, fail := l.send(ctx, t, Reminder())
		if fail == nil || fail.Class != notify.Transient || fail.Reason != notify.ReasonCancelled {
			t.Errorf("got %v, want transient: cancelled", fail)
		}
		if n := len(l.Arrivals()); n != 0 {
			t.Errorf("%d messages left all the same", n)
		}
	})
	t.Run("after the message left", func(t *testing.T) {
		l := s.New(t, notify.Timeouts{})
		l.Break(Hang)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		ended := make(chan *notify.Failure, 1)
		go func() {
			_, err := l.Channel.Send(ctx, l.Route, Reminder())
			ended <- notify.AsFailure(err)
		}()
		waitFor(t, func() bool { return len(l.Arrivals()) > 0 })
		cancel()
		select {
		case fail := <-ended:
			if fail == nil || fail.Class != notify.Uncertain || fail.Reason != notify.ReasonCancelled {
				t.Errorf("got %v, want uncertain: cancelled", fail)
			}
		case <-time.After(5 * time.Second):
			t.Error("the send goes on five seconds after its context ended")
		}
	})
}

func (s Subject) addresses(t *testing.T) {
	l := s.New(t, notify.Timeouts{})
	for _, address := range append(s.BadAddresses, "", " ", "\x00", "http://[::1", "://", "mailto:a@b.cn\r\nBcc: c@d.cn") {
		route := l.Route
		route.Address = workgroup.Secret(address)
		_, err := l.Channel.Send(t.Context(), route, Reminder())
		l.CheckSecrets(t, err)
		if f := notify.AsFailure(err); f == nil || f.Class != notify.Permanent || !f.Ops {
			t.Errorf("%q: got %v, want a permanent failure for ops", address, f)
		}
		checker, ok := l.Channel.(notify.RouteChecker)
		if !ok {
			t.Fatal("the channel cannot check routes")
		}
		// A fault that only dialing finds is no fault of the address's form.
		if f := notify.AsFailure(err); f != nil && f.Reason != notify.ReasonRefusedTarget && checker.CheckRoute(route) == nil {
			t.Errorf("%q: CheckRoute finds nothing wrong", address)
		}
	}
	if n := len(l.Arrivals()); n != 0 {
		t.Errorf("%d messages left", n)
	}
	if err := l.Channel.(notify.RouteChecker).CheckRoute(l.Route); err != nil {
		t.Errorf("the good route: %v", err)
	}
}

// probed checks that a probe sends no message.
func (s Subject) probed(t *testing.T) {
	l := s.New(t, notify.Timeouts{})
	prober, ok := l.Channel.(notify.Prober)
	if !ok {
		t.Fatal("the channel cannot be probed")
	}
	if err := prober.Probe(t.Context(), l.Route); err != nil {
		t.Errorf("a server that answers: %v", err)
	}
	if n := len(l.Arrivals()); n != 0 {
		t.Errorf("%d messages left", n)
	}
	l.Close()
	err := prober.Probe(t.Context(), l.Route)
	l.CheckSecrets(t, err)
	if f := notify.AsFailure(err); f == nil || f.Class != notify.Transient {
		t.Errorf("a server that is gone: %v, want transient", err)
	}
}

func (s Subject) concurrent(t *testing.T) {
	l := s.New(t, notify.Timeouts{})
	const senders, each = 8, 3
	var wg sync.WaitGroup
	for i := range senders {
		wg.Go(func() {
			for j := range each {
				m := Reminder()
				m.ID = fmt.Sprintf("id-%d-%d", i, j)
				m.Document.Title = "第" + m.ID + "号提醒"
				m.Text = m.Document.Text()
				if _, err := l.Channel.Send(context.Background(), l.Route, m); err != nil {
					t.Errorf("%s: %v", m.ID, err)
				}
			}
		})
	}
	wg.Wait()
	seen := map[string]int{}
	for _, b := range l.Arrivals() {
		text := l.Reads(b)
		for i := range senders {
			for j := range each {
				if id := fmt.Sprintf("第id-%d-%d号提醒", i, j); strings.Contains(text, id) {
					seen[id]++
				}
			}
		}
	}
	if len(seen) != senders*each {
		t.Errorf("%d different messages arrived, want %d", len(seen), senders*each)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s arrived %d times", id, n)
		}
	}
}
