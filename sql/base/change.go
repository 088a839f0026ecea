package base

import (
	"context"

	"qunguan/sql/dbconn"
)

// ChangeCounter counts the writes after which an open case may be judged differently.
const ChangeCounter = "world"

// NoteChange counts such a write, in its own transaction: an import, an exemption, a person's step, a
// decision about a group; or a notice that waits again because it was claimed and not sent. A waiting
// notice is rechecked only when the count has moved.
func NoteChange(ctx context.Context, tx *dbconn.Tx) error {
	_, err := IssueIDs(ctx, tx, ChangeCounter, 1)
	return err
}
