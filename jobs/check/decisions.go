package check

import (
	"context"
	"log/slog"

	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
)

// Decisions about cases under their names in the log, one line each: message "decision" with decision,
// rule, case, unit, reason, job, run. A line holds codes of rules, cases and units; people are named in
// the ledger only.
const (
	decidedExempt     = "exempt"         // an exemption covers the case from now on
	decidedExemptOver = "exemption_over" // no exemption covers the case any more
)

// LogDecisions logs the decisions of a written part. A change of dates or words alone is no decision.
func LogDecisions(ctx context.Context, log *slog.Logger, part reconcile.Part) {
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
		LogCase(ctx, log, part.Job, part.Run, decision, c.After, reason)
	}
}

// LogCase logs one decision about a case.
func LogCase(ctx context.Context, log *slog.Logger, job string, run int64, decision string, k ledger.Case, reason string, more ...slog.Attr) {
	log.LogAttrs(ctx, slog.LevelInfo, "decision", append([]slog.Attr{
		slog.String("decision", decision), slog.String("rule", k.Rule), slog.Int64("case", k.ID), slog.String("unit", k.Unit),
		slog.String("reason", reason), slog.String("job", job), slog.Int64("run", run),
	}, more...)...)
}
