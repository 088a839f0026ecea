package manual

import (
	"context"
	"errors"
	"time"

	"qunguan/notify/outbox"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// ErrNotRelayable says that the notice is not one that a hand may pass on now.
var ErrNotRelayable = errors.New("notice cannot be relayed")

// Saver is the part of the outbox that moves one notice.
type Saver interface {
	Save(ctx context.Context, n outbox.Notice, told *ledger.Told) error
}

// Relay notes that somebody passed a notice on by hand: its cases are told.
func Relay(ctx context.Context, s Saver, n outbox.Notice, by string, now time.Time, days *calendar.Days) error {
	late := days.NextWorkingDay(workgroup.DateOf(now))
	moved, told, ok := outbox.Relay(n, by, now, late)
	if !ok {
		return ErrNotRelayable
	}
	return s.Save(ctx, moved, told)
}
