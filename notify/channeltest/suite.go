package channeltest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/workgroup"
)

// Lab is a channel, wired to its fake.
type Lab struct {
	Channel notify.Channel
	Route   notify.Route
	Secrets []string // texts that must stand in no error, log or dump

	// Arrivals are the bodies that arrived, accepted or not.
	Arrivals func() [][]byte
	// Reads is what a reader sees of a body, as one text.
	Reads func(body []byte) string
	// Calls are the accounts that a body calls by name.
	Calls func(body []byte) []string
	// Fits says what limit of the provider a body breaks; "" = none.
	Fits func(body []byte) string
	// Break makes the fake commit a fault on the next send.
	Break func(Fault)
	// Close stops the fake.
	Close func()
}

// Subject is a channel under test.
type Subject struct {
	New func(t *testing.T, timeouts notify.Timeouts) Lab

	Unlimited     bool    // carries texts of any length
	NoMentions    bool    // has no way to call people
	StatusDecides bool    // a 2xx is success whatever the body says
	Faults        []Fault // the faults this protocol knows; nil = all
	HangReason    string  // what no answer is called; empty: timeout_headers
	GarbageReason string  // what an answer that is none is called; empty: answer_malformed
	BadAddresses  []string
}

// Run puts a channel through everything that is the same for all of them.
func Run(t *testing.T, s Subject) {
	t.Run("delivers the whole document", s.delivers)
	t.Run("says the same on a second try, with 可能重复 before it", s.repeats)
	t.Run("shortens inside the limit and says how much is missing", s.shortens)
	t.Run("calls nobody that a text names", s.harmless)
	t.Run("calls only who is given", s.mentions)
	t.Run("tells every fault's class", s.faults)
	t.Run("gives up when told to", s.cancelled)
	t.Run("refuses addresses before anything leaves", s.addresses)
	t.Run("is safe for concurrent use", s.concurrent)
}

// send fails the test when an error shows a secret or is no *notify.Failure.
func (l Lab) send(t *testing.T, ctx context.Context, m notify.Message) (notify.Receipt, *notify.Failure) {
	t.Helper()
	receipt, err := l.Channel.Send(ctx, l.Route, m)
	l.CheckSecrets(t, receipt, err)
	if err == nil {
		return receipt, nil
	}
	var f *notify.Failure
	if !errors.As(err, &f) {
		t.Fatalf("the error is no *notify.Failure: %T %v", err, err)
	}
	if f.Class == "" || f.Reason == "" {
		t.Errorf("a failure without class or reason: %#v", f)
	}
	return receipt, f
}

// CheckSecrets fails the test where values, printed in any way a program
// prints, show one of the lab's secrets.
func (l Lab) CheckSecrets(t *testing.T, values ...any) {
	t.Helper()
	var b bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&b, nil))
	for _, v := range append(values, l.Route) {
		fmt.Fprintf(&b, "%v %+v %#v %s %q\n", v, v, v, v, v)
		if err, ok := v.(error); ok {
			for e := err; e != nil; e = errors.Unwrap(e) {
				fmt.Fprintf(&b, "%v %+v %#v\n", e, e, e)
			}
		}
		_ = json.NewEncoder(&b).Encode(v)
		log.Info("value", "value", v)
	}
	for _, secret := range l.Secrets {
		if strings.Contains(b.String(), secret) {
			t.Errorf("the secret %q shows in:\n%s", secret, b.String())
		}
	}
}

func (s Subject) delivers(t *testing.T) {
	l := s.New(t, notify.Timeouts{})
	m := Reminder()
	receipt, fail := l.send(t, t.Context(), m)
	if fail != nil {
		t.Fatalf("refused: %v", fail)
	}
	if receipt.Code == "" {
		t.Error("the receipt has no code")
	}
	got := l.Reads(l.one(t))
	for _, want := range []string{m.Document.Title, "云溪县应急值守群", "张三（账号 wx_zhang）已调出", "移出群", "2026-11-30", "办公室联系电话"} {
		if !strings.Contains(got, want) {
			t.Errorf("the reader does not see %q in:\n%s", want, got)
		}
	}
	if strings.Contains(got, "可能重复") {
		t.Error("a first try says 可能重复")
	}
}

func (s Subject) repeats(t *testing.T) {
	l := s.New(t, notify.Timeouts{})
	m := Reminder()
	for range 2 {
		if _, fail := l.send(t, t.Context(), m); fail != nil {
			t.Fatal(fail)
		}
		m.Repeat = true
	}
	bodies := l.Arrivals()
	if len(bodies) != 2 {
		t.Fatalf("%d arrivals, want 2", len(bodies))
	}
	first, second := l.Reads(bodies[0]), l.Reads(bodies[1])
	at, text := strings.Index(second, "可能重复"), strings.Index(second, "您负责的群")
	if at < 0 || text < 0 || at > text {
		t.Errorf("可能重复 does not stand before the text:\n%s", second)
	}
	if !strings.Contains(second, "移出群") || !strings.Contains(first, "移出群") {
		t.Errorf("the second try says something else:\n%s\n%s", first, second)
	}
}

func (s Subject) shortens(t *testing.T) {
	for name, m := range LongMessages() {
		t.Run(name, func(t *testing.T) {
			l := s.New(t, notify.Timeouts{})
			if _, fail := l.send(t, t.Context(), m); fail != nil {
				t.Fatalf("refused: %v", fail)
			}
			body := l.one(t)
			if broken := l.Fits(body); broken != "" {
				t.Error(broken)
			}
			got := l.Reads(body)
			if strings.ContainsRune(got, '\uFFFD') {
				t.Errorf("cut inside a character:\n%s", got)
			}
			if s.Unlimited || !strings.Contains(name, "lines") {
				return
			}
			shown := strings.Count(got, "需要移出群")
			total := len(m.Document.Sections[0].Lines)
			if shown == 0 || !strings.Contains(got, "另有 "+strconv.Itoa(total-shown)+" 条没有列出") {
				t.Errorf("%d of %d lines shown, and the text does not say how many are missing:\n%s", shown, total, got)
			}
		})
	}
}

func (s Subject) harmless(t *testing.T) {
	for _, hostile := range HostileTexts {
		l := s.New(t, notify.Timeouts{})
		m := Reminder()
		d := &m.Document
		d.Title, d.Intro, d.Outro, d.LinkText = hostile, []string{hostile}, []string{hostile}, hostile
		d.Sections = []notify.Section{{Heading: hostile, Lines: []notify.Line{{Text: hostile, Todo: hostile, DueOn: "2026-11-30", Urgent: true}}}}
		m.Text = d.Text()
		m.Recipient.Name = hostile
		if _, fail := l.send(t, t.Context(), m); fail != nil {
			t.Errorf("%q: refused: %v", hostile, fail)
			continue
		}
		body := l.one(t)
		if called := l.Calls(body); len(called) > 0 {
			t.Errorf("%q calls %q in\n%s", hostile, called, body)
		}
		if broken := l.Fits(body); broken != "" {
			t.Errorf("%q: %s", hostile, broken)
		}
	}
}

func (s Subject) mentions(t *testing.T) {
	l := s.New(t, notify.Timeouts{})
	m := Reminder()
	m.Mentions = []string{"U0ZHANG", "all", "U0ZHANG", "@all", "<!channel>", "channel", "a b", ""}
	if _, fail := l.send(t, t.Context(), m); fail != nil {
		t.Fatal(fail)
	}
	called := l.Calls(l.one(t))
	want := []string{"U0ZHANG"}
	if s.NoMentions {
		want = nil
	}
	if fmt.Sprint(called) != fmt.Sprint(want) {
		t.Errorf("called %q, want %q", called, want)
	}
}

func (s Subject) cancelled(t *testing.T) {
	t.Run("before it begins", func(t *testing.T) {
		l := s.New(t, notify.Timeouts{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, fail := l.send(t, ctx, Reminder())
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
		// What only dialing can find out is no fault of the form.
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

func (l Lab) one(t *testing.T) []byte {
	t.Helper()
	bodies := l.Arrivals()
	if len(bodies) != 1 {
		t.Fatalf("%d arrivals, want 1", len(bodies))
	}
	return bodies[0]
}

// waitFor polls: what it waits for happens in another goroutine over a real
// socket.
func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(10 * time.Second)
	for !done() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("it did not happen within ten seconds")
		}
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
