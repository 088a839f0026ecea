package ledger

import (
	"context"
	"fmt"
	"slices"
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
	alike, ended := map[Attempt][]any{}, s.Now()
	for _, c := range changes {
		if n := c.Notice; c.Sent != nil {
			line := Attempt{
				Number: n.Attempts, Channel: c.Sent.Channel, Lane: c.Sent.Lane, Owner: c.Sent.Owner, BegunAt: n.TriedAt, EndedAt: ended, Outcome: n.State, Detail: n.LastError,
			}
			alike[line] = append(alike[line], n.ID)
		}
	}
	for line, ids := range alike {
		// Those that differ in nothing but their notice are one statement.
		which, args := tx.Dialect.Among(ids)
		_, err := tx.ExecContext(ctx, "INSERT INTO notice_attempts ("+AttemptTable.List()+") SELECT id, ?, ?, ?, ?, ?, ?, ?, ? FROM notices WHERE id"+which+tx.Dialect.Ignore("notice_id"),
			append([]any{
				line.Number, line.Channel, line.Lane, line.Owner, base.MS(line.BegunAt), base.MS(line.EndedAt), string(line.Outcome), line.Detail,
			}, args...)...)
		if err != nil {
			return fmt.Errorf("note the end of sends: %w", err)
		}
	}
	return nil
}

// reallyLost drops from the lost notices those that stand as the changes were
// to write them: an earlier COMMIT went through and its answer got lost, so
// that the same change is written a second time. A row that cannot be read
// counts as lost.
func (s *Store) reallyLost(ctx context.Context, changes []outbox.Change, lost []string) []string {
	rows := map[string]outbox.Notice{}
	for chunk := range slices.Chunk(lost, base.InList) {
		err := NoticeFacts.Read(ctx, s.DB, func(n storedNotice) error {
			rows[n.ID] = n.Notice
			return nil
		}, " WHERE id IN ("+dbconn.In(len(chunk))+")", base.Args(chunk)...)
		if err != nil {
			return lost
		}
	}
	for _, c := range changes {
		row, ok := rows[c.Notice.ID]
		if ok && row.Version == c.Notice.Version+1 && row.State == c.Notice.State && row.Attempts == c.Notice.Attempts &&
			row.Doubts == c.Notice.Doubts && base.MS(row.ToldAt) == base.MS(c.Notice.ToldAt) {
			lost = slices.DeleteFunc(slices.Clone(lost), func(id string) bool { return id == c.Notice.ID })
		}
	}
	return lost
}
