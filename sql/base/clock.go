package base

import (
	"context"
	"fmt"
	"time"

	"qunguan/sql/dbconn"
)

// Clock is the database server's clock. The embedded engine has the host's.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	if s.DB.Dialect == dbconn.SQLite {
		return s.Now(), nil
	}
	var seconds float64
	if err := s.DB.GetContext(ctx, &seconds, "SELECT UNIX_TIMESTAMP(NOW(6))"); err != nil {
		return time.Time{}, fmt.Errorf("read the database's clock: %w", err)
	}
	return time.UnixMilli(int64(seconds * 1000)), nil
}
