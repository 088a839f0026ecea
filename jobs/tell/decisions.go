package tell

import (
	"context"
	"iter"
	"log/slog"
	"unique"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

// Decisions about telling under their names in the log (check.LogCase).
const (
	decidedTold      = "notice_made" // the case stands in a notice
	decidedWithdrawn = "notice_withdrawn"
	decidedRungDue   = "climbed"
	decidedRungSkip  = "rung_skipped"
)

// decided are the decisions of a composing.
type decided struct {
	withdraw []compose.Withdrawal
	create   []madeNotice
	kept     int
}

// madeNotice is a new notice without its texts.
type madeNotice struct {
	id, kind, channel string
	state             outbox.State
	cases             []toldCase
}

// toldCase is a case in a new notice, as the log names it.
type toldCase struct {
	id         int64
	rule, unit unique.Handle[string] // a county's cases have few of them
}

// each passes the plan on, and holds the decisions of its last walk.
func (d *decided) each(plan iter.Seq2[compose.Result, error]) iter.Seq2[compose.Result, error] {
	return func(yield func(compose.Result, error) bool) {
		*d = decided{}
		for part, err := range plan {
			d.withdraw, d.kept = append(d.withdraw, part.Withdraw...), d.kept+len(part.Keep)
			for _, n := range part.Create {
				cases := make([]toldCase, len(n.Refs))
				for i, r := range n.Refs {
					cases[i] = toldCase{r.ID, unique.Make(r.Rule), unique.Make(r.Unit)}
				}
				d.create = append(d.create, madeNotice{n.ID, n.Kind, n.Channel, n.State, cases})
			}
			if !yield(part, err) {
				return
			}
		}
	}
}

// log logs which cases are in which notices, and which notices are withdrawn. The outbox logs whether a
// notice arrives, under its id.
func (d *decided) log(ctx context.Context, log *slog.Logger, run jobs.Run) {
	for _, w := range d.withdraw {
		log.InfoContext(ctx, "decision", "decision", decidedWithdrawn, "notice", w.ID, "reason", w.Reason, "job", jobs.Compose, "run", run.ID)
	}
	for _, n := range d.create {
		for _, k := range n.cases {
			check.LogCase(ctx, log, jobs.Compose, run.ID, decidedTold, ledger.Case{ID: k.id, Rule: k.rule.Value(), Unit: k.unit.Value()}, n.kind,
				slog.String("notice", n.id), slog.String("channel", n.channel), slog.String("state", string(n.state)))
		}
	}
	log.InfoContext(ctx, "notices_composed", "run", run.ID, "created", len(d.create), "withdrawn", len(d.withdraw), "kept", d.kept)
}

// logRungs logs which rungs of the ladder fell due or were skipped.
func logRungs(ctx context.Context, log *slog.Logger, run jobs.Run, notifications []ledger.Notification, cases []ledger.Case) {
	byID := caseByID(cases)
	for _, t := range notifications {
		decision := decidedRungDue
		if t.State == ledger.NotificationSkipped {
			decision = decidedRungSkip
		}
		if k := byID[t.Case]; k != nil {
			check.LogCase(ctx, log, jobs.Escalate, run.ID, decision, *k, t.Reason, slog.String("rung", t.Rung.Name()))
		}
	}
}

func caseByID(cases []ledger.Case) map[int64]*ledger.Case {
	byID := make(map[int64]*ledger.Case, len(cases))
	for i := range cases {
		byID[cases[i].ID] = &cases[i]
	}
	return byID
}
