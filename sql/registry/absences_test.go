package registry

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/sql/base"
)

func TestAbsencesAreKeptReplacedAndEnded(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		first := ledger.Absence{Person: "P1", Deputy: "P2", Reason: "出差", By: "P9", From: "2026-11-23", Until: "2026-11-30"}
		past := ledger.Absence{Person: "P1", Deputy: "P2", Reason: "病假", By: "P9", From: "2026-10-01", Until: "2026-10-07"}
		for _, a := range []*ledger.Absence{&past, &first} {
			id, err := s.AddAbsence(t.Context(), *a)
			must(t, err)
			a.ID = id
		}
		before, _, err := s.LastRecheck(t.Context())
		must(t, err)
		second := ledger.Absence{Person: "P1", Deputy: "P3", Reason: "出差延长", By: "P8", From: "2026-11-25", Until: "2026-12-05"}
		second.ID, err = s.AddAbsence(t.Context(), second)
		must(t, err)
		after, _, err := s.LastRecheck(t.Context())
		must(t, err)
		if after == before {
			t.Error("what waits to be sent would not be looked at again")
		}
		if err := s.EndAbsence(t.Context(), "P2", "P9", "2026-11-26"); !errors.Is(err, base.ErrNotFound) {
			t.Errorf("ending one that is not there: %v", err)
		}
		must(t, s.EndAbsence(t.Context(), "P1", "P1", "2026-11-26"))
		if err := s.EndAbsence(t.Context(), "P1", "P1", "2026-11-26"); !errors.Is(err, base.ErrNotFound) {
			t.Errorf("ending one twice: %v", err)
		}
		got, err := s.Absences(t.Context())
		must(t, err)
		first.EndedOn, first.EndedBy = "2026-11-25", "P8"
		second.EndedOn, second.EndedBy = "2026-11-26", "P1"
		if diff := cmp.Diff([]ledger.Absence{past, first, second}, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
}

// covers S5.7
func TestMeasuresOfOpenCasesAreFound(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		zone := time.FixedZone("CST", 8*3600)
		k, _ := ready(t, s)
		at := time.Date(2026, 11, 23, 23, 30, 0, 0, zone) // another day in UTC
		must(t, s.TakeStep(t.Context(), k, k, ledger.Step{At: at, State: k.State, By: "P1", Reason: ledger.ReasonMilestone, Note: "2026-12-04 改群昵称"}))
		must(t, s.TakeStep(t.Context(), k, k, ledger.Step{At: at, State: k.State, By: "P1", Reason: ledger.ReasonNote, Note: "2026-12-05 不是措施"}))
		got, err := s.Milestones(t.Context(), zone)
		must(t, err)
		want := []ledger.Milestone{{Case: k.ID, Until: "2026-12-04", Words: "改群昵称", By: "P1", SetOn: "2026-11-23"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		closed := ledger.Close(k, ledger.ByHand, "2026-11-24")
		must(t, s.TakeStep(t.Context(), k, closed, ledger.Step{At: at, State: closed.State, By: "P5", Reason: string(ledger.ByHand)}))
		if got, err := s.Milestones(t.Context(), zone); err != nil || len(got) != 0 {
			t.Errorf("of a closed case: %+v, %v", got, err)
		}
	})
}

// covers S5.7
func TestAnExtensionMovesTheCaseAndTakesBackWhatNamesTheOldDay(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		k, _ := ready(t, s)
		after := k
		after.DueOn, after.ExtendedBy, after.Life = "2027-01-15", "P5", k.Life+1
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{pending("n1", k.ID)}))
		must(t, s.TakeStep(t.Context(), k, after, ledger.Step{At: time.Now(), State: after.State, By: "P5", Reason: ledger.ReasonExtended, Note: "x"}))
		list, err := s.Cases(t.Context(), ledger.Filter{IDs: []int64{k.ID}})
		must(t, err)
		if now := list[0]; now.DueOn != "2027-01-15" || now.ExtendedBy != "P5" || now.Life != 1 {
			t.Errorf("%+v", now)
		}
		if n := notice(t, s, "n1"); n.State != outbox.Withdrawn || n.LastError != ledger.ReasonExtended {
			t.Errorf("the waiting notice names the old day: %s, %s", n.State, n.LastError)
		}
		if due := got(s.PendingNotifications(t.Context()))(t); len(due) != 0 {
			t.Errorf("rungs of the old deadline are still due: %+v", due)
		}
		if err := s.TakeStep(t.Context(), k, after, ledger.Step{At: time.Now(), State: after.State, By: "P5", Reason: ledger.ReasonExtended}); !errors.Is(err, ledger.ErrMoved) {
			t.Errorf("extended twice from one reading: %v", err)
		}
	})
}

// covers S6.2
func TestAReminderToTheDeputyIsAReminder(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		k, _ := ready(t, s)
		owned := k
		owned.Responsible = "P1"
		must(t, s.TakeStep(t.Context(), k, owned, ledger.Step{At: at(24, 8), State: k.State, By: "P1", Reason: ledger.ReasonNote}))
		rung := ledger.Notification{Case: k.ID, Rung: ledger.NewRung("due", "responsible"), Day: "2026-11-24", ToType: "person", To: "P2", For: "P1", State: ledger.NotificationDue}
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{tells("n1", "P2", rung)}))
		s.sendDirectly(t, "n1")
		if c := allCases(t, s)[0]; c.Reminders != k.Reminders+1 {
			t.Errorf("%d reminders, want %d", c.Reminders, k.Reminders+1)
		}
		if told := got(s.OpenNotifications(t.Context()))(t)[k.ID]; !slices.ContainsFunc(told, func(x ledger.Notification) bool { return x.For == "P1" && x.State == ledger.NotificationTold }) {
			t.Errorf("%+v", told)
		}
	})
}
