package ledger

import (
	"context"
	"fmt"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// digestMark is a row of digest_notices.
type digestMark struct {
	notice, series string
	since          time.Time
}

var digestTable = base.Table[digestMark]{
	Name: "digest_notices", Keys: 1,
	Columns: []string{"notice_id", "series", "since_ms"},
	Fields:  func(d *digestMark) []any { return []any{&d.notice, &d.series, base.Moment(&d.since)} },
}

// markDigests notes which of the new notices are digests.
func markDigests(ctx context.Context, tx *dbconn.Tx, create []outbox.Notice) error {
	var rows []digestMark
	for _, n := range create {
		if n.Series != "" {
			rows = append(rows, digestMark{n.ID, n.Series, n.Since})
		}
	}
	return digestTable.Insert(ctx, tx, rows)
}

// WaitingDigests lists the untried digests of a series, the oldest first.
func (s *Store) WaitingDigests(ctx context.Context, series string) ([]outbox.WaitingDigest, error) {
	var rows []struct {
		ID      string `db:"id"`
		Version int    `db:"version"`
		State   string `db:"state"`
		Type    string `db:"recipient_type"`
		Code    string `db:"recipient"`
		Since   int64  `db:"since_ms"`
	}
	err := s.DB.SelectContext(ctx, &rows, "SELECT n.id, n.version, n.state, n.recipient_type, n.recipient, d.since_ms"+
		" FROM digest_notices d JOIN notices n ON n.id = d.notice_id"+
		" WHERE d.series = ? AND n.state IN ('planned', 'pending', 'manual') AND n.attempts = 0 AND n.route_seq = 0 ORDER BY n.seq", series)
	if err != nil {
		return nil, fmt.Errorf("read digests that wait: %w", err)
	}
	open, err := ReadClaims(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	var list []outbox.WaitingDigest
	for _, r := range rows {
		if open.by[r.ID] != nil {
			continue // being sent
		}
		list = append(list, outbox.WaitingDigest{
			ID: r.ID, Version: r.Version, State: outbox.State(r.State), Recipient: notify.Recipient{Type: r.Type, Code: r.Code}, Since: time.UnixMilli(r.Since).UTC(),
		})
	}
	return list, nil
}
