package base

import (
	"context"

	"qunguan/sql/dbconn"
)

// ChangeCounter counts how often anything was written by which a case may have
// to be judged otherwise.
const ChangeCounter = "world"

// NoteChange counts, in the transaction that writes it, that something is
// known by which an open case may have to be judged otherwise: an import, an
// exemption, a person's step, a decision about a group.
func NoteChange(ctx context.Context, tx *dbconn.Tx) error {
	_, err := IssueIDs(ctx, tx, ChangeCounter, 1)
	return err
}
