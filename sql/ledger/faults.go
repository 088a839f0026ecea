package ledger

import (
	"context"
	"fmt"
	"time"

	"qunguan/notify"
	"qunguan/sql/base"
)

// RouteFault is a channel by which messages to a recipient failed for good,
// and none got through since.
type RouteFault struct {
	To      notify.Recipient
	Channel string
	Detail  string    // of the last failure, free of secrets
	Last    time.Time // when that send began
	Times   int
}

// RouteFaults lists the channels that failed for good since a moment, by
// recipient.
func (s *Store) RouteFaults(ctx context.Context, since time.Time) ([]RouteFault, error) {
	rows, err := s.DB.QueryContext(ctx, "SELECT n.recipient_type, n.recipient, a.channel, MAX(a.detail), MAX(a.begun_ms), COUNT(*)"+
		" FROM notice_attempts a JOIN notices n ON n.id = a.notice_id"+
		" WHERE a.begun_ms >= ? AND a.detail LIKE 'permanent:%' AND NOT EXISTS ("+
		"SELECT 1 FROM notice_attempts b JOIN notices m ON m.id = b.notice_id WHERE m.recipient_type = n.recipient_type AND m.recipient = n.recipient"+
		" AND b.channel = a.channel AND b.outcome = 'sent' AND b.begun_ms > a.begun_ms)"+
		" GROUP BY n.recipient_type, n.recipient, a.channel ORDER BY n.recipient_type, n.recipient, a.channel", base.MS(since))
	if err != nil {
		return nil, fmt.Errorf("read failed routes: %w", err)
	}
	defer base.CloseRows(rows)
	var list []RouteFault
	for rows.Next() {
		var f RouteFault
		if err := rows.Scan(&f.To.Type, &f.To.Code, &f.Channel, &f.Detail, base.Moment(&f.Last), &f.Times); err != nil {
			return nil, fmt.Errorf("read failed routes: %w", err)
		}
		list = append(list, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read failed routes: %w", err)
	}
	return list, nil
}
