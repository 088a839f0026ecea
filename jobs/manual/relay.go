package manual

import (
	"context"
	"fmt"
	"time"

	"qunguan/notify/outbox"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// NotRelayableError says that the notice is not one that a hand may pass on now.
type NotRelayableError struct{ Notice outbox.Notice }

func (e NotRelayableError) Error() string {
	return fmt.Sprintf("notice %s is %s and cannot be relayed", e.Notice.ID, e.Notice.State)
}

// Relay notes that notices were passed on by hand: their cases are told. A list
// with one that does not wait for a hand is refused whole, before anything is
// written. save moves one notice of the outbox.
func Relay(ctx context.Context, save func(ctx context.Context, n outbox.Notice, told *ledger.SentNotice) error, list []outbox.Notice, by string, now time.Time, days *calendar.Days) error {
	late := days.NextWorkingDay(workgroup.DateOf(now))
	moved, told := make([]outbox.Notice, len(list)), make([]*ledger.SentNotice, len(list))
	for i, n := range list {
		var ok bool
		if moved[i], told[i], ok = outbox.Relay(n, by, now, late); !ok {
			return NotRelayableError{n}
		}
	}
	for i, n := range moved {
		if err := save(ctx, n, told[i]); err != nil {
			return fmt.Errorf("relay notice %s: %w", n.ID, err)
		}
	}
	return nil
}
