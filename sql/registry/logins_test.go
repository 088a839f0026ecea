package registry

import (
	"testing"

	"qunguan/reconcile/audit"
	"qunguan/reconcile/ledger"
)

func TestTheLoginOfACommandIsKeptSealedAndListed(t *testing.T) { // covers S13.4
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		a := auditor(t, s, secret, "")
		withCases(t, s, 2) // by a job: no login
		s.Login = "zhang@bureau"
		c := got(s.Cases(ctx, ledger.Filter{}))(t)[0]
		must(t, s.TakeStep(ctx, c, c, ledger.Step{At: at(2, 9), State: c.State, By: "P1", Reason: ledger.ReasonNote, Note: "已电话核实"}))
		id := got(s.AddExemption(ctx, ledger.Exemption{Rule: "group.zombie", Group: "G1", Reason: "汛期", Approver: "P1", From: "2026-11-01", Until: "2026-12-31"}, at(1, 8)))(t)
		s.Login = "li@annex"
		must(t, s.EndExemption(ctx, id, "2026-11-20", "P1"))
		must(t, a.SealRun(ctx, 1))
		if v := got(a.Verify(ctx, ""))(t); len(v.Problems) > 0 {
			t.Fatalf("%+v", v.Problems)
		}
		logins := map[string]string{}
		for _, e := range got(s.AuditLog(ctx, at(1, 0)))(t) {
			logins[e.What] = e.Login
		}
		for what, want := range map[string]string{ledger.ReasonNote: "zhang@bureau", "exempted": "zhang@bureau", "opened": ""} {
			if logins[what] != want {
				t.Errorf("%s: login %q, want %q", what, logins[what], want)
			}
		}
		exec(t, s, "UPDATE case_steps SET login = 'wang@home' WHERE login = 'zhang@bureau'")
		exec(t, s, "UPDATE case_steps SET login = 'wang@home' WHERE id = 1")
		exec(t, s, "UPDATE exemptions SET ended_login = ''")
		same(t, []audit.Problem{
			{Kind: audit.Added, Source: "step_logins", ID: 1, N: 1},
			{Kind: audit.Changed, Source: "step_logins", ID: 3, N: 1, Seal: 1},
			{Kind: audit.Changed, Source: "exemption_end_logins", ID: 1, N: 1, Seal: 1},
		}, got(a.Verify(ctx, ""))(t).Problems)
	})
}
