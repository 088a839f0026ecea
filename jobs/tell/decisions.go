package tell

import (
	"context"
	"log/slog"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/notify/compose"
	"qunguan/reconcile/ledger"
)

// Decisions about telling under their names in the log (check.LogCase).
const (
	decidedTold      = "notice_made" // the case stands in a notice
	decidedWithdrawn = "notice_withdrawn"
	decidedRungDue   = "climbed"
	decidedRungSkip  = "rung_skipped"
)

// logNotices logs which cases are in which notices, and which notices are withdrawn. The outbox logs
// whether a notice arrives, under its id.
func logNotices(ctx context.Context, log *slog.Logger, run jobs.Run, result compose.Result, cases []ledger.Case) {
	byID := caseByID(cases)
	for _, w := range result.Withdraw {
		log.InfoContext(ctx, "decision", "decision", decidedWithdrawn, "notice", w.ID, "reason", w.Reason, "job", jobs.Compose, "run", run.ID)
	}
	for _, n := range result.Create {
		for _, id := range n.Cases {
			check.LogCase(ctx, log, jobs.Compose, run.ID, decidedTold, byID[id], n.Kind,
				slog.String("notice", n.ID), slog.String("channel", n.Channel), slog.String("state", string(n.State)))
		}
	}
}

// logRungs logs which rungs of the ladder fell due or were skipped.
func logRungs(ctx context.Context, log *slog.Logger, run jobs.Run, notifications []ledger.Notification, cases []ledger.Case) {
	byID := caseByID(cases)
	for _, t := range notifications {
		decision := decidedRungDue
		if t.State == ledger.NotificationSkipped {
			decision = decidedRungSkip
		}
		check.LogCase(ctx, log, jobs.Escalate, run.ID, decision, byID[t.Case], t.Reason, slog.String("rung", t.Rung.Name()))
	}
}

func caseByID(cases []ledger.Case) map[int64]ledger.Case {
	byID := make(map[int64]ledger.Case, len(cases))
	for _, k := range cases {
		byID[k.ID] = k
	}
	return byID
}
