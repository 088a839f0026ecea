package jobs

import (
	"context"
	"time"

	"qunguan/notify/outbox"
)

// Unsure reports that this replica cannot know what time it is: it has not
// seen the database's clock yet, or that clock differs from its own by more
// than clocks do.
func (d *Daemon) Unsure() bool {
	return d.Keeper != nil && (d.looked.Load() == nil || doubtful(d.apart()))
}

// Timely is an outbox of which nothing is given out, and no claim is taken for
// ended, while it is unsure what time it is: by a clock that is a month ahead
// everything of that month would be due.
func Timely(store outbox.Store, unsure func() bool) outbox.Store {
	return &timely{Store: store, unsure: unsure}
}

type timely struct {
	outbox.Store

	unsure func() bool
}

// Due lists what is due.
func (t *timely) Due(ctx context.Context, now time.Time, limit int) ([]outbox.Notice, error) {
	if t.unsure() {
		return nil, nil
	}
	return t.Store.Due(ctx, now, limit)
}

// Expired lists claims that ended without a record.
func (t *timely) Expired(ctx context.Context, now time.Time, limit int) ([]outbox.Notice, error) {
	if t.unsure() {
		return nil, nil
	}
	return t.Store.Expired(ctx, now, limit)
}
