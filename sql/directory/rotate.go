package directory

import (
	"context"
	"fmt"

	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// RotateKeys seals every credential with the current key, plain ones too, and
// returns how many routes it wrote. Afterwards the previous key is needed no
// longer. One that cannot be opened is an error, and nothing is written.
func (s *Store) RotateKeys(ctx context.Context) (int, error) {
	if s.Keys == nil {
		return 0, base.ErrNoKey
	}
	written := 0
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		stored, err := routeTable.All(ctx, tx, routeOrder+tx.Dialect.ForUpdate())
		if err != nil {
			return err
		}
		var before, write []storedRoute
		for _, r := range stored {
			if s.Keys.UpToDate(r.address) && s.Keys.UpToDate(r.secret) {
				continue
			}
			plain, err := s.open(r)
			if err != nil {
				return fmt.Errorf("route %s of %s %s: %w", r.channel, r.targetType, r.target, err)
			}
			sealed, err := s.Seal(plain, r.seq)
			if err != nil {
				return err
			}
			before, write = append(before, r), append(write, sealed)
		}
		written = len(write)
		return routeTable.Change(ctx, tx, before, write)
	})
	if err != nil {
		return 0, fmt.Errorf("rotate keys: %w", err)
	}
	return written, nil
}
