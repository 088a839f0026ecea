package outbox

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
)

// one is the state of the only notice after a DeliverDue.
func deliverOnce(t *testing.T, w *world) (Summary, Notice) {
	t.Helper()
	sum, err := w.DeliverDue(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return sum, w.store.row("msg_1")
}

func TestADueNoticeIsSentOnceAndTold(t *testing.T) {
	w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1"))
	sum, n := deliverOnce(t, w)
	if n.State != Sent || n.Attempts != 1 || n.SentAt.IsZero() || sum.Sent != 1 {
		t.Errorf("after sending: %+v, %+v", n, sum)
	}
	if diff := cmp.Diff(map[string]ledger.SentNotice{"msg_1": {Notice: "msg_1", By: "deliver", At: n.SentAt, On: "2026-11-23", Next: "2026-11-24", Person: "P1"}}, w.store.notifications()); diff != "" {
		t.Errorf("telling: -want +got\n%s", diff)
	}
	if sum, _ := deliverOnce(t, w); sum.Sent != 0 || len(w.slack.got) != 1 {
		t.Errorf("a second look sent again: %+v, %d messages", sum, len(w.slack.got))
	}
	m := w.slack.got[0]
	if m.ID != "msg_1" || m.Text != "正文" || m.Repeat {
		t.Errorf("message: %+v", m)
	}
}

func TestWhatIsNotDueOrNotMeantToBeSentStays(t *testing.T) {
	cases := map[string]func(*Notice){
		"a planned notice is never sent":         func(n *Notice) { n.State = Planned },
		"a manual notice waits for its hand":     func(n *Notice) { n.State = Manual },
		"a withdrawn notice is over":             func(n *Notice) { n.State = Withdrawn },
		"a dead notice is over":                  func(n *Notice) { n.State = Dead },
		"a notice before its not_before waits":   func(n *Notice) { n.NotBefore = monday.Add(time.Hour) },
		"a notice before its next attempt waits": func(n *Notice) { n.State, n.NextAt = Failed, monday.Add(time.Hour) },
		"a notice that was tried twice is told":  func(n *Notice) { n.State, n.Doubts, n.ToldAt = Uncertain, 2, monday },
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1", change))
			_, n := deliverOnce(t, w)
			if len(w.slack.got) != 0 || n.Version != 1 {
				t.Errorf("it moved: %+v", n)
			}
		})
	}
}

// covers S5.4
func TestQuietHoursAndDaysOffAreCheckedAtTheSend(t *testing.T) {
	cases := map[string]struct {
		skew time.Duration
		want time.Time
	}{
		"at eight in the evening it waits for the next morning": {11 * time.Hour, monday.Add(23*time.Hour + 30*time.Minute)},
		"on Saturday it waits for Monday":                       {5 * 24 * time.Hour, monday.Add(7*24*time.Hour - 30*time.Minute)},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, book{"P1": {bySlack}, "": {byEmail}}, notice("msg_1", "P1"),
				notice("msg_2", "", func(n *Notice) { n.Recipient = notify.Recipient{Type: notify.ToOps}; n.Kind = notify.KindOps }))
			w.skew = c.skew
			sum, n := deliverOnce(t, w)
			if n.State != Pending || n.Attempts != 0 || !n.NextAt.Equal(c.want) || sum.Postponed != 1 {
				t.Errorf("got %s, next %s, %+v; want it to wait until %s", n.State, n.NextAt, sum, c.want)
			}
			if got := w.email.ids(); !slices.Equal(got, []string{"msg_2"}) {
				t.Errorf("operators are reached at any hour, sent %v", got)
			}
			w.skew = c.want.Sub(monday)
			if _, n := deliverOnce(t, w); n.State != Sent {
				t.Errorf("when the hour came it was %s", n.State)
			}
		})
	}
}

func TestPermanentFailuresClimbThePersonsRoutes(t *testing.T) {
	dead := func(context.Context, int, notify.Message) error { return failing(notify.Permanent) }
	unreadable := fmt.Errorf("route of P1: %w", ErrRouteUnreadable)
	cases := map[string]struct {
		routes   []any
		slack    func(context.Context, int, notify.Message) error
		state    State
		channel  string
		seq      int
		attempts int
		reason   string // part of last_error
		alarms   int
	}{
		"the next route takes it under the same id":         {[]any{bySlack, byEmail}, dead, Sent, notify.Email, 1, 2, "", 0},
		"without another route it is dead":                  {[]any{bySlack}, dead, Dead, notify.Slack, 1, 1, "permanent: scripted", 1},
		"a hand as next route waits for a person":           {[]any{bySlack, byHand}, dead, Manual, notify.Manual, 1, 1, "permanent: scripted", 0},
		"a route that cannot be decrypted is passed over":   {[]any{unreadable, byEmail}, nil, Sent, notify.Email, 1, 1, "", 1},
		"only a route that cannot be decrypted is dead":     {[]any{unreadable}, nil, Dead, notify.Slack, 1, 0, "route_unreadable", 2},
		"no route at all is dead and says so":               {nil, nil, Dead, notify.Slack, 0, 0, "no_route", 1},
		"a channel that is not configured is passed over":   {[]any{notify.Route{Channel: notify.Feishu}, byEmail}, nil, Sent, notify.Email, 1, 1, "", 1},
		"an unreadable next route after a failure is named": {[]any{bySlack, unreadable}, dead, Dead, notify.Slack, 2, 1, "route_unreadable", 2},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, book{"P1": c.routes}, notice("msg_1", "P1"))
			w.slack.answer = c.slack
			sum, n := deliverOnce(t, w)
			if n.State != c.state || n.Channel != c.channel || n.RouteSeq != c.seq || n.Attempts != c.attempts {
				t.Errorf("got %s by %s (route %d) after %d attempts", n.State, n.Channel, n.RouteSeq, n.Attempts)
			}
			if !strings.Contains(n.LastError, c.reason) || (c.reason == "") != (n.LastError == "") {
				t.Errorf("last_error %q, want %q", n.LastError, c.reason)
			}
			if len(sum.Alarms) != c.alarms {
				t.Errorf("alarms: %+v, want %d", sum.Alarms, c.alarms)
			}
			if told := len(w.store.notifications()); told != 0 && n.State != Sent {
				t.Errorf("a notice that is %s told %d", n.State, told)
			}
		})
	}
}

func TestAnUncertainNoticeIsRepeatedOnTheNextWorkingDayAndMarked(t *testing.T) {
	w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1"))
	w.slack.answer = func(context.Context, int, notify.Message) error { return failing(notify.Uncertain) }
	_, n := deliverOnce(t, w)
	if n.State != Uncertain || len(w.store.notifications()) != 0 {
		t.Fatalf("after the first try: %s, told %v", n.State, w.store.notifications())
	}
	w.skew = 8 * time.Hour
	if _, n = deliverOnce(t, w); n.Attempts != 1 {
		t.Fatal("repeated on the same day")
	}
	w.skew = 24 * time.Hour
	_, n = deliverOnce(t, w)
	if n.State != Uncertain || n.Attempts != 2 || w.store.notifications()["msg_1"].On != "2026-11-24" {
		t.Errorf("after the second try: %+v, told %v", n, w.store.notifications())
	}
	if !w.slack.got[1].Repeat || w.slack.got[1].ID != "msg_1" || w.slack.got[1].Text != w.slack.got[0].Text {
		t.Errorf("the repetition must keep id and body and be marked: %+v", w.slack.got[1])
	}
	w.skew = 48 * time.Hour
	if _, n = deliverOnce(t, w); n.Attempts != 2 {
		t.Error("an uncertain notice is sent once more, not twice")
	}
}

func TestAClaimThatEndedWithoutARecordIsUncertain(t *testing.T) {
	w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1"))
	w.store.crash("msg_1", monday)
	sum, n := deliverOnce(t, w)
	if n.State != Uncertain || n.Attempts != 1 || n.LastError != "uncertain: claim_expired" || len(w.slack.got) != 0 || sum.Uncertain != 1 {
		t.Fatalf("after the claim's end: %+v, %+v", n, sum)
	}
	w.skew = 24 * time.Hour
	if _, n = deliverOnce(t, w); n.State != Sent || !w.slack.got[0].Repeat {
		t.Errorf("the next working day: %s, repeat %v", n.State, w.slack.got[0].Repeat)
	}
}

func TestASecondCrashWithTheSameNoticeCountsAsToldAndIsNotSentAThirdTime(t *testing.T) {
	w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1", func(n *Notice) { n.State, n.Attempts, n.Doubts = Uncertain, 1, 1 }))
	w.store.crash("msg_1", monday)
	_, n := deliverOnce(t, w)
	if n.State != Uncertain || n.ToldAt.IsZero() || len(w.store.notifications()) != 1 || len(w.slack.got) != 0 {
		t.Errorf("after the second crash: %+v, told %v", n, w.store.notifications())
	}
}

func TestADispatcherThatLostItsClaimRecordsNothing(t *testing.T) {
	w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1"))
	w.slack.answer = func(context.Context, int, notify.Message) error {
		w.store.edit("msg_1", func(n *Notice) { n.State, n.Doubts, n.NextAt = Uncertain, 1, monday.Add(24*time.Hour) })
		w.store.mu.Lock()
		clear(w.store.claims) // somebody took it for ended
		w.store.mu.Unlock()
		return nil
	}
	sum, n := deliverOnce(t, w)
	if n.State != Uncertain || len(w.store.notifications()) != 0 || sum.Lost != 1 || sum.Sent != 0 {
		t.Errorf("it recorded over somebody else: %+v, %+v", n, sum)
	}
}

func TestANoticeWithdrawnBetweenTheLookAndTheClaimIsNotSent(t *testing.T) {
	w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1"))
	w.store.fail = func(call int, op string) error {
		if op == "save" {
			w.store.rows["msg_1"] = notice("msg_1", "P1", func(n *Notice) { n.State, n.Version = Withdrawn, 2 })
			w.store.moves++
		}
		return nil
	}
	sum, n := deliverOnce(t, w)
	if n.State != Withdrawn || len(w.slack.got) != 0 || sum.Lost != 1 {
		t.Errorf("got %s, %d messages, %+v", n.State, len(w.slack.got), sum)
	}
}

func TestAnErrorWithoutAClassIsUncertainAndItsTextIsNotKept(t *testing.T) {
	w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1"))
	w.slack.answer = func(context.Context, int, notify.Message) error {
		return &url.Error{Op: "Post", URL: "https://hooks.example/SECRET", Err: errors.New("reset")}
	}
	_, n := deliverOnce(t, w)
	if n.State != Uncertain || strings.Contains(n.LastError, "SECRET") {
		t.Errorf("got %s, last_error %q", n.State, n.LastError)
	}
}

func TestAPanicInAChannelStaysThere(t *testing.T) {
	w := newWorld(t, book{"P1": {bySlack}, "P2": {byEmail}}, notice("msg_1", "P1"), notice("msg_2", "P2"))
	w.slack.answer = func(context.Context, int, notify.Message) error { panic("https://hooks.example/SECRET") }
	sum, n := deliverOnce(t, w)
	if n.State != Uncertain || len(sum.Alarms) != 1 || w.store.row("msg_2").State != Sent {
		t.Errorf("got %s and %s, alarms %v", n.State, w.store.row("msg_2").State, sum.Alarms)
	}
	if strings.Contains(n.LastError, "SECRET") {
		t.Errorf("last_error %q", n.LastError)
	}
}

func TestARecipientsNoticesKeepTheirOrderAndOthersDoNotWaitForThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var rows []Notice
		for i := range 6 {
			rows = append(rows, notice(fmt.Sprintf("msg_%d", i), "P1", func(n *Notice) { n.CreatedAt = monday.Add(time.Duration(-66+i) * time.Minute) }))
		}
		for i := range 20 {
			rows = append(rows, notice(fmt.Sprintf("other_%02d", i), fmt.Sprintf("Q%d", i)))
		}
		routes := book{"P1": {bySlack}}
		for i := range 20 {
			routes[fmt.Sprintf("Q%d", i)] = []any{byEmail}
		}
		w := newWorld(t, routes, rows...)
		var chats, mails, mostMails atomic.Int32
		w.slack.answer = func(context.Context, int, notify.Message) error {
			if chats.Add(1) > 1 {
				t.Error("two sends to one recipient at once")
			}
			time.Sleep(10 * time.Second)
			chats.Add(-1)
			return nil
		}
		w.email.answer = func(context.Context, int, notify.Message) error {
			mostMails.Store(max(mostMails.Load(), mails.Add(1)))
			time.Sleep(time.Second)
			mails.Add(-1)
			return nil
		}
		began := time.Now()
		sum, err := w.DeliverDue(context.Background())
		if err != nil || sum.Sent != 26 {
			t.Fatalf("sent %d, %v", sum.Sent, err)
		}
		if got := w.slack.ids(); !slices.IsSorted(got) {
			t.Errorf("order: %v", got)
		}
		if took := time.Since(began); took != time.Minute {
			t.Errorf("took %s: six sends in a row, the others beside them", took)
		}
		if most := mostMails.Load(); most != 8 {
			t.Errorf("%d mails in flight beside the chat, want 8: it has senders of its own", most)
		}
	})
}

func TestNewRefusesSendsThatOutliveTheirClaim(t *testing.T) {
	base := Config{Store: newMemory(t), Routes: book{}, Clock: time.Now, Allowed: officeHours, NextWorkday: nextWorkday}
	if _, err := New(base); err != nil {
		t.Errorf("the defaults: %v", err)
	}
	for _, c := range []struct{ claim, send time.Duration }{{6 * time.Minute, time.Minute}, {time.Minute, 40 * time.Second}} {
		bad := base
		bad.Claim, bad.SendTimeout = c.claim, c.send
		if _, err := New(bad); err == nil {
			t.Errorf("claim %s with sends of %s was accepted", c.claim, c.send)
		}
	}
	if _, err := New(Config{}); err == nil {
		t.Error("an empty configuration was accepted")
	}
}
