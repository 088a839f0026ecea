package compose

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
)

// Every notice dies: each compose of the day tells the next one of the chain, and in the end a person
// passes the text on by hand. No recipient is tried twice.
func TestWhatCannotBeDeliveredClimbsTheChainOnceAndEndsInAHand(t *testing.T) {
	in := county()
	in.Channels[notify.Recipient{Type: notify.ToOffice, Code: "office"}] = []string{notify.WeCom}
	cases := []ledger.Case{{ID: 1, Rule: "member.card", Unit: in.Groups.Of("G002").Unit, State: ledger.Found, Subject: ledger.Subject{Type: ledger.SubjectAccount, Group: "G002", Account: "a"}}}
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
	c := ledger.Case{ID: 1, Rule: "member.card", Unit: in.Groups.Of("G002").Unit, State: ledger.Found, ToldOn: "2026-11-20", DataAt: in.Now, Responsible: "P002", Subject: ledger.Subject{Type: ledger.SubjectAccount, Group: "G002", Account: "a"}}
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

// A tried notice ends when nothing in it holds any longer; what is due then is told anew.
func TestATriedNoticeIsRepeatedWhileSomethingInItHolds(t *testing.T) {
	rung := ledger.NewRung("due", "unit_principal")
	first := func(id int64) ledger.Notification {
		return ledger.Notification{Case: id, Rung: ledger.First, State: ledger.NotificationDue, ToType: notify.ToPerson, To: "P002", Notice: "msg_0"}
	}
	climbed := ledger.Notification{Case: 1, Rung: rung, Day: "2026-11-20", State: ledger.NotificationDue, ToType: notify.ToPerson, To: "P001", Notice: "msg_0"}
	ends := func(step string) ledger.Notification {
		return ledger.Notification{Group: "G002", Rung: ledger.Rung{Kind: ledger.StageEnds, Step: step, Target: ledger.ToResponsible}, State: ledger.NotificationDue, Notice: "msg_0"}
	}
	lapse := ledger.Notification{Group: "G002", Rung: ledger.Rung{Kind: ledger.LapseNotice, Step: "1 2026-12-01", Target: ledger.ToApprover}, State: ledger.NotificationDue, Notice: "msg_0"}
	untold := cardCase(1, "G002", "P020")
	extended := untold
	extended.Life, extended.DueOn = 1, "2026-12-21"
	told := untold
	told.ToldOn, told.DataAt, told.DueOn = "2026-11-10", monday, "2026-11-20"
	anew := told
	anew.Life, anew.DueOn = 1, "2026-12-21"
	for name, c := range map[string]struct {
		cases    []ledger.Case          // that are open
		recorded []ledger.Notification  // in their present lives
		change   func(n *outbox.Notice) // the notice: two cases, in doubt
		over     bool
		anew     map[string][]int64 // recipient → cases
	}{
		"both hold":                           {[]ledger.Case{untold, cardCase(2, "G003", "P021")}, []ledger.Notification{first(1), first(2)}, nil, false, nil},
		"one was closed":                      {[]ledger.Case{untold}, []ledger.Notification{first(1)}, nil, false, nil},
		"both were closed":                    {nil, nil, nil, true, nil},
		"one was closed, one has a later day": {[]ledger.Case{extended}, nil, nil, true, map[string][]int64{"P002": {1}}},
		"both hold, by a version that recorded no first notification": {
			[]ledger.Case{untold, cardCase(2, "G003", "P021")}, nil, nil, false, nil,
		},
		"a rung holds": {
			[]ledger.Case{told}, []ledger.Notification{climbed}, func(n *outbox.Notice) { n.Kind, n.Cases = notify.KindEscalation, []int64{1} }, false, nil,
		},
		"a rung's ladder began anew": {
			[]ledger.Case{anew}, nil, func(n *outbox.Notice) { n.Kind, n.Cases = notify.KindEscalation, []int64{1} }, true, nil,
		},
		"both were closed while it is being sent": {nil, nil, func(n *outbox.Notice) { n.State = outbox.Sending }, false, nil},
		"both were closed; it has not arrived":    {nil, nil, func(n *outbox.Notice) { n.State, n.Doubts = outbox.Failed, 0 }, true, nil},
		"both were closed; it waits for a hand":   {nil, nil, func(n *outbox.Notice) { n.State, n.Doubts = outbox.Manual, 0 }, true, nil},
		"a digest":                                {nil, nil, func(n *outbox.Notice) { n.Kind = notify.KindDigest }, false, nil},
		"a group ends on the day":                 {nil, []ledger.Notification{ends("2026-11-30 7")}, func(n *outbox.Notice) { n.Cases, n.Refs = nil, nil }, false, nil},
		"a group ends later":                      {nil, []ledger.Notification{ends("2026-11-27 7")}, func(n *outbox.Notice) { n.Cases, n.Refs = nil, nil }, true, nil},
		"an exemption ends no more":               {nil, []ledger.Notification{lapse}, func(n *outbox.Notice) { n.Cases, n.Refs = nil, nil }, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			in := county()
			in.NewID = func() string { return "msg_1" }
			in.Notifications = c.recorded
			g := in.Groups.Of("G002")
			g.Staged, g.EndsOn = true, "2026-11-30"
			register(&in, g)
			n := outbox.Notice{
				ID: "msg_0", Kind: notify.KindReminder, Recipient: notify.Recipient{Type: notify.ToPerson, Code: "P002"}, State: outbox.Uncertain, Attempts: 1, Doubts: 1,
				Version: 3, Cases: []int64{1, 2}, Refs: []notify.CaseRef{{ID: 1, DueOn: "2026-12-07"}, {ID: 2, DueOn: "2026-12-07"}},
			}
			if c.change != nil {
				c.change(&n)
			}
			r := Plan(in, c.cases, []outbox.Notice{n})
			var withdrawn []Withdrawal
			var doubted []ledger.Step
			if c.over {
				withdrawn = []Withdrawal{{"msg_0", 3, Outdated}}
				for _, id := range n.Cases[:len(n.Cases)*n.Doubts] {
					doubted = append(doubted, ledger.Step{CaseID: id, At: in.Now, By: "compose", Reason: ledger.ReasonDoubted, Note: "msg_0"})
				}
			}
			var anew map[string][]int64
			for _, made := range r.Create {
				if anew == nil {
					anew = map[string][]int64{}
				}
				anew[made.Recipient.Code] = made.Cases
			}
			if diff := cmp.Diff(c.anew, anew); diff != "" {
				t.Errorf("told anew: -want +got\n%s", diff)
			}
			if diff := cmp.Diff(withdrawn, r.Withdraw); diff != "" {
				t.Errorf("withdrawn: -want +got\n%s", diff)
			}
			if diff := cmp.Diff(doubted, r.Doubted); diff != "" {
				t.Errorf("steps: -want +got\n%s", diff)
			}
		})
	}
}

func TestEveryReasonForAWithdrawalHasWords(t *testing.T) {
	for _, reason := range []string{CaseClosed, Replaced, Moved, HeldBack, Outdated, ledger.ReasonExtended} {
		if !phrase.Has(phrase.Key("notice_withdrawn." + reason)) {
			t.Error(reason)
		}
	}
}
