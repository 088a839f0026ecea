package registry

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	sqlledger "qunguan/sql/ledger"
)

// dueAt is the first page of what is due.
func dueAt(t *testing.T, s *Store, now time.Time, limit int) []outbox.Notice {
	t.Helper()
	return got(s.Due(t.Context(), outbox.Query{Now: now, Owner: "me", Limit: limit}))(t).Notices
}

// claim claims notices as a dispatcher does that has not seen them before.
func claim(t *testing.T, s *Store, now time.Time, ids ...string) []outbox.Notice {
	t.Helper()
	c := outbox.Claiming{Now: now, Owner: "me", Until: now.Add(outbox.MaxClaim)}
	for _, id := range ids {
		c.Wants = append(c.Wants, outbox.Want{Notice: notice(t, s, id)})
	}
	done := got(s.Turn(t.Context(), outbox.Turn{Claiming: &c}))(t)
	for i := range done.Decision.Claimed {
		done.Decision.Claimed[i].Token = done.Token
	}
	return done.Decision.Claimed
}

// ends records the ends of notices that one claim holds, all of it.
func ends(t *testing.T, s *Store, claimed []outbox.Notice, told *ledger.SentNotice, change func(*outbox.Notice)) (lost []string) {
	t.Helper()
	turn := outbox.Turn{Left: map[int64][]string{}}
	for _, n := range claimed {
		c := outbox.Change{Token: n.Token, Sent: &outbox.Send{Channel: n.Channel, Lane: n.Channel, Owner: n.ClaimedBy}, Told: told}
		turn.Left[n.Token] = nil
		n.ClaimedBy, n.ClaimedUntil, n.Token = "", time.Time{}, 0
		change(&n)
		c.Notice = n
		turn.Changes = append(turn.Changes, c)
	}
	return got(s.Turn(t.Context(), turn))(t).Lost
}

func TestOnlyWhatMayBeSentNowIsDue(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 1)
		state := func(id string, st outbox.State, notBefore, next time.Time) outbox.Notice {
			n := pending(id, 1)
			n.State, n.NotBefore, n.NextAt = st, notBefore, next
			return n
		}
		told := state("told", outbox.Uncertain, at(20, 8), time.Time{})
		told.ToldAt = at(20, 8)
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{
			state("later", outbox.Pending, at(20, 10), time.Time{}), state("now", outbox.Pending, at(20, 9), time.Time{}),
			state("waits", outbox.Failed, at(20, 8), at(20, 10)), state("again", outbox.Failed, at(20, 8), at(20, 9)),
			state("doubt", outbox.Uncertain, at(20, 8), at(20, 9)), state("plan", outbox.Planned, at(20, 8), time.Time{}),
			state("hand", outbox.Manual, at(20, 8), time.Time{}), state("dead", outbox.Dead, at(20, 8), time.Time{}), told,
		}))
		ids := map[string]bool{}
		for _, n := range dueAt(t, s, at(20, 9), 10) {
			ids[n.ID] = true
		}
		same(t, map[string]bool{"now": true, "again": true, "doubt": true}, ids)
		same(t, 1, len(dueAt(t, s, at(20, 9), 1)))
		same(t, 0, len(dueAt(t, s, at(20, 7), 10)))
	})
}

func TestWhatIsDueIsReadPageByPageWithoutTheChannelsThatTakeNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		var list []outbox.Notice
		for i := range 10 {
			n := pending(fmt.Sprintf("n%d", i))
			n.NotBefore, n.Recipient.Code = at(20, 9).Add(time.Duration(i/4)*time.Second), fmt.Sprint("P", i)
			if i%3 == 0 {
				n.Channel = notify.Slack
			}
			list = append(list, n)
		}
		ops := pending("ops")
		ops.Kind, ops.Recipient, ops.NotBefore = notify.KindOps, notify.Recipient{Type: notify.ToOps}, at(20, 9).Add(time.Minute)
		must(t, s.WriteNotices(t.Context(), nil, append(list, ops)))
		for _, c := range []struct {
			except []string
			want   []string
		}{
			{nil, []string{"ops n0 n1 n2 n3", "n4 n5 n6 n7", "n8 n9 ops"}},
			{[]string{notify.Slack}, []string{"ops n1 n2 n4 n5", "n7 n8 ops"}},
		} {
			var pages []string
			q := outbox.Query{Now: at(20, 10), Owner: "me", Except: c.except, Limit: 4}
			for {
				p := got(s.Due(t.Context(), q))(t)
				ids := ""
				var idsSb103 strings.Builder
				for _, n := range p.Notices {
					idsSb103.WriteString(" " + n.ID)
				}
				ids += idsSb103.String()
				if ids != "" {
					pages = append(pages, ids[1:])
				}
				if q.After = p.Next; !p.Full {
					break
				}
			}
			same(t, c.want, pages)
		}
	})
}

func TestTwoDispatchersNeverGetOneNotice(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		withCases(t, s, 1)
		var list []outbox.Notice
		for i := range 40 {
			n := pending(fmt.Sprintf("n%02d", i), 1)
			n.Recipient.Code = fmt.Sprint("P", i)
			list = append(list, n)
		}
		must(t, s.WriteNotices(ctx, nil, list))
		var mu sync.Mutex
		owners := map[string][]string{}
		var wg sync.WaitGroup
		for w := range 4 {
			wg.Go(func() {
				owner := fmt.Sprint("w", w)
				page, err := s.Due(ctx, outbox.Query{Now: at(20, 11), Owner: owner, Limit: 100})
				if err != nil {
					t.Error(err)
				}
				c := outbox.Claiming{Now: at(20, 11), Seen: page.Seen, Owner: owner, Until: at(20, 12)}
				for _, n := range page.Notices {
					if int(n.ID[2])%2 == w%2 { // two by two they want the same
						c.Wants = append(c.Wants, outbox.Want{Notice: n})
					}
				}
				done, err := s.Turn(ctx, outbox.Turn{Claiming: &c})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				for _, n := range done.Decision.Claimed {
					owners[n.ID] = append(owners[n.ID], owner)
				}
			})
		}
		wg.Wait()
		same(t, 40, len(owners))
		for id, o := range owners {
			n := notice(t, s, id)
			if len(o) != 1 || n.ClaimedBy != o[0] || n.Version != 0 || n.State != outbox.Sending || n.Attempts != 1 || !n.TriedAt.Equal(at(20, 11)) {
				t.Errorf("%s went to %v, its claim says %+v", id, o, n)
			}
		}
		same(t, 40, len(got(s.Notices(ctx, outbox.Filter{States: []outbox.State{outbox.Sending}}))(t)))
		same(t, 0, len(got(s.Notices(ctx, outbox.Filter{States: []outbox.State{outbox.Pending}}))(t)))
		page := got(s.Due(ctx, outbox.Query{Now: at(20, 11), Owner: "me", Limit: 100}))(t)
		same(t, [2]int{0, 0}, [2]int{len(page.Notices), len(page.Expired)})
		page = got(s.Due(ctx, outbox.Query{Now: at(20, 12), Owner: "me", Limit: 100}))(t)
		same(t, [2]int{0, 40}, [2]int{len(page.Notices), len(page.Expired)})
	})
}

func TestAClaimHoldsWhatHasNotEndedAndNothingIsRecordedUnderOneThatIsGone(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{pending("a"), pending("b"), pending("c")}))
		claimed := claim(t, s, at(20, 11), "a", "b", "c")
		sent := func(n outbox.Notice, left ...string) outbox.Turn {
			token := n.Token
			n.State, n.SentAt, n.ToldAt, n.ClaimedBy, n.ClaimedUntil, n.Token = outbox.Sent, at(20, 11), at(20, 11), "", time.Time{}, 0
			return outbox.Turn{
				Changes: []outbox.Change{{Notice: n, Token: token, Sent: &outbox.Send{Channel: n.Channel, Owner: "me"}}}, Left: map[int64][]string{token: left},
			}
		}
		same(t, 0, len(got(s.Turn(ctx, sent(claimed[0], "b", "c")))(t).Lost))
		back := outbox.Turn{
			Changes: []outbox.Change{{Notice: notice(t, s, "b"), Token: claimed[1].Token, Keep: true}}, Left: map[int64][]string{claimed[1].Token: {"c"}},
		}
		same(t, 0, len(got(s.Turn(ctx, back))(t).Lost))
		states := func() (all [3]outbox.State) {
			for i, id := range []string{"a", "b", "c"} {
				all[i] = notice(t, s, id).State
			}
			return all
		}
		same(t, [3]outbox.State{outbox.Sent, outbox.Pending, outbox.Sending}, states())
		same(t, 0, notice(t, s, "b").Attempts)

		page := got(s.Due(ctx, outbox.Query{Now: at(20, 12), Owner: "other", Limit: 10}))(t)
		same(t, 1, len(page.Expired))
		doubt := page.Expired
		same(t, 0, len(ends(t, s, doubt, nil, func(n *outbox.Notice) { n.State, n.Doubts = outbox.Uncertain, 1 })))
		same(t, []string{"c"}, got(s.Turn(ctx, sent(claimed[2])))(t).Lost) // it comes too late
		same(t, [3]outbox.State{outbox.Sent, outbox.Pending, outbox.Uncertain}, states())
		attempts := got(s.Attempts(ctx, "c"))(t)
		same(t, 1, len(attempts))
		same(t, [2]any{"me", outbox.Uncertain}, [2]any{attempts[0].Owner, attempts[0].Outcome})
	})
}

func TestWhoHasReadANoticeLearnsThatItWasWithdrawnOrClaimedSince(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		var list []outbox.Notice
		for i := range 5 {
			n := pending(fmt.Sprintf("n%d", i))
			n.Recipient.Code = fmt.Sprint("P", i)
			list = append(list, n)
		}
		must(t, s.WriteNotices(ctx, nil, list))
		page := got(s.Due(ctx, outbox.Query{Now: at(20, 11), Owner: "me", Limit: 10}))(t)
		claiming := func(seen int64, notices ...outbox.Notice) outbox.Turned {
			c := outbox.Claiming{Now: at(20, 11), Seen: seen, Owner: "me", Until: at(20, 12)}
			for _, n := range notices {
				c.Wants = append(c.Wants, outbox.Want{Notice: n})
			}
			return got(s.Turn(ctx, outbox.Turn{Claiming: &c}))(t)
		}
		first := claiming(page.Seen, page.Notices[0])
		same(t, false, first.Moved)
		// One's own claims are counted on; other processes' are not.
		must(t, s.WriteNotices(ctx, withdrawals("n1"), nil))
		second := claiming(first.Token, page.Notices[1], page.Notices[2])
		same(t, [2]any{true, 1}, [2]any{second.Moved, len(second.Decision.Lost)})
		same(t, outbox.Withdrawn, notice(t, s, "n1").State)
		same(t, outbox.Sending, notice(t, s, "n2").State)
		third := claiming(second.Token, page.Notices[3])
		same(t, false, third.Moved)
		// A notice that another dispatcher put off without a claim has moved too.
		put := page.Notices[4]
		put.NextAt = at(21, 9)
		got(s.Turn(ctx, outbox.Turn{Changes: []outbox.Change{{Notice: put}}}))(t)
		fourth := claiming(third.Token, page.Notices[4])
		same(t, [2]any{true, 1}, [2]any{fourth.Moved, len(fourth.Decision.Lost)})
	})
}

func TestWhatIsBeingSentIsNotWithdrawn(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		must(t, s.CommitParts(ctx, part(newCase("G1", "a"))))
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{pending("sending", 1), pending("waits", 1)}))
		claimed := claim(t, s, at(20, 11), "sending")
		isError(t, s.WriteNotices(ctx, withdrawals("waits", "sending"), nil), outbox.ErrLost)
		must(t, s.CommitParts(ctx, change(ledger.EventClosed, allCases(t, s)[0], func(c *ledger.Case) { *c = ledger.Close(*c, ledger.Fixed, "2026-11-21") })))
		same(t, [2]outbox.State{outbox.Sending, outbox.Withdrawn}, [2]outbox.State{notice(t, s, "sending").State, notice(t, s, "waits").State})
		same(t, 0, len(ends(t, s, claimed, nil, func(n *outbox.Notice) { n.State, n.SentAt, n.ToldAt = outbox.Sent, at(20, 11), at(20, 11) })))
	})
}

func TestClaimingsFollowEachOtherAndShareARobotsPace(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		withCases(t, s, 1)
		var list []outbox.Notice
		for i := range 40 {
			n := pending(fmt.Sprintf("n%02d", i), 1)
			n.Channel, n.Recipient = notify.WeCom, notify.Recipient{Type: notify.ToUnit, Code: fmt.Sprint("U", i)}
			list = append(list, n)
		}
		must(t, s.WriteNotices(ctx, nil, list))
		now := at(20, 11).In(shanghai)
		var mu sync.Mutex
		claimed := map[string]int{}
		var wg sync.WaitGroup
		for w := range 4 {
			wg.Go(func() {
				owner := fmt.Sprint("w", w)
				page, err := s.Due(ctx, outbox.Query{Now: now, Owner: owner, Limit: 100})
				if err != nil {
					t.Error(err)
				}
				c := outbox.Claiming{Now: now, Seen: page.Seen, Owner: owner, Until: now.Add(time.Minute)}
				for _, n := range page.Notices {
					c.Wants = append(c.Wants, outbox.Want{Notice: n, Pace: "robot"})
				}
				d, err := s.Turn(ctx, outbox.Turn{Claiming: &c})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				for _, n := range d.Decision.Claimed {
					claimed[n.ID]++
				}
			})
		}
		wg.Wait()
		pace := got(sqlledger.ReadPaces(ctx, s.DB, []string{"robot"}))(t)["robot"]
		if len(claimed) == 0 || len(claimed) >= 20 {
			t.Fatalf("%d sends in one minute to a robot that takes 20", len(claimed))
		}
		same(t, len(claimed), len(pace.Recent))
		for id, n := range claimed {
			if stored := notice(t, s, id); n != 1 || stored.State != outbox.Sending || !stored.TriedAt.Equal(now) || stored.Attempts != 1 {
				t.Errorf("%s was claimed %d times: %+v", id, n, stored)
			}
		}
		same(t, 0, len(dueAt(t, s, now, 100))) // the others wait for their turn
	})
}

func TestASaveOfWhatMovedIsLost(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{pending("a")}))
		n := notice(t, s, "a")
		n.State = outbox.Dead
		must(t, s.Save(t.Context(), n, nil))
		n.State = outbox.Manual
		if err := s.Save(t.Context(), n, nil); !errors.Is(err, outbox.ErrLost) {
			t.Error(err)
		}
	})
}
