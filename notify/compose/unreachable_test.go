package compose

import (
	"slices"
	"strings"
	"testing"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

// Every notice dies: each compose of the day tells the next one of the chain, and in the end a person
// passes the text on by hand. No recipient is tried twice.
func TestWhatCannotBeDeliveredClimbsTheChainOnceAndEndsInAHand(t *testing.T) {
	in := county()
	in.Channels[notify.Recipient{Type: notify.ToOffice, Code: "office"}] = []string{notify.WeCom}
	cases := []ledger.Case{{ID: 1, Rule: "member.card", Unit: in.Groups["G002"].Unit, State: ledger.Found, Subject: ledger.Subject{Type: ledger.SubjectAccount, Group: "G002", Account: "a"}}}
	var existing []outbox.Notice
	var told []notify.Recipient
	for range 10 {
		r := Plan(in, cases, existing)
		if len(r.Create) == 0 {
			break
		}
		n := r.Create[0]
		k := notify.Recipient{Type: n.Recipient.Type, Code: n.Recipient.Code}
		if n.State == outbox.Manual {
			if h := n.Hops[len(n.Hops)-1]; h.Reason != hopByHand {
				t.Errorf("the last hop is %+v", h)
			}
		} else {
			if slices.Contains(told, k) {
				t.Errorf("%v is tried twice: %v", k, told)
			}
			if text := n.Document.Text(); len(told) > 0 && (strings.Contains(text, "没有可用的通知渠道") || n.Recipient.Private() && !strings.Contains(text, "多次发送都没有成功")) {
				t.Errorf("the notice to %v tells something else than that sends failed:\n%s", k, text)
			}
			for _, dead := range told {
				if !slices.ContainsFunc(n.Hops, func(h ledger.Hop) bool { return h.To == dead.Code && h.Reason == hopUnreachable }) {
					t.Errorf("the notice to %v does not say that %v cannot be reached: %+v", k, dead, n.Hops)
				}
			}
			told = append(told, k)
			n.State, n.Attempts, n.TriedAt = outbox.Dead, 1, in.Now
		}
		existing = append(existing, n)
	}
	last := existing[len(existing)-1]
	if last.State != outbox.Manual || len(told) < 3 || told[len(told)-1].Type != notify.ToOffice {
		t.Errorf("told %v, and in the end %s to %s", told, last.State, last.Recipient.Code)
	}
}

func TestARungThatCannotReachItsPersonRestsForTheDayAndIsThenPassedOnByHand(t *testing.T) {
	in := county()
	c := ledger.Case{ID: 1, Rule: "member.card", Unit: in.Groups["G002"].Unit, State: ledger.Found, ToldOn: "2026-11-20", DataAt: in.Now, Responsible: "P002", Subject: ledger.Subject{Type: ledger.SubjectAccount, Group: "G002", Account: "a"}}
	rung := ledger.Notification{Case: 1, Rung: ledger.NewRung("due", "unit_principal"), State: ledger.NotificationDue, ToType: notify.ToPerson, To: "P003", Notice: "msg_1"}
	in.Notifications = []ledger.Notification{rung}
	dead := outbox.Notice{
		ID: "msg_1", Kind: notify.KindEscalation, Recipient: notify.Recipient{Type: notify.ToPerson, Code: "P003"}, State: outbox.Dead,
		CreatedAt: in.Now, TriedAt: in.Now, Attempts: 1, Cases: []int64{1},
	}
	if r := Plan(in, []ledger.Case{c}, []outbox.Notice{dead}); len(r.Create) != 0 {
		t.Errorf("the same day it is told again: %+v", r.Create)
	}
	in.Now = in.Now.AddDate(0, 0, 1)
	r := Plan(in, []ledger.Case{c}, []outbox.Notice{dead})
	if len(r.Create) != 1 || r.Create[0].State != outbox.Manual || r.Create[0].Recipient.Code != "P003" {
		t.Errorf("the next day: %+v", r.Create)
	}
}
