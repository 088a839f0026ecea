package ledger

import (
	"context"
	"time"

	"qunguan/notify/outbox"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// Attempt is one send of a notice that was begun and has ended, by its own
// answer or by the sweep after a crash. While it lasts the notice's own row
// tells of it.
type Attempt struct {
	Notice  string
	Number  int
	Channel string
	Lane    string // the channel, or one of its hosts (outbox.Send)
	Owner   string
	BegunAt time.Time // by the clock of the run
	EndedAt time.Time // real
	Outcome outbox.State
	Detail  string
}

// AttemptTable is the sends of every notice.
var AttemptTable = base.Table[Attempt]{
	Name: "notice_attempts", Keys: 2,
	Columns: []string{"notice_id", "attempt", "channel", "lane", "owner", "begun_ms", "ended_ms", "outcome", "detail"},
	Fields: func(a *Attempt) []any {
		return []any{&a.Notice, &a.Number, &a.Channel, &a.Lane, &a.Owner, base.Moment(&a.BegunAt), base.Moment(&a.EndedAt), &a.Outcome, &a.Detail}
	},
}

// Attempts lists the sends of a notice, first one first.
func (s *Store) Attempts(ctx context.Context, notice string) ([]Attempt, error) {
	return AttemptTable.All(ctx, s.DB, " WHERE notice_id = ? ORDER BY attempt", notice)
}

// noteAttempts writes a line for each send that has ended.
func (s *Store) noteAttempts(ctx context.Context, tx *dbconn.Tx, changes []outbox.Change) error {
	var lines []Attempt
	ended := s.Now()
	for _, c := range changes {
		if n := c.Notice; c.Sent != nil {
			lines = append(lines, Attempt{
				Notice: n.ID, Number: n.Attempts, Channel: c.Sent.Channel, Lane: c.Sent.Lane, Owner: c.Sent.Owner, BegunAt: n.TriedAt, EndedAt: ended, Outcome: n.State, Detail: n.LastError,
			})
		}
	}
	return AttemptTable.Write(ctx, tx, lines, tx.Dialect.Ignore("notice_id"))
}
