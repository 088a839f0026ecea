package registry

import (
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"

	"qunguan/notify"
	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/directory"
)

// ready is a store with a case that P1 is responsible for and was told of, and
// a rung of it that is due to P5.
func ready(t *testing.T, s *Store) (ledger.Case, ledger.Notification) {
	t.Helper()
	withCases(t, s, 1)
	tellDirectly(t, s, 1)
	rung := ledger.Notification{Case: 1, Rung: ledger.NewRung("due+3wd", "unit_principal"), Day: "2026-11-24", ToType: "person", To: "P5", State: ledger.NotificationDue}
	must(t, s.RecordNotifications(t.Context(), 1, []ledger.Notification{rung}, nil))
	return allCases(t, s)[0], rung
}

// tells is a queued notice that tells something.
func tells(id, to string, notifications ...ledger.Notification) outbox.Notice {
	n := pending(id, 1)
	n.Recipient.Code, n.Notifications = to, notifications
	return n
}

func (s *Store) sendDirectly(t *testing.T, id string) {
	t.Helper()
	n := notice(t, s, id)
	n.State, n.SentAt, n.ToldAt = outbox.Sent, at(24, 10), at(24, 10)
	must(t, s.Save(t.Context(), n, &ledger.SentNotice{By: "deliver", At: at(24, 10), On: "2026-11-24", Next: "2026-11-25", Person: n.Recipient.Code}))
}

// covers S1.13
func TestARungIsRecordedOnceAndDoneWhenItsNoticeWasTold(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		_, rung := ready(t, s)
		isError(t, s.RecordNotifications(ctx, 1, []ledger.Notification{rung}, nil), ledger.ErrMoved)
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{tells("n1", "P5", rung)}))
		bound := rung
		bound.Notice = "n1"
		same(t, []ledger.Notification{bound}, got(s.PendingNotifications(ctx))(t))
		s.sendDirectly(t, "n1")
		done := bound
		done.State, done.ToldOn = ledger.NotificationTold, "2026-11-24"
		same(t, map[int64][]ledger.Notification{1: {done}}, got(s.OpenNotifications(ctx))(t))
		same(t, 0, len(got(s.PendingNotifications(ctx))(t)))
		c := allCases(t, s)[0]
		same(t, [3]any{1, 0, workgroup.Date("2026-11-23")}, [3]any{c.Rung, c.Reminders, c.ToldOn})
		steps := got(s.Steps(ctx, 1))(t)
		same(t, ledger.Step{CaseID: 1, At: at(24, 10), State: ledger.Found, By: "deliver", Reason: "rung_told", Note: "due+3wd unit_principal n1"},
			steps[len(steps)-1], cmpopts.IgnoreFields(ledger.Step{}, "ID", "WrittenAt"))
	})
}

func TestAWithdrawnNoticesRungGoesWithTheNextNotice(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		_, rung := ready(t, s)
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{tells("n1", "P5", rung)}))
		next := got(s.PendingNotifications(ctx))(t)
		must(t, s.WriteNotices(ctx, []compose.Withdrawal{{ID: "n1", Reason: compose.Replaced}}, []outbox.Notice{tells("n2", "P5", next...)}))
		same(t, "n2", got(s.PendingNotifications(ctx))(t)[0].Notice)
		s.sendDirectly(t, "n2")
		same(t, ledger.NotificationTold, got(s.OpenNotifications(ctx))(t)[1][0].State)
	})
}

// covers S8.7
func TestAPriorNoticeIsNoTellingOfTheCase(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 1)
		prior := ledger.Notification{Case: 1, Rung: ledger.Prior, ToType: notify.ToPerson, To: "P1"}
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{tells("n1", "P1", prior)}))
		s.sendDirectly(t, "n1")
		c := allCases(t, s)[0]
		same(t, [3]any{0, 0, workgroup.Date("")}, [3]any{c.Rung, c.Reminders, c.ToldOn})
		steps := got(s.Steps(t.Context(), 1))(t)
		same(t, "prior_notice", steps[len(steps)-1].Reason)
		same(t, 1, len(got(s.PendingNotifications(t.Context()))(t))) // compose must know that it was given
	})
}

func TestACaseThatComesBackHasNothingRecorded(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		before, _ := ready(t, s)
		must(t, s.CommitParts(ctx, change(ledger.EventClosed, before, func(c *ledger.Case) { *c = ledger.Close(*c, ledger.Fixed, "2026-11-24") })))
		same(t, 0, len(got(s.OpenNotifications(ctx))(t)))
		must(t, s.CommitParts(ctx, change(ledger.EventReopened, allCases(t, s)[0], func(c *ledger.Case) {
			c.State, c.ClosedOn, c.ClosedReason, c.Reopened, c.Life, c.ToldOn = ledger.Found, "", "", 1, 1, ""
		})))
		same(t, 0, len(got(s.OpenNotifications(ctx))(t)))
		same(t, 0, len(got(s.PendingNotifications(ctx))(t)))
		same(t, 1, len(got(s.CaseNotifications(ctx, 1))(t)))
	})
}

// covers S4.6
func TestANoteEndsTheTaskToCall(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		withCases(t, s, 2)
		tellDirectly(t, s, 1)
		tellDirectly(t, s, 2)
		call := func(id int64) ledger.Notification {
			return ledger.Notification{Case: id, Rung: ledger.NewRung("due", "responsible"), Day: "2026-11-24", ToType: "person", To: "P1", Phone: true, State: ledger.NotificationDue}
		}
		must(t, s.RecordNotifications(ctx, 1, []ledger.Notification{call(1), call(2)}, nil))
		n := pending("n1", 1, 2)
		n.State, n.Channel, n.Notifications = outbox.Manual, notify.Manual, []ledger.Notification{call(1), call(2)}
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{n}))
		for i, want := range []outbox.State{outbox.Manual, outbox.Relayed} {
			c := allCases(t, s)[i]
			must(t, s.TakeStep(ctx, c, c, ledger.Step{At: at(24, 11), State: c.State, By: "P9", Reason: ledger.ReasonNote, Note: "已打电话"}))
			same(t, want, notice(t, s, "n1").State)
			c = allCases(t, s)[i]
			same(t, [2]int{1, 1}, [2]int{c.Rung, c.Reminders})
		}
		same(t, "P9", notice(t, s, "n1").RelayedBy)
		// A plan that was made before the call must not make it due again.
		must(t, s.WriteNotices(ctx, nil, []outbox.Notice{tells("n2", "P1", call(1))}))
		same(t, ledger.NotificationTold, got(s.OpenNotifications(ctx))(t)[1][0].State)
	})
}

// covers S1.11
func TestADecisionAboutAGroupIsDatedAndKept(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		bring{batch: intake.Batch{intake.Groups: intake.GroupRecords.Pack(workgroup.Group{Code: "G1", Platform: "QQ", Staged: true, EndsOn: "2026-11-30"})}}.into(t, s)
		before := got(s.Groups(ctx))(t).Of("G1")
		d := workgroup.Decision{Group: before.Code, What: workgroup.Renewed, On: "2027-01-29", By: "P9", Reason: "汛后总结", At: at(25, 9)}
		must(t, s.DecideGroup(ctx, before, d, nil))
		isError(t, s.DecideGroup(ctx, before, d, nil), base.ErrNotFound)
		same(t, workgroup.Date("2027-01-29"), got(s.Groups(ctx))(t).Of("G1").EndsOn)
		same(t, []workgroup.Decision{d}, got(s.GroupDecisions(ctx))(t), cmpopts.IgnoreFields(workgroup.Decision{}, "WrittenAt"))
		changes := got(s.GroupChanges(ctx, at(24, 9), at(26, 9)))(t)
		same(t, []directory.GroupChange{{Group: before.Code, Field: "ends_on", Before: string(before.EndsOn), After: "2027-01-29", At: at(25, 9)}}, changes,
			cmpopts.IgnoreFields(directory.GroupChange{}, "WrittenAt"))
	})
}
