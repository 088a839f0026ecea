package registry

import (
	"testing"
	"time"

	"qunguan/jobs/vitals"
	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile"
	sqlledger "qunguan/sql/ledger"
)

func TestVitalsTellTheLastRunsAndTheLastSuccesses(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		run := func(job, status string, ended time.Time, summary string) {
			id := got(s.StartRun(t.Context(), reconcile.RunRecord{Job: job, Moment: ended, StartedAt: ended}))(t)
			if status != "" {
				must(t, s.FinishRun(t.Context(), id, ended, status, []byte(summary)))
			}
		}
		run("member-check", "ok", at(2, 9), `{"seconds":3}`)
		run("member-check", "held", at(9, 9), `{"seconds":2,"unjudged":{"roster_stale":5}}`)
		run("member-check", "failed", at(16, 9), `no JSON`)
		run("member-check", "", at(17, 9), "") // still running, or it died
		run("audit", "ok", at(15, 4), `{"seconds":9,"read":{"audit_problems":3}}`)
		run("audit", "failed", at(16, 4), `{"seconds":1}`)
		run("compose", "failed", at(16, 10), `{"seconds":1}`)
		f := got(s.Vitals(t.Context(), at(20, 9)))(t)
		same(t, []vitals.Run{
			{Job: "audit", EndedAt: at(16, 4), SucceededAt: at(15, 4), Status: "failed", Seconds: 1, Problems: 3},
			{Job: "compose", EndedAt: at(16, 10), Status: "failed", Seconds: 1},
			{Job: "member-check", EndedAt: at(16, 9), SucceededAt: at(9, 9), Status: "failed"},
		}, f.Runs)
	})
}

func TestVitalsCountWhatIsDueAndWhatPeopleGot(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		now := at(20, 12)
		notice := func(id, kind, code string, state outbox.State, due time.Time) outbox.Notice {
			return outbox.Notice{
				ID: id, Kind: "ops", Recipient: notify.Recipient{Type: kind, Code: code}, Channel: "email", State: state, CreatedAt: at(10, 9), NotBefore: due,
			}
		}
		same(t, vitals.Figures{}, got(s.Vitals(t.Context(), now))(t))
		must(t, s.Announce(t.Context(), []outbox.Notice{
			notice("due", "ops", "", outbox.Pending, at(20, 10)),
			notice("older", "ops", "", outbox.Pending, at(20, 9)),
			notice("later", "ops", "", outbox.Pending, at(20, 13)),
			notice("planned", "ops", "", outbox.Planned, at(20, 9)),
			notice("p1", "person", "P1", outbox.Sent, at(19, 9)), notice("p1 too", "person", "P1", outbox.Sent, at(19, 9)),
			notice("p2", "person", "P2", outbox.Sent, at(19, 9)), notice("p3", "person", "P3", outbox.Sent, at(1, 9)),
			notice("office", "office", "office", outbox.Sent, at(19, 9)),
		}))
		for _, a := range []sqlledger.Attempt{
			{Notice: "p1", BegunAt: at(19, 9), Outcome: outbox.Sent},
			{Notice: "p1", Number: 1, BegunAt: at(19, 10), Outcome: outbox.Sent},
			{Notice: "p1 too", BegunAt: at(18, 9), Outcome: outbox.Sent},
			{Notice: "p2", BegunAt: at(19, 9), Outcome: outbox.Sent},
			{Notice: "p2", Number: 1, BegunAt: at(19, 9), Outcome: outbox.Failed},
			{Notice: "p3", BegunAt: at(1, 9), Outcome: outbox.Sent},
			{Notice: "office", BegunAt: at(19, 9), Outcome: outbox.Sent},
		} {
			must(t, sqlledger.AttemptTable.Insert(t.Context(), s.DB, []sqlledger.Attempt{a}))
		}
		f := got(s.Vitals(t.Context(), now))(t)
		same(t, vitals.Outbox{Due: 2, OldestDue: at(20, 9)}, f.Outbox)
		same(t, vitals.Burden{People: 2, Messages: 3, Most: 2}, f.Burden)
		same(t, []vitals.NoticeCount{{Channel: "email", State: "pending", N: 3}, {Channel: "email", State: "planned", N: 1}}, f.Waiting)
	})
}
