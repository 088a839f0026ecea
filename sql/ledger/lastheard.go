package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// LastHeard gives when the newest notice was made for each of the people that left, or was passed on
// by hand; absent: none did.
func (s *Store) LastHeard(ctx context.Context, people []string) (map[string]time.Time, error) {
	heard := map[string]time.Time{}
	for chunk := range slices.Chunk(people, base.InList) {
		if err := s.lastHeard(ctx, chunk, heard); err != nil {
			return nil, fmt.Errorf("read the newest notices of people: %w", err)
		}
	}
	return heard, nil
}

func (s *Store) lastHeard(ctx context.Context, people []string, heard map[string]time.Time) error {
	rows, err := s.DB.QueryContext(ctx, "SELECT recipient, MAX(created_ms) FROM notices WHERE recipient_type = 'person'"+
		" AND kind IN ('reminder', 'escalation') AND state IN ('sending', 'sent', 'uncertain', 'relayed', 'failed')"+
		" AND recipient IN ("+dbconn.In(len(people))+") GROUP BY recipient", base.Args(people)...)
	if err != nil {
		return err
	}
	defer base.CloseRows(rows)
	for rows.Next() {
		var person string
		var at int64
		if err := rows.Scan(&person, &at); err != nil {
			return err
		}
		heard[person] = base.FromMS(at)
	}
	return rows.Err()
}
