package outbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/workgroup"
)

func down(context.Context, int, notify.Message) error {
	return &notify.Failure{Class: notify.Transient, Reason: notify.ReasonConnect}
}

// lasting runs the dispatcher for a span of time.
func lasting(w *world, span time.Duration) {
	stop, wait := start(w)
	time.Sleep(span)
	stop()
	wait()
}

func TestARouteWithoutTriesLeftIsFollowedByTheNextOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, book{"P1": {bySlack, byEmail}}, notice("msg_1", "P1"))
		w.slack.answer = down
		lasting(w, 9*time.Hour)
		n := w.store.row("msg_1")
		if n.State != Sent || n.Channel != notify.Email || n.Attempts != 9 || n.ByRoute != 1 || len(w.slack.got) != 8 {
			t.Errorf("%s by %s after %d attempts, %d of them by this route", n.State, n.Channel, n.Attempts, n.ByRoute)
		}
	})
}

func TestARouteThatFailsAloneEndsANoticeWithoutAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		routes := book{"P1": {bySlack}}
		rows := []Notice{notice("msg_1", "P1")}
		for i := range 40 { // others are reached by the same channel, all day long
			p := fmt.Sprintf("Q%02d", i)
			routes[p] = []any{bySlack}
			rows = append(rows, notice("msg_"+p, p, func(n *Notice) { n.NotBefore = monday.Add(time.Duration(i) * 12 * time.Minute) }))
		}
		w := newWorld(t, routes, rows...)
		w.slack.answer = func(ctx context.Context, _ int, m notify.Message) error {
			if m.ID == "msg_1" {
				return down(ctx, 0, m)
			}
			return nil
		}
		lasting(w, 8*time.Hour+30*time.Minute)
		if n := w.store.row("msg_1"); n.State != Dead || n.Attempts != 8 {
			t.Errorf("%s after %d attempts", n.State, n.Attempts)
		}
	})
}

func TestAnOutageDelaysAndEndsNothingAndOperatorsHearOfItOnceADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		routes := book{"": {bySlack, byEmail}}
		var rows []Notice
		for i := range 20 {
			p := fmt.Sprintf("P%02d", i)
			routes[p] = []any{bySlack}
			rows = append(rows, notice("msg_"+p, p))
		}
		w := newWorld(t, routes, rows...)
		w.slack.answer = down
		stop, wait := start(w)
		time.Sleep(30 * time.Minute)
		if len(w.email.got) != 1 || !strings.Contains(w.email.got[0].Text, "连不上对方服务器") || !strings.Contains(w.email.got[0].Document.Title, "Slack") {
			t.Fatalf("within half an hour operators got %+v", w.email.got)
		}
		time.Sleep(3*24*time.Hour - 30*time.Minute)
		for _, r := range rows {
			if n := w.store.row(r.ID); n.State != Failed && n.State != Pending {
				t.Errorf("%s is %s after three days", n.ID, n.State)
			}
		}
		if len(w.email.got) != 4 { // until nine on Thursday
			t.Errorf("operators got %d messages on four days, want one a day", len(w.email.got))
		}
		w.slack.mu.Lock()
		w.slack.answer = nil
		w.slack.mu.Unlock()
		time.Sleep(3 * time.Hour)
		stop()
		wait()
		for _, r := range rows {
			if n := w.store.row(r.ID); n.State != Sent || n.Doubts != 0 {
				t.Errorf("%s is %s three hours after the outage", n.ID, n.State)
			}
		}
	})
}

func TestAServerThatHangsCostsOnlyItsOwnChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		routes := book{}
		var rows []Notice
		for i := range 355 {
			p := fmt.Sprintf("P%03d", i)
			routes[p] = []any{byEmail}
			rows = append(rows, notice("msg_"+p, p, func(n *Notice) { n.Channel = notify.Email }))
		}
		for i := range 5 {
			u := fmt.Sprintf("U%d", i)
			routes[u] = []any{notify.Route{Channel: notify.Slack, Address: bySlack.Address + "room"}}
			rows = append(rows, notice("msg_"+u, u, func(n *Notice) { n.Recipient.Type, n.CreatedAt = notify.ToUnit, monday }))
		}
		w := newWorld(t, routes, rows...)
		w.email.answer = func(ctx context.Context, _ int, _ notify.Message) error {
			<-ctx.Done()
			return &notify.Failure{Class: notify.Uncertain, Reason: notify.ReasonTimeoutTotal}
		}
		stop, wait := start(w)
		time.Sleep(8 * time.Second) // a chat robot takes one message a second
		if got := len(w.slack.got); got != 5 {
			t.Errorf("%d of 5 chat messages within eight seconds", got)
		}
		time.Sleep(30 * time.Minute)
		stop()
		wait()
		if got := len(w.email.got); got > 8+30 {
			t.Errorf("%d mails were left in doubt in half an hour by a server that hangs", got)
		}
	})
}

func TestOneHostThatHangsDoesNotHoldUpTheWebhooksOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		routes := book{}
		var rows []Notice
		for i := range 300 {
			p := fmt.Sprintf("P%03d", i)
			host := "hangs.example"
			if i >= 290 {
				host = "works.example"
			}
			routes[p] = []any{notify.Route{Channel: notify.Webhook, Address: workgroup.Secret("https://" + host + "/hook")}}
			rows = append(rows, notice("msg_"+p, p, func(n *Notice) { n.Channel = notify.Webhook }))
		}
		w := newWorld(t, routes, rows...)
		w.Channels[notify.Webhook] = hosts{w.slack, w.email}
		w.slack.answer = func(ctx context.Context, _ int, _ notify.Message) error {
			<-ctx.Done()
			return failing(notify.Uncertain)
		}
		stop, wait := start(w)
		time.Sleep(5 * time.Second)
		if got := len(w.email.got); got != 10 {
			t.Errorf("%d of 10 messages to the host that works", got)
		}
		stop()
		wait()
	})
}

func TestOperatorsNoticesGoBeforeAllThatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		routes, rows := manyPeople(100, byEmail)
		routes[""] = []any{byEmail}
		rows = append(rows, notice("ops", "", func(n *Notice) {
			n.Kind, n.Recipient, n.CreatedAt = notify.KindOps, notify.Recipient{Type: notify.ToOps}, monday
		}))
		w := newWorld(t, routes, rows...)
		w.email.answer = func(context.Context, int, notify.Message) error { time.Sleep(time.Second); return nil }
		if _, err := w.DeliverDue(context.Background()); err != nil {
			t.Fatal(err)
		}
		if at := slices.Index(w.email.ids(), "ops"); at < 0 || at >= w.Parallel {
			t.Errorf("the operators' notice was number %d", at)
		}
	})
}

func TestALargerBudgetWakesWhatASmallerOneMadeWait(t *testing.T) {
	for name, c := range map[string]struct{ was, now, sent int }{
		"raised": {1, 2, 2}, "lifted": {1, 0, 3}, "as it was": {1, 1, 1}, "lowered": {2, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, book{"P1": {byEmail}}, notice("a", "P1"), notice("b", "P1"), notice("c", "P1"))
			for _, perDay := range []int{c.was, c.now} {
				w.PerDay = perDay
				if _, err := w.DeliverDue(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
			if len(w.email.got) != c.sent {
				t.Errorf("%d sent, want %d", len(w.email.got), c.sent)
			}
		})
	}
}

func TestWhatOperatorsMustMendIsToldAlsoIfItIsTriedAgain(t *testing.T) {
	for _, reason := range []string{notify.ReasonUnexpected, notify.ReasonMailAuth} {
		w := newWorld(t, book{"P1": {bySlack}, "": {bySlack, byEmail}}, notice("msg_1", "P1"))
		w.slack.answer = func(context.Context, int, notify.Message) error {
			return &notify.Failure{Class: notify.Transient, Reason: reason, Ops: true}
		}
		_, n := deliverOnce(t, w)
		if n.State != Failed || len(w.email.got) != 1 {
			t.Errorf("%s: %s, operators got %d messages by the route that works", reason, n.State, len(w.email.got))
		}
	}
}

// hosts is a channel with two receivers.
type hosts struct{ hangs, works *post }

func (h hosts) Send(ctx context.Context, r notify.Route, m notify.Message) (notify.Receipt, error) {
	if strings.Contains(r.Address.Reveal(), "hangs") {
		return h.hangs.Send(ctx, r, m)
	}
	return h.works.Send(ctx, r, m)
}
