package registry

import (
	"testing"

	"qunguan/notify/outbox"
	sqlledger "qunguan/sql/ledger"
)

func TestARouteThatFailedForGoodIsNamedUntilSomethingGetsThrough(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		withCases(t, s, 1)
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{pending("a", 1), pending("b", 1), pending("c", 1)}))
		send := func(id string, hour int, state outbox.State, detail string) {
			ends(t, s, claim(t, s, at(20, hour), id), nil, func(n *outbox.Notice) { n.State, n.LastError = state, detail })
		}
		send("a", 9, outbox.Dead, "permanent: webhook_invalid (404 no_service)")
		send("b", 10, outbox.Failed, "transient: unavailable (503)")
		want := []sqlledger.RouteFault{{
			To: notice(t, s, "a").Recipient.Key(), Channel: notice(t, s, "a").Channel,
			Detail: "permanent: webhook_invalid (404 no_service)", Last: at(20, 9), Times: 1,
		}}
		same(t, want, got(s.RouteFaults(ctx, at(20, 0)))(t))
		same(t, 0, len(got(s.RouteFaults(ctx, at(20, 10)))(t)))
		last := got(s.LastSends(ctx, at(20, 0)))(t)
		if len(last) != 1 || last[0].Outcome != string(outbox.Failed) || last[0].Detail != "transient: unavailable (503)" || !last[0].At.Equal(at(20, 10)) || last[0].To != want[0].To {
			t.Errorf("last sends: %+v", last)
		}
		same(t, 0, len(got(s.LastSends(ctx, at(20, 11)))(t)))
		send("c", 11, outbox.Sent, "")
		same(t, 0, len(got(s.RouteFaults(ctx, at(20, 0)))(t)))
	})
}
