package registry

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/reconcile/ledger"
	sqlledger "qunguan/sql/ledger"
)

func TestEveryCaseIsListedByWhatItIs(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		want := []ledger.Listed{
			{
				ID: 3, Rule: "member.card", Unit: "U1", Group: "G1", Group2: "G2", Responsible: "P1", Title: []byte("群“防汛”的问题"),
				State: ledger.Found, Severity: "high", OpenedOn: "2026-11-01", DueOn: "2026-11-30",
			},
			{ID: 7, Rule: "group.zombie", Unit: "U2", Title: []byte("无"), State: ledger.Closed, Severity: "low", OpenedOn: "2026-10-01", ClosedOn: "2026-11-10"},
		}
		var cases []ledger.Case
		for _, w := range want {
			cases = append(cases, ledger.Case{
				ID: w.ID, Rule: w.Rule, Unit: w.Unit, Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: w.Group, Group2: w.Group2}, Responsible: w.Responsible,
				Title: string(w.Title), State: w.State, Severity: w.Severity, OpenedOn: w.OpenedOn, DueOn: w.DueOn, ClosedOn: w.ClosedOn, Evidence: []byte("{}"),
			})
		}
		none, err := s.NewestCaseChange(t.Context())
		must(t, err)
		must(t, sqlledger.CaseTable.Insert(t.Context(), s.DB, cases))
		var got []ledger.Listed
		must(t, s.EachListed(t.Context(), func(c ledger.Listed) error {
			c.Title = append([]byte{}, c.Title...)
			got = append(got, c)
			return nil
		}))
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		before, after := cases[0], cases[0]
		after.State = ledger.Handling
		must(t, s.TakeStep(t.Context(), before, after, ledger.Step{At: s.Now(), State: after.State, By: "P1", Reason: "handling"}))
		change, err := s.NewestCaseChange(t.Context())
		must(t, err)
		if change <= none {
			t.Errorf("the newest change is %d after a step, and was %d before", change, none)
		}
	})
}
