package registry

import (
	"testing"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// wanting is a claiming of the notices as they were read.
func wanting(owner string, notices ...outbox.Notice) *outbox.Claiming {
	c := &outbox.Claiming{Now: at(20, 11), Owner: owner, Until: at(20, 12)}
	for _, n := range notices {
		c.Wants = append(c.Wants, outbox.Want{Notice: n})
	}
	return c
}

// sentUnder is the change by which a claimed notice was sent.
func sentUnder(n outbox.Notice, token int64) outbox.Change {
	n.State, n.SentAt, n.ToldAt = outbox.Sent, at(20, 11), at(20, 11)
	n.ClaimedBy, n.ClaimedUntil, n.Token = "", n.NextAt, 0
	return outbox.Change{
		Notice: n, Token: token, Sent: &outbox.Send{Channel: n.Channel, Owner: "me"},
		Told: &ledger.SentNotice{By: "deliver", At: at(20, 11), On: "2026-11-20", Next: "2026-11-23", Person: n.Recipient.Code},
	}
}

func openClaims(t *testing.T, s *Store) int {
	t.Helper()
	var n int
	must(t, s.DB.Get(&n, "SELECT COUNT(*) FROM notice_claims"))
	return n
}

// The end of a claim and the next claim are one statement where nobody else ended it, and two where somebody did.
func TestAClaimThatIsOverGivesItsRowToTheNext(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{pending("a"), pending("b"), pending("c")}))
		read := func(id string) outbox.Notice { return notice(t, s, id) }
		first := got(s.Turn(ctx, outbox.Turn{Claiming: wanting("me", read("a"))}))(t)
		second := got(s.Turn(ctx, outbox.Turn{
			Changes: []outbox.Change{sentUnder(first.Decision.Claimed[0], first.Token)}, Left: map[int64][]string{first.Token: nil}, Claiming: wanting("me", read("b")),
		}))(t)
		same(t, [3]any{0, 1, 1}, [3]any{len(second.Lost), len(second.Decision.Claimed), openClaims(t, s)})
		same(t, [2]outbox.State{outbox.Sent, outbox.Sending}, [2]outbox.State{read("a").State, read("b").State})
		same(t, second.Token, read("b").Token)

		// Another process ends the claim that has run out, and leaves the row as it was: nothing had begun. What comes then comes
		// too late.
		expired := got(s.Due(ctx, outbox.Query{Now: at(20, 12), Owner: "other", Limit: 10}))(t).Expired
		same(t, 1, len(expired))
		same(t, 0, len(got(s.Turn(ctx, outbox.Turn{
			Changes: []outbox.Change{{Notice: expired[0], Token: second.Token, Keep: true}}, Left: map[int64][]string{second.Token: nil},
		}))(t).Lost))
		third := got(s.Turn(ctx, outbox.Turn{
			Changes: []outbox.Change{sentUnder(second.Decision.Claimed[0], second.Token)}, Left: map[int64][]string{second.Token: nil}, Claiming: wanting("me", read("c")),
		}))(t)
		same(t, []string{"b"}, third.Lost)
		same(t, [3]any{outbox.Pending, outbox.Sending, 1}, [3]any{read("b").State, read("c").State, openClaims(t, s)})

		// Nothing is claimed after all: what is wanted has moved.
		fourth := got(s.Turn(ctx, outbox.Turn{
			Changes: []outbox.Change{sentUnder(third.Decision.Claimed[0], third.Token)}, Left: map[int64][]string{third.Token: nil}, Claiming: wanting("me", pending("a")),
		}))(t)
		same(t, [3]any{0, 1, 0}, [3]any{len(fourth.Lost), len(fourth.Decision.Lost), openClaims(t, s)})
		same(t, outbox.Sent, read("c").State)
	})
}

// What a notice tells is read when it is due: a case, a notification about a group, or nothing.
func TestADueNoticeTellsWhatItWasMadeFor(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		_, rung := ready(t, s)
		group := ledger.Notification{Group: "G1", Rung: ledger.NewRung("due+3wd", "unit_principal"), Day: "2026-11-24", ToType: notify.ToPerson, To: "P6", State: ledger.NotificationDue}
		must(t, s.RecordNotifications(ctx, 1, []ledger.Notification{group}, nil))
		aboutGroup := pending("group")
		aboutGroup.Recipient.Code, aboutGroup.Notifications = "P6", []ledger.Notification{group}
		nothing := pending("nothing")
		nothing.Recipient.Code = "P7"
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{tells("case", "P5", rung), aboutGroup, nothing}))

		due := dueAt(t, s, at(20, 11), 10)
		same(t, 3, len(due))
		claimed := got(s.Turn(ctx, outbox.Turn{Claiming: wanting("me", due...)}))(t)
		turn := outbox.Turn{Left: map[int64][]string{claimed.Token: nil}}
		for _, n := range claimed.Decision.Claimed {
			turn.Changes = append(turn.Changes, sentUnder(n, claimed.Token))
		}
		same(t, 0, len(got(s.Turn(ctx, turn))(t).Lost))
		states := map[string]ledger.NotificationState{}
		for _, n := range append(got(s.OpenNotifications(ctx))(t)[1], got(s.PendingNotifications(ctx))(t)...) { // those about groups stay in the second
			states[n.Notice] = n.State
		}
		same(t, map[string]ledger.NotificationState{"case": ledger.NotificationTold, "group": ledger.NotificationTold}, states)
		same(t, [2]any{1, workgroup.Date("2026-11-23")}, [2]any{allCases(t, s)[0].Rung, allCases(t, s)[0].ToldOn})
		for _, id := range []string{"case", "group", "nothing"} {
			same(t, outbox.Sent, notice(t, s, id).State)
		}
	})
}
