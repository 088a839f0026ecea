package outbox

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
)

// kept is a notice's content in a store.
type kept struct{ fails error }

func (k kept) Whole() (notify.Document, []notify.CaseRef, error) {
	return notify.Document{Title: "题", Intro: []string{"您好"}}, []notify.CaseRef{{ID: 7}}, k.fails
}

func (k kept) Plain() (notify.Document, []notify.CaseRef, error) {
	return notify.Document{Title: "题"}, []notify.CaseRef{{ID: 7}}, k.fails
}

// texts is a channel that sends texts as they are.
type texts struct{ post }

func (*texts) SendsText() {}

func TestAChannelGetsAsMuchOfADocumentAsItTakes(t *testing.T) {
	cases := map[string]struct {
		body string
		text bool // the channel sends texts
		want notify.Document
	}{
		"a channel that renders gets all of it":       {"正文", false, notify.Document{Title: "题", Intro: []string{"您好"}}},
		"a channel of texts gets what stands beside":  {"正文", true, notify.Document{Title: "题"}},
		"without a text it is made from the document": {"", true, notify.Document{Title: "题", Intro: []string{"您好"}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, book{"P1": {bySlack}}, notice("msg_1", "P1", func(n *Notice) { n.Unread, n.Body = kept{}, c.body }))
			if c.text {
				chat := &texts{}
				w.Channels[notify.Slack], w.slack = chat, &chat.post
			}
			if _, n := deliverOnce(t, w); n.State != Sent {
				t.Fatalf("%s: %s", n.State, n.LastError)
			}
			if diff := cmp.Diff(c.want, w.slack.got[0].Document); diff != "" || w.slack.got[0].Cases[0].ID != 7 {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestANoticeThatCannotBeReadIsNotSentAndHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, book{"P1": {bySlack}, "P2": {bySlack}}, notice("msg_2", "P2"),
			notice("msg_1", "P1", func(n *Notice) { n.Unread = kept{errors.New("unexpected end of JSON input")} }))
		sum, err := w.DeliverDue(context.Background())
		if err != nil || sum.Sent != 1 || sum.Dead != 1 || len(w.slack.got) != 1 || len(sum.Alarms) == 0 {
			t.Errorf("%+v, %v, %d messages", sum, err, len(w.slack.got))
		}
		if n := w.store.row("msg_1"); n.State != Dead || n.LastError != "permanent: internal" {
			t.Errorf("%s: %s", n.State, n.LastError)
		}
	})
}

func TestACallThatComesLateDoesNotEndTheWaitForARoutesPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		routes, rows := rooms(3, bySlack)
		w := newWorld(t, routes, rows...)
		l, end := w.begin(t.Context())
		defer end()
		for l.work(); !l.idle(); l.work() {
			l.wait(0, nil)
		}
		l.ended.call() // of a sender whose end was taken in already
		stopped, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		if l.pause(stopped, l.untilPaced()); !l.look {
			t.Error("the wait ended before the route was free")
		}
	})
}
