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

// Relay notes that a notice was passed on by hand: its cases are told. save
// moves one notice of the outbox.
func Relay(ctx context.Context, save func(ctx context.Context, n outbox.Notice, told *ledger.Told) error, n outbox.Notice, by string, now time.Time, days *calendar.Days) error {
	late := days.NextWorkingDay(workgroup.DateOf(now))
	moved, told, ok := outbox.Relay(n, by, now, late)
	if !ok {
		return ErrNotRelayable
	}
	return save(ctx, moved, told)
}
