package registry

import (
	"context"
	"fmt"

	"qunguan/sql/dbconn"
)

// RotateKeys seals every credential with the current key, plain ones too, and
// returns how many routes it wrote. Afterwards the previous key is needed no
// longer. One that cannot be opened is an error, and nothing is written.
func (s *Store) RotateKeys(ctx context.Context) (int, error) {
	if s.keys == nil {
		return 0, ErrNoKey
	}
	written := 0
	err := s.db.Tx(ctx, func(tx *dbconn.Tx) error {
		stored, err := routeTable.all(ctx, tx, routeOrder+tx.Dialect.ForUpdate())
		if err != nil {
			return err
		}
		var write []storedRoute
		for _, r := range stored {
			if s.keys.upToDate(r.address) && s.keys.upToDate(r.secret) {
				continue
			}
			plain, err := s.open(r)
			if err != nil {
				return fmt.Errorf("route %s of %s %s: %w", r.channel, r.targetType, r.target, err)
			}
			sealed, err := s.seal(plain, r.seq)
			if err != nil {
				return err
			}
			write = append(write, sealed)
		}
		written = len(write)
		return routeTable.upsert(ctx, tx, write)
	})
	if err != nil {
		return 0, fmt.Errorf("rotate keys: %w", err)
	}
	return written, nil
}
