package outbox

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

func TestSettle(t *testing.T) {
	type want struct {
		State    State
		Outcome  outcome
		Wait     time.Duration // until the next attempt; with jitter taken out
		RouteSeq int
		Doubts   int
		Told     bool
	}
	friday := time.Date(2026, 11, 27, 17, 0, 0, 0, shanghai)
	cases := map[string]struct {
		attempts, doubts int
		earlier          int // attempts by earlier routes
		now              time.Time
		failure          *notify.Failure
		want             want
		reason           string
	}{
		"accepted is sent and told": {
			attempts: 1, want: want{State: Sent, Outcome: outSent, Told: true},
		},
		"accepted at the second try after a doubt is sent, and the doubt stays on record": {
			attempts: 2, doubts: 1, want: want{State: Sent, Outcome: outSent, Doubts: 1, Told: true},
		},
		"a transient failure waits a minute after the first try": {
			attempts: 1, failure: &notify.Failure{Class: notify.Transient, Reason: "x"},
			want: want{State: Failed, Outcome: outRetry, Wait: time.Minute},
		},
		"a transient failure waits nine minutes after the third": {
			attempts: 3, failure: &notify.Failure{Class: notify.Transient, Reason: "x"},
			want: want{State: Failed, Outcome: outRetry, Wait: 9 * time.Minute},
		},
		"a transient failure waits two hours at most": {
			attempts: 7, failure: &notify.Failure{Class: notify.Transient, Reason: "x"},
			want: want{State: Failed, Outcome: outRetry, Wait: 2 * time.Hour},
		},
		"the last try by a route leaves the notice to the next one": {
			attempts: 8, failure: &notify.Failure{Class: notify.Transient, Reason: "x"},
			want: want{State: Failed, Outcome: outExhausted, RouteSeq: 1},
		},
		"tries by an earlier route do not count": {
			attempts: 9, earlier: 8, failure: &notify.Failure{Class: notify.Transient, Reason: "x"},
			want: want{State: Failed, Outcome: outRetry, Wait: time.Minute},
		},
		"a rate limit is never cut short by the backoff": {
			attempts: 1, failure: &notify.Failure{Class: notify.RateLimited, Reason: "x", After: 10 * time.Minute},
			want:   want{State: Failed, Outcome: outRateLimited, Wait: 10 * time.Minute},
			reason: "DingTalk locks a robot for ten minutes; a retry within them is another offence",
		},
		"a permanent failure goes to the next route at once": {
			attempts: 1, failure: &notify.Failure{Class: notify.Permanent, Reason: "x"},
			want: want{State: Failed, Outcome: outNextRoute, RouteSeq: 1},
		},
		"a permanent failure at the last try still has its next route": {
			attempts: 8, failure: &notify.Failure{Class: notify.Permanent, Reason: "x"},
			want: want{State: Failed, Outcome: outNextRoute, RouteSeq: 1},
		},
		"a channel that allows three tries is left for the next route after them": {
			attempts: 3, failure: &notify.Failure{Class: notify.Transient, Reason: "busy", Tries: 3},
			want: want{State: Failed, Outcome: outExhausted, RouteSeq: 1},
		},
		"an uncertain attempt is repeated on the next working day": {
			attempts: 1, failure: &notify.Failure{Class: notify.Uncertain, Reason: "x"},
			want: want{State: Uncertain, Outcome: outUncertain, Doubts: 1, Wait: 23*time.Hour + 30*time.Minute},
		},
		"on a Friday the next working day is Monday": {
			attempts: 1, now: friday, failure: &notify.Failure{Class: notify.Uncertain, Reason: "x"},
			want: want{State: Uncertain, Outcome: outUncertain, Doubts: 1, Wait: 2*24*time.Hour + 15*time.Hour + 30*time.Minute},
		},
		"tried twice counts as told and stays uncertain": {
			attempts: 2, doubts: 1, failure: &notify.Failure{Class: notify.Uncertain, Reason: "x"},
			want: want{State: Uncertain, Outcome: outTriedTwice, Doubts: 2, Told: true},
		},
		"an uncertain last try is not dead: it is repeated once like any other": {
			attempts: 8, failure: &notify.Failure{Class: notify.Uncertain, Reason: "x"},
			want: want{State: Uncertain, Outcome: outUncertain, Doubts: 1, Wait: 23*time.Hour + 30*time.Minute},
		},
		"a known failure after a doubt is tried on, because it did not arrive": {
			attempts: 2, doubts: 1, failure: &notify.Failure{Class: notify.Transient, Reason: "x"},
			want: want{State: Failed, Outcome: outRetry, Doubts: 1, Wait: 3 * time.Minute},
		},
	}
	r := rules{tries: 8, allowed: officeHours, nextWorkday: nextWorkday}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			now := c.now
			if now.IsZero() {
				now = monday
			}
			n := notice("msg_1", "P1", func(n *Notice) {
				n.State, n.Attempts, n.ByRoute, n.Doubts = Sending, c.attempts, c.attempts-c.earlier, c.doubts
				n.ClaimedBy, n.ClaimedUntil = "me", now.Add(time.Minute)
			})
			after, told, o := settle(n, c.failure, now, r)
			got := want{State: after.State, Outcome: o, RouteSeq: after.RouteSeq, Doubts: after.Doubts, Told: told != nil}
			if !after.NextAt.IsZero() {
				got.Wait = after.NextAt.Sub(now)
			}
			if wait := got.Wait; o == outRetry {
				if low, high := c.want.Wait*8/10, c.want.Wait*12/10; wait < low || wait > high {
					t.Errorf("waits %s, want within [%s, %s]", wait, low, high)
				}
				got.Wait = c.want.Wait
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s\n-want +got\n%s", c.reason, diff)
			}
			if after.ClaimedBy != "" || !after.ClaimedUntil.IsZero() {
				t.Error("the claim was kept")
			}
			if (told != nil) == after.ToldAt.IsZero() {
				t.Error("told and told_at disagree")
			}
		})
	}
}

// covers contract §5 Ladder: a case first told on or after due_on gets the
// next working day after that.
func TestATellingCarriesItsDayTheNextWorkingDayAndThePersonOnlyIfItIsOne(t *testing.T) {
	friday := time.Date(2026, 11, 27, 17, 59, 0, 0, shanghai)
	r := rules{tries: 8, allowed: officeHours, nextWorkday: nextWorkday}
	_, told, _ := settle(notice("msg_1", "P1"), nil, friday, r)
	want := &ledger.SentNotice{Notice: "msg_1", By: "deliver", At: friday, On: "2026-11-27", Next: "2026-11-30", Person: "P1"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	office := notice("msg_2", "office", func(n *Notice) { n.Recipient.Type = notify.ToOffice })
	if _, told, _ = settle(office, nil, friday, r); told.Person != "" {
		t.Errorf("an office is no person, got %q", told.Person)
	}
}

func TestOnlyAManualNoticeIsRelayed(t *testing.T) {
	n := notice("msg_1", "P1", func(n *Notice) { n.State = Manual })
	after, told, ok := Relay(n, "P9", monday, workgroup.Date("2026-11-24"))
	if !ok || after.State != Relayed || after.RelayedBy != "P9" || told == nil || !after.ToldAt.Equal(monday) {
		t.Errorf("relayed: %v %+v %+v", ok, after, told)
	}
	for _, s := range []State{Planned, Pending, Sending, Sent, Failed, Uncertain, Dead, Withdrawn, Relayed} {
		n.State = s
		if _, told, ok := Relay(n, "P9", monday, "2026-11-24"); ok || told != nil {
			t.Errorf("%s was relayed", s)
		}
	}
}

func TestBackoffGrowsAndItsJitterIsTheSameEveryTime(t *testing.T) {
	last := time.Duration(0)
	for attempt := 1; attempt <= 5; attempt++ {
		low, high := backoff(attempt, 0), backoff(attempt, 1)
		if low <= last {
			t.Errorf("attempt %d: %s does not lie above %s", attempt, low, last)
		}
		last = high
	}
	if jitterOf("msg_1", 3) != jitterOf("msg_1", 3) || jitterOf("msg_1", 3) == jitterOf("msg_2", 3) {
		t.Error("jitter must depend on the notice and on nothing else")
	}
}
