package registry

import (
	"testing"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

func TestWhatChangesTheWorldMakesALookStale(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		look := func() (int64, ledger.Recheck) {
			changes, last, err := s.LastRecheck(t.Context())
			must(t, err)
			return changes, last
		}
		day := workgroup.Date("2026-11-20")
		if changes, last := look(); last.Stale(changes, day) {
			t.Error("nobody has looked, yet something is stale")
		}
		withCases(t, s, 1)
		before := got(s.Cases(t.Context(), ledger.Filter{}))(t)[0]
		var exemption int64
		for name, change := range map[string]func() error{
			"an exemption": func() (err error) {
				exemption, err = s.AddExemption(t.Context(), ledger.Exemption{Rule: "member.card", Group: "G1", Reason: "r", Approver: "P1", From: day, Until: "2026-12-01"}, at(20, 9))
				if err == nil {
					err = s.EndExemption(t.Context(), exemption, day, "P9")
				}
				return err
			},
			"a person's step": func() error {
				after := before
				after.State = ledger.Handling
				return s.TakeStep(t.Context(), before, after, ledger.Step{State: ledger.Handling, By: "P1", At: at(20, 9)})
			},
			"an absence": func() error {
				_, err := s.AddAbsence(t.Context(), ledger.Absence{Person: "P1", Deputy: "P2", Reason: "r", By: "P3", From: day, Until: "2026-12-01"})
				return err
			},
		} {
			changes, _ := look()
			must(t, s.NoteRecheck(t.Context(), ledger.Recheck{Changes: changes, Day: day}))
			if changes, last := look(); last.Stale(changes, day) || !last.Stale(changes, day.AddDays(1)) {
				t.Errorf("%s: %d, %+v right after a look", name, changes, last)
			}
			must(t, change())
			if changes, last := look(); !last.Stale(changes, day) {
				t.Errorf("%s leaves the look as it is", name)
			}
		}
	})
}

// A recheck while a notice is claimed leaves it as it is, for it is being sent; if it was not sent
// after all, it still has to be rechecked.
func TestANoticeThatIsGivenBackMakesALookStale(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 1)
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{pending("a", 1), pending("b", 1)}))
		claimed := claim(t, s, at(20, 11), "a", "b")
		day := workgroup.Date("2026-11-20")
		stale := func(change outbox.Change, left ...string) bool {
			t.Helper()
			changes, _, err := s.LastRecheck(t.Context())
			must(t, err)
			must(t, s.NoteRecheck(t.Context(), ledger.Recheck{Changes: changes, Day: day}))
			_, err = s.Turn(t.Context(), outbox.Turn{Changes: []outbox.Change{change}, Left: map[int64][]string{change.Token: left}})
			must(t, err)
			changes, last, err := s.LastRecheck(t.Context())
			must(t, err)
			return last.Stale(changes, day)
		}
		sent := claimed[0]
		sent.State, sent.ToldAt = outbox.Sent, at(20, 9)
		if stale(outbox.Change{Notice: sent, Token: sent.Token, Sent: &outbox.Send{}}, "b") {
			t.Error("a notice that was sent makes a look stale")
		}
		if !stale(outbox.Change{Notice: notice(t, s, "b"), Token: claimed[1].Token, Keep: true}) {
			t.Error("a notice that was given back leaves the look as it is")
		}
	})
}

func TestDigestsThatNobodyGotAreFoundBySeries(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 1)
		var made []outbox.Notice
		for _, id := range []string{"old", "new", "sent", "other"} {
			n := pending(id)
			n.Kind, n.Series, n.Since = "digest", "principal", at(13, 9)
			made = append(made, n)
		}
		made[1].Since, made[3].Series = at(20, 9), "digest office"
		made[2].State, made[2].Attempts, made[2].ToldAt = outbox.Sent, 1, at(20, 9)
		must(t, s.WriteNotices(t.Context(), nil, made))
		list := got(s.WaitingDigests(t.Context(), "principal"))(t)
		if len(list) != 2 || list[0].ID != "old" || !list[0].Since.Equal(at(13, 9)) || list[0].Recipient != made[0].Recipient.Key() {
			t.Errorf("%+v", list)
		}
	})
}
