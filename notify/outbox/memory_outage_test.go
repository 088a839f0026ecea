package outbox

import (
	"context"
	"fmt"
	"time"

	"qunguan/notify"
)

// memorySend is the end of a send.
type memorySend struct {
	id, lane string
	state    State
	at       time.Time
}

// Outage goes by the sends that were recorded.
func (m *memory) Outage(_ context.Context, lane, notice string) (out Outage, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	to := map[notify.Recipient]bool{}
	for _, s := range m.sends {
		if s.lane != lane {
			continue
		}
		if s.state == Sent {
			out = Outage{}
			clear(to)
			continue
		}
		if out.Failures == 0 {
			out.Since = s.at
		}
		out.Failures++
		to[m.rows[s.id].Recipient.Key()] = true
		if s.id == notice {
			out.Own++
		}
	}
	out.Recipients = len(to)
	return out, nil
}

func (m *memory) Unpark(_ context.Context, now time.Time, perDay int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, n := range m.rows {
		var by int
		if _, err := fmt.Sscanf(n.LastError, ParkedBy(0)[:len(ParkedBy(0))-1]+"%d", &by); err == nil && n.State == Pending && n.NextAt.After(now) && (perDay == 0 || by < perDay) {
			n.NextAt, n.LastError = time.Time{}, ""
			n.Version++
			m.rows[id] = n
		}
	}
	return nil
}
