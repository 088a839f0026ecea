package ledger

import (
	"context"
	"fmt"
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
	Owner   string
	BegunAt time.Time // by the clock of the run
	EndedAt time.Time // real
	Outcome outbox.State
	Detail  string
}

// AttemptTable is the sends of every notice.
var AttemptTable = base.Table[Attempt]{
	Name: "notice_attempts", Keys: 2,
	Columns: []string{"notice_id", "attempt", "channel", "owner", "begun_ms", "ended_ms", "outcome", "detail"},
	Fields: func(a *Attempt) []any {
		return []any{&a.Notice, &a.Number, &a.Channel, &a.Owner, base.Moment(&a.BegunAt), base.Moment(&a.EndedAt), &a.Outcome, &a.Detail}
	},
}

// Attempts lists the sends of a notice, first one first.
func (s *Store) Attempts(ctx context.Context, notice string) ([]Attempt, error) {
	return AttemptTable.All(ctx, s.DB, " WHERE notice_id = ? ORDER BY attempt", notice)
}

// noteAttempts writes an attempt for each of the rows that are being sent,
// before their new state is written: until then sender, channel and beginning
// stand in the row. A row whose attempt was given back has fewer attempts
// afterwards and gets none.
func (s *Store) noteAttempts(ctx context.Context, tx *dbconn.Tx, m movable, rows string, which []any) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO notice_attempts ("+AttemptTable.List()+")"+
		" SELECT id, attempts, channel, claimed_by, tried_ms, ?, ?, ? FROM notices"+rows+" AND state = 'sending' AND attempts = ?"+
		tx.Dialect.Ignore("notice_id"),
		append(append([]any{base.MS(s.Now()), m.state, m.lastError}, which...), m.attempts)...)
	if err != nil {
		return fmt.Errorf("note the end of sends: %w", err)
	}
	return nil
}
