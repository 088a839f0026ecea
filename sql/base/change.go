package registry

import (
	"context"

	"qunguan/sql/dbconn"
)

// counterWorld counts how often the world changed.
const counterWorld = "world"

// worldChanged notes, in the transaction that changes it, that something is
// known by which an open case may have to be judged otherwise: an import, an
// exemption, a person's step, a decision about a group.
func worldChanged(ctx context.Context, tx *dbconn.Tx) error {
	_, err := issue(ctx, tx, counterWorld, 1)
	return err
}
