package registry

import (
	"fmt"
	"testing"

	"qunguan/notify"
	"qunguan/notify/outbox"
	sqlledger "qunguan/sql/ledger"
)

func TestAnOutageIsCountedSinceALaneWorkedLast(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		var list []outbox.Notice
		for i := range 5 {
			n := pending(fmt.Sprint("n", i))
			n.Recipient.Code = fmt.Sprint("P", i)
			list = append(list, n)
		}
		must(t, s.WriteNotices(ctx, nil, list))
		send := func(id string, hour int, state outbox.State, detail string) {
			ends(t, s, claim(t, s, at(20, hour), id), nil, func(n *outbox.Notice) {
				if n.State, n.LastError = state, detail; state == outbox.Sent {
					n.SentAt, n.ToldAt = at(20, hour), at(20, hour)
				}
			})
		}
		same(t, outbox.Outage{}, got(s.Outage(ctx, notify.Email, "n1"))(t))
		send("n0", 10, outbox.Failed, "transient: connect_failed")
		send("n4", 11, outbox.Sent, "")
		same(t, outbox.Outage{}, got(s.Outage(ctx, notify.Email, "n1"))(t))
		send("n1", 12, outbox.Failed, "transient: unavailable (503)")
		send("n2", 13, outbox.Uncertain, "uncertain: timeout_headers")
		send("n1", 14, outbox.Failed, "transient: unavailable (503)")
		send("n3", 15, outbox.Failed, "permanent: mailbox_refused (550 5.1.1)")
		send("n0", 16, outbox.Failed, "rate_limited: too_fast (429)")
		same(t, outbox.Outage{Since: at(20, 12), Failures: 3, Recipients: 2, Own: 2}, got(s.Outage(ctx, notify.Email, "n1"))(t))
		same(t, outbox.Outage{}, got(s.Outage(ctx, notify.Slack, "n1"))(t))
	})
}

func TestALargerBudgetWakesOnlyWhatASmallerOneMadeWait(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		row := func(id string, state outbox.State, reason string) outbox.Notice {
			n := pending(id)
			n.State, n.LastError, n.NextAt = state, reason, at(21, 9)
			return n
		}
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{
			row("by1", outbox.Pending, outbox.ParkedBy(1)), row("by2", outbox.Pending, outbox.ParkedBy(2)), row("by10", outbox.Pending, outbox.ParkedBy(10)),
			row("failed", outbox.Failed, "transient: unavailable (503)"), row("night", outbox.Pending, ""),
		}))
		for _, c := range []struct {
			perDay int
			awake  []string
		}{{1, nil}, {2, []string{"by1"}}, {3, []string{"by1", "by2"}}, {0, []string{"by1", "by2", "by10"}}} {
			must(t, s.Unpark(ctx, at(20, 11), c.perDay))
			var awake []string
			for _, n := range dueAt(t, s, at(20, 11), 10) {
				awake = append(awake, n.ID)
			}
			same(t, c.awake, awake)
		}
	})
}

func TestTheTriesOfARouteAreCountedForItself(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{pending("n1")}))
		ends(t, s, claim(t, s, at(20, 11), "n1"), nil, func(n *outbox.Notice) { n.State, n.RouteSeq, n.ByRoute = outbox.Failed, 1, 0 })
		again := claim(t, s, at(20, 12), "n1")
		same(t, [2]int{2, 1}, [2]int{again[0].Attempts, again[0].ByRoute})
		ends(t, s, again, nil, func(n *outbox.Notice) { n.State = outbox.Failed })
		n := notice(t, s, "n1")
		same(t, [2]int{2, 1}, [2]int{n.Attempts, n.ByRoute})
	})
}

func TestUndeliveredNoticesAreCountedByWhatIsKnownOfThem(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		row := func(id string, change func(*outbox.Notice)) outbox.Notice {
			n := pending(id)
			change(&n)
			return n
		}
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{
			row("dead", func(n *outbox.Notice) { n.State = outbox.Dead }),
			row("old", func(n *outbox.Notice) { n.State, n.CreatedAt = outbox.Dead, at(2, 9) }),
			row("once", func(n *outbox.Notice) { n.State, n.Doubts = outbox.Uncertain, 1 }),
			row("twice", func(n *outbox.Notice) { n.State, n.Doubts, n.ToldAt = outbox.Uncertain, 2, at(20, 9) }),
			row("sent", func(n *outbox.Notice) { n.State, n.SentAt, n.ToldAt = outbox.Sent, at(20, 9), at(20, 9) }),
		}))
		same(t, sqlledger.Undelivered{Dead: 1, Uncertain: 1, TriedTwice: 1}, got(s.UndeliveredSince(t.Context(), at(13, 9)))(t))
	})
}
