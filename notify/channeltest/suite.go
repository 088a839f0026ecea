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
	"testing"
	"time"

	"qunguan/notify"
)

// Lab is a channel, wired to its fake.
type Lab struct {
	Channel notify.Channel
	Route   notify.Route
	Secrets []string // texts that may appear in no error, log or dump

	// Arrivals are the bodies that arrived, accepted or not.
	Arrivals func() [][]byte
	// Reads is a body as its reader sees it, as one text.
	Reads func(body []byte) string
	// Calls are the accounts that a body calls by name.
	Calls func(body []byte) []string
	// Fits names the provider's limit that a body breaks; "" = none.
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
	HangReason    string  // reason of a missing answer; empty: timeout_headers
	GarbageReason string  // reason of a garbled answer; empty: answer_malformed
	BadAddresses  []string
}

// Run runs the tests that all channels share.
func Run(t *testing.T, s Subject) {
	t.Run("delivers the whole document", s.delivers)
	t.Run("says the same on a second try, with 可能重复 before it", s.repeats)
	t.Run("shortens inside the limit and says how much is missing", s.shortens)
	t.Run("calls nobody that a text names", s.harmless)
	t.Run("calls only who is given", s.mentions)
	t.Run("tells every fault's class", s.faults)
	t.Run("gives up when told to", s.cancelled)
	t.Run("refuses addresses before anything leaves", s.addresses)
	t.Run("is probed without a message", s.probed)
	t.Run("is safe for concurrent use", s.concurrent)
}

// send fails the test when an error shows a secret or is no *notify.Failure.
func (l Lab) send(ctx context.Context, t *testing.T, m notify.Message) (notify.Receipt, *notify.Failure) {
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

func (l Lab) one(t *testing.T) []byte {
	t.Helper()
	bodies := l.Arrivals()
	if len(bodies) != 1 {
		t.Fatalf("%d arrivals, want 1", len(bodies))
	}
	return bodies[0]
}

// waitFor polls, because the awaited event happens in another goroutine over a real socket.
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
