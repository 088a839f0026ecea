package outbox

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"qunguan/notify"
)

func TestOperatorsHearOncePerDayOfRoutesThatDoNotWork(t *testing.T) {
	routes := book{"": {byEmail}}
	var rows []Notice
	for i := range 30 {
		p := fmt.Sprintf("P%02d", i)
		routes[p] = []any{robot(notify.Webhook)}
		rows = append(rows, notice("msg_"+p, p))
	}
	w := newWorld(t, routes, rows...)
	w.Channels[notify.Webhook] = w.slack
	w.slack.answer = func(context.Context, int, notify.Message) error {
		return &notify.Failure{Class: notify.Permanent, Reason: notify.ReasonWebhook, Code: "404", Ops: true}
	}
	if _, err := w.DeliverDue(context.Background()); err != nil {
		t.Fatal(err)
	}
	if len(w.email.got) != 1 {
		t.Fatalf("operators got %d messages", len(w.email.got))
	}
	m := w.email.got[0]
	for _, want := range []string{"Webhook", "机器人地址无效", "人员 P00", "另有 10 条"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("%q is missing in:\n%s", want, m.Text)
		}
	}
	if strings.Contains(m.Text, "robot.example") || m.Kind != notify.KindOps || m.Recipient.Type != notify.ToOps {
		t.Errorf("message: %+v", m)
	}
	w.store.rows["msg_more"] = notice("msg_more", "P01")
	if _, err := w.DeliverDue(context.Background()); err != nil || len(w.email.got) != 1 {
		t.Errorf("the same day again: %d messages, %v", len(w.email.got), err)
	}
}

func TestWithoutARouteToOperatorsOrAboutItNothingIsAnnounced(t *testing.T) {
	for name, routes := range map[string]book{
		"no route to operators":               {"P1": {bySlack}},
		"the operators' own route is the one": {"": {bySlack}},
	} {
		t.Run(name, func(t *testing.T) {
			n := notice("msg_1", "P1")
			if len(routes[""]) > 0 {
				n.Recipient, n.Kind = notify.Recipient{Type: notify.ToOps}, notify.KindOps
			}
			w := newWorld(t, routes, n)
			w.slack.answer = func(context.Context, int, notify.Message) error {
				return &notify.Failure{Class: notify.Permanent, Reason: notify.ReasonWebhook, Ops: true}
			}
			sum, err := w.DeliverDue(context.Background())
			if err != nil || len(w.store.rows) != 1 || len(sum.Alarms) == 0 {
				t.Errorf("%d notices, %+v, %v", len(w.store.rows), sum, err)
			}
		})
	}
}
