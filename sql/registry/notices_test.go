package registry

import (
	"fmt"
	"iter"
	"testing"

	"qunguan/notify"
	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
	sqlledger "qunguan/sql/ledger"
)

// withCases opens n cases and returns a store that has them.
func withCases(t *testing.T, s *Store, n int) {
	t.Helper()
	var cases []ledger.Case
	for i := range n {
		cases = append(cases, newCase("G1", fmt.Sprint("a", i)))
	}
	must(t, s.CommitParts(t.Context(), part(cases...)))
}

func withdrawals(ids ...string) (list []compose.Withdrawal) {
	for _, id := range ids {
		list = append(list, compose.Withdrawal{ID: id, Reason: compose.Replaced})
	}
	return list
}

func notice(t *testing.T, s *Store, id string) outbox.Notice {
	t.Helper()
	list := got(s.Notices(t.Context(), outbox.Filter{IDs: []string{id}}))(t)
	same(t, 1, len(list))
	return list[0]
}

func TestANoticeComesBackWhole(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 3)
		want := pending("n1", 3, 1)
		want.NextAt, want.LastError, want.Doubts = at(20, 11), "transient: timeout", 1
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{want}))
		want.Cases = []int64{1, 3}
		same(t, want, notice(t, s, "n1"))
		if err := s.WriteNotices(t.Context(), nil, []outbox.Notice{pending("n1", 2)}); err == nil {
			t.Fatal("an id was used twice")
		}
	})
}

func TestNoticesAreListedNewestFirst(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 2)
		a, b, c := pending("a", 1), pending("b", 2), pending("c", 1, 2)
		b.CreatedAt = at(21, 9)
		c.State = outbox.Planned
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{c, a, b}))
		for _, k := range []struct {
			name string
			f    outbox.Filter
			want []string
		}{
			{"all", outbox.Filter{}, []string{"b", "a", "c"}},
			{"by state", outbox.Filter{States: []outbox.State{outbox.Planned, outbox.Sent}}, []string{"c"}},
			{"by case", outbox.Filter{Case: 2}, []string{"b", "c"}},
			{"a page", outbox.Filter{Limit: 1, Offset: 1}, []string{"a"}},
		} {
			var ids []string
			for _, n := range got(s.Notices(t.Context(), k.f))(t) {
				ids = append(ids, n.ID)
			}
			if len(ids) != len(k.want) || ids[0] != k.want[0] {
				t.Errorf("%s: %v, want %v", k.name, ids, k.want)
			}
		}
	})
}

// covers S1.13
func TestTellingCountsOnlyOnceAndMovesADeadlineThatHasPassed(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		early, late, told, other := newCase("G1", "early"), newCase("G1", "late"), newCase("G1", "told"), newCase("G1", "other")
		late.DueOn, told.DueOn, told.ToldOn, other.Responsible = "2026-11-23", "2026-11-22", "2026-11-21", "P2"
		must(t, s.CommitParts(ctx, part(early, late, told, other)))
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{pending("n1", 1, 2, 3, 4)}))
		claimed := claim(t, s, at(23, 9), "n1")
		notification := &ledger.SentNotice{By: "deliver", At: at(23, 9), On: "2026-11-23", Next: "2026-11-24", Person: "P1"}
		sent := func(n *outbox.Notice) { n.State, n.SentAt, n.ToldAt = outbox.Sent, at(23, 9), at(23, 9) }
		same(t, 0, len(ends(t, s, claimed, notification, sent)))
		must(t, s.DB.Tx(ctx, func(tx *dbconn.Tx) error { _, err := tx.ExecContext(ctx, "UPDATE notices SET version = 7"); return err }))
		same(t, []string{"n1"}, ends(t, s, claimed, notification, sent)) // a claim that was lost records nothing
		type what struct {
			told, due workgroup.Date
			reminders int
		}
		var all []what
		for _, c := range allCases(t, s) {
			all = append(all, what{c.ToldOn, c.DueOn, c.Reminders})
		}
		same(t, []string{"{2026-11-23 2026-11-25 1}", "{2026-11-23 2026-11-24 1}", "{2026-11-21 2026-11-22 1}", "{2026-11-23 2026-11-25 0}"},
			[]string{fmt.Sprint(all[0]), fmt.Sprint(all[1]), fmt.Sprint(all[2]), fmt.Sprint(all[3])})
		var reasons []string
		for _, step := range got(s.Steps(ctx, 2))(t) {
			reasons = append(reasons, step.Reason+" "+step.Note)
		}
		same(t, []string{"opened no_candidate", "told n1", "due_moved 2026-11-23 → 2026-11-24"}, reasons)
		attempts := got(s.Attempts(ctx, "n1"))(t)
		same(t, 1, len(attempts))
		same(t, [2]string{"me", "sent"}, [2]string{attempts[0].Owner, string(attempts[0].Outcome)})
		if attempts[0].EndedAt.IsZero() {
			t.Error("the attempt has no end")
		}
	})
}

func TestABatchIsRecordedInOneTransactionAndTellsWhatMoved(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		withCases(t, s, 3)
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{pending("a", 1, 2), pending("b", 2, 3), pending("c", 3)}))
		stale := notice(t, s, "c")
		moved := stale
		moved.State = outbox.Dead
		must(t, s.Save(ctx, moved, nil))
		notification := &ledger.SentNotice{By: "deliver", At: at(21, 9), On: "2026-11-21", Next: "2026-11-23", Person: "P1"}
		var changes []outbox.Change
		for _, n := range []outbox.Notice{notice(t, s, "a"), notice(t, s, "b"), stale, {ID: "nobody"}} {
			n.State, n.SentAt, n.ToldAt = outbox.Sent, at(21, 9), at(21, 9)
			changes = append(changes, outbox.Change{Notice: n, Told: notification})
		}
		changes[2].Block = &outbox.Block{Key: "robot", From: at(21, 9), Until: at(21, 10)}
		lost := got(s.Turn(ctx, outbox.Turn{Changes: changes}))(t).Lost
		same(t, []string{"c", "nobody"}, lost)
		for id, want := range map[string]outbox.State{"a": outbox.Sent, "b": outbox.Sent, "c": outbox.Dead} {
			n := notice(t, s, id)
			same(t, [2]any{want, 1}, [2]any{n.State, n.Version})
		}
		var reminders []int
		for _, c := range allCases(t, s) {
			reminders = append(reminders, c.Reminders)
			same(t, workgroup.Date("2026-11-21"), c.ToldOn)
		}
		same(t, []int{1, 2, 1}, reminders)
		// The route's rest is noted also where the notice was lost.
		paces := got(sqlledger.ReadPaces(ctx, s.DB, []string{"robot"}))(t)
		same(t, outbox.Pace{Recent: paces["robot"].Recent, BlockedFrom: at(21, 9), BlockedUntil: at(21, 10)}, paces["robot"])
	})
}

func TestOfTwoBlocksOfARouteTheLaterOneStays(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		block := func(from, until int) {
			block := outbox.Change{Notice: outbox.Notice{ID: "x"}, Block: &outbox.Block{Key: "robot", From: at(21, from), Until: at(21, until)}}
			got(s.Turn(ctx, outbox.Turn{Changes: []outbox.Change{block}}))(t)
		}
		block(9, 12)
		block(10, 11)
		same(t, at(21, 12), got(sqlledger.ReadPaces(ctx, s.DB, []string{"robot"}))(t)["robot"].BlockedUntil)
		block(10, 13)
		same(t, at(21, 13), got(sqlledger.ReadPaces(ctx, s.DB, []string{"robot"}))(t)["robot"].BlockedUntil)
	})
}

func TestAnAnnouncementIsMadeOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		n := pending("ops-1")
		n.Kind, n.Recipient, n.Cases = notify.KindOps, notify.Recipient{Type: notify.ToOps}, nil
		must(t, s.Announce(ctx, []outbox.Notice{n}))
		changed := n
		changed.Title = "又一次"
		must(t, s.Announce(ctx, []outbox.Notice{changed}))
		must(t, s.Announce(ctx, nil))
		same(t, n, notice(t, s, "ops-1"))
	})
}

func TestNoticesAreReplacedInOneTransaction(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		withCases(t, s, 2)
		dead := pending("dead", 1)
		dead.State = outbox.Dead
		old := dead
		old.ID, old.CreatedAt = "old", at(12, 9)
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{pending("a", 1), pending("b", 2), dead, old}))
		var ids []string
		unsettled, composings, err := s.Unsettled(ctx, "2026-11-20", shanghai)
		must(t, err)
		for _, n := range unsettled {
			ids = append(ids, n.ID)
			whole := notice(t, s, n.ID)
			same(t, whole.Wording(), n.Wording())
			whole.Digest()
			same(t, whole, n)
		}
		same(t, []string{"a", "b", "dead"}, ids)

		// Somebody claims b between reading and writing.
		claim(t, s, at(20, 11), "b")
		both := withdrawals("a", "b")
		isError(t, s.Compose(ctx, composings, planned(both, pending("c", 1, 2))), outbox.ErrLost)
		same(t, outbox.Pending, notice(t, s, "a").State)
		same(t, 0, len(got(s.Notices(ctx, outbox.Filter{IDs: []string{"c"}}))(t)))

		must(t, s.Compose(ctx, composings, planned(both[:1], pending("c", 1, 2))))
		a := notice(t, s, "a")
		same(t, [2]string{"withdrawn", "replaced"}, [2]string{string(a.State), a.LastError})
		same(t, []int64{1, 2}, notice(t, s, "c").Cases)
	})
}

// planned is a plan of two parts, the first without a change.
func planned(withdraw []compose.Withdrawal, create ...outbox.Notice) iter.Seq2[compose.Result, error] {
	return func(yield func(compose.Result, error) bool) {
		_ = yield(compose.Result{Keep: []string{"kept"}}, nil) && yield(compose.Result{Withdraw: withdraw, Create: create}, nil)
	}
}

func TestOfTwoComposingsAtOnceOneIsLostEvenIfTheOthersNoticeWasSent(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		withCases(t, s, 1)
		_, composings, err := s.Unsettled(ctx, "2026-11-20", shanghai)
		must(t, err)
		must(t, s.Compose(ctx, composings, planned(nil, pending("theirs", 1))))
		claim(t, s, at(20, 11), "theirs")
		isError(t, s.Compose(ctx, composings, planned(nil, pending("ours", 1))), outbox.ErrLost)
		same(t, 0, len(got(s.Notices(ctx, outbox.Filter{IDs: []string{"ours"}}))(t)))
	})
}
