package ledger

import (
	"context"
	"slices"

	"qunguan/notify/outbox"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

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
