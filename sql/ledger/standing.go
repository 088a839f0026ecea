package ledger

import (
	"context"
	"slices"

	"qunguan/notify/outbox"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// notStanding is which of the notices that had moved do not stand as they were
// to be written. The others were written by this very change before: the
// registry carried a COMMIT out and its answer got lost, so that it is written
// once more. Where that cannot be read they count as lost.
func (s *Store) notStanding(ctx context.Context, changes []outbox.Change, lost []string) []string {
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
			row.Doubts == c.Notice.Doubts && base.MS(row.ToldAt) == base.MS(c.Notice.ToldAt) && row.ClaimedBy == c.Notice.ClaimedBy {
			lost = slices.DeleteFunc(slices.Clone(lost), func(id string) bool { return id == c.Notice.ID })
		}
	}
	return lost
}
