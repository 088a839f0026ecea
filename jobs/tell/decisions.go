package tell

import (
	"context"
	"encoding/binary"
	"iter"
	"log/slog"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile/compact"
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
	made     madeNotices
	kept     int
}

// madeNotices are new notices as the log names them. They wait for the end of their transaction, a
// hundred thousand in a county, and have no pointers: each is its id, its words, and the ids and words
// of its cases.
type madeNotices struct {
	words  compact.NumberedTexts
	chunks [][]byte
	count  int
}

const madeChunk = 64 << 10

func (m *madeNotices) add(n outbox.Notice) {
	last := len(m.chunks) - 1
	if last < 0 || len(m.chunks[last]) >= madeChunk {
		m.chunks, last = append(m.chunks, make([]byte, 0, madeChunk+madeChunk/16)), last+1
	}
	number := func(n int64) { m.chunks[last] = binary.AppendVarint(m.chunks[last], n) }
	word := func(text string) { number(int64(m.words.NumberOf(text))) }
	m.count++
	number(int64(len(n.ID)))
	m.chunks[last] = append(m.chunks[last], n.ID...)
	word(n.Kind)
	word(n.Channel)
	word(string(n.State))
	number(int64(len(n.Refs)))
	for _, r := range n.Refs {
		number(r.ID)
		word(r.Rule)
		word(r.Unit)
	}
}

// each calls fn with every case in every notice, in their order.
func (m *madeNotices) each(fn func(id, kind, channel, state string, k ledger.Case)) {
	for _, rest := range m.chunks {
		number := func() int64 {
			n, read := binary.Varint(rest)
			rest = rest[read:]
			return n
		}
		word := func() string { return m.words.At(int32(number())) } //nolint:gosec // the number of a word
		for len(rest) > 0 {
			size := number()
			id := string(rest[:size])
			rest = rest[size:]
			kind, channel, state := word(), word(), word()
			for range number() {
				fn(id, kind, channel, state, ledger.Case{ID: number(), Rule: word(), Unit: word()})
			}
		}
	}
}

// each passes the plan on, and holds the decisions of its last walk.
func (d *decided) each(plan iter.Seq2[compose.Result, error]) iter.Seq2[compose.Result, error] {
	return func(yield func(compose.Result, error) bool) {
		*d = decided{}
		for part, err := range plan {
			d.withdraw, d.kept = append(d.withdraw, part.Withdraw...), d.kept+len(part.Keep)
			for _, n := range part.Create {
				d.made.add(n)
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
	d.made.each(func(id, kind, channel, state string, k ledger.Case) {
		check.LogCase(ctx, log, jobs.Compose, run.ID, decidedTold, k, kind, slog.String("notice", id), slog.String("channel", channel), slog.String("state", state))
	})
	log.InfoContext(ctx, "notices_composed", "run", run.ID, "created", d.made.count, "withdrawn", len(d.withdraw), "kept", d.kept)
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
