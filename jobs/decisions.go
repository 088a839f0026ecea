package jobs

import (
	"context"
	"log/slog"

	"qunguan/notify/compose"
	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
)

// Decisions as the log names them, one line each: message "decision" with
// decision, rule, case, unit, reason, job, run. A line holds codes of rules,
// cases and units; who it is about stands in the ledger only.
const (
	decidedExempt     = "exempt"         // an exemption covers the case from here on
	decidedExemptOver = "exemption_over" // none does any more
	decidedTold       = "notice_made"    // the case stands in a notice
	decidedWithdrawn  = "notice_withdrawn"
	decidedRungDue    = "climbed"
	decidedRungSkip   = "rung_skipped"
)

// logDecisions tells what a part that was written decided about cases. What
// only moved dates or words is no decision.
func logDecisions(ctx context.Context, log *slog.Logger, part reconcile.Part) {
	for _, c := range part.Plan.Changes {
		decision := string(c.Event)
		if c.Event == ledger.EventUpdated {
			switch was, is := c.Before.State == ledger.Exempt, c.After.State == ledger.Exempt; {
			case was == is:
				continue
			case is:
				decision = decidedExempt
			default:
				decision = decidedExemptOver
			}
		}
		reason := c.Reason
		if c.Event == ledger.EventClosed {
			reason = string(c.After.ClosedReason)
		}
		logCase(ctx, log, part.Job, part.Run, decision, c.After, reason)
	}
}

func logCase(ctx context.Context, log *slog.Logger, job string, run int64, decision string, k ledger.Case, reason string, more ...slog.Attr) {
	log.LogAttrs(ctx, slog.LevelInfo, "decision", append([]slog.Attr{
		slog.String("decision", decision), slog.String("rule", k.Rule), slog.Int64("case", k.ID), slog.String("unit", k.Unit),
		slog.String("reason", reason), slog.String("job", job), slog.Int64("run", run),
	}, more...)...)
}

// logNotices tells which cases stand in which notices, and which notices are
// withdrawn. Whether one arrives is told by the outbox, under its id.
func logNotices(ctx context.Context, log *slog.Logger, run Run, result compose.Result, cases []ledger.Case) {
	byID := caseByID(cases)
	for _, w := range result.Withdraw {
		log.InfoContext(ctx, "decision", "decision", decidedWithdrawn, "notice", w.ID, "reason", w.Reason, "job", Compose, "run", run.ID)
	}
	for _, n := range result.Create {
		for _, id := range n.Cases {
			logCase(ctx, log, Compose, run.ID, decidedTold, byID[id], n.Kind,
				slog.String("notice", n.ID), slog.String("channel", n.Channel), slog.String("state", string(n.State)))
		}
	}
}

// logRungs tells which rungs of the ladder fell due or were skipped.
func logRungs(ctx context.Context, log *slog.Logger, run Run, tellings []ledger.Telling, cases []ledger.Case) {
	byID := caseByID(cases)
	for _, t := range tellings {
		decision := decidedRungDue
		if t.State == ledger.TellingSkipped {
			decision = decidedRungSkip
		}
		logCase(ctx, log, Escalate, run.ID, decision, byID[t.Case], t.Reason, slog.String("rung", t.Rung.Name()))
	}
}

func caseByID(cases []ledger.Case) map[int64]ledger.Case {
	byID := make(map[int64]ledger.Case, len(cases))
	for _, k := range cases {
		byID[k.ID] = k
	}
	return byID
}
