package tell

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/jobs/check"
	"qunguan/notify"
	"qunguan/notify/compose"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
)

// Unpassed returns the texts for people without a route whose cases an office heard of as counts: the
// office cannot pass on a text that it does not have. They are in no outbox and have no number; they
// end with their cases.
func (c Composer) Unpassed(ctx context.Context, moment time.Time) ([]outbox.Notice, error) {
	w, err := check.ReadRegistry(ctx, c.Directory, c.Policy, c.Calendar, moment)
	if err != nil {
		return nil, err
	}
	open, err := c.Cases.Cases(ctx, ledger.Filter{OpenOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	recorded, err := c.Notifications.OpenNotifications(ctx)
	if err != nil {
		return nil, fmt.Errorf("read tellings: %w", err)
	}
	var cases []ledger.Case
	for _, k := range open {
		counted := slices.ContainsFunc(recorded[k.ID], func(t ledger.Notification) bool {
			return t.Life == k.Life && t.Rung == ledger.First && t.ToType == notify.ToOffice
		})
		if counted && k.Responsible != "" {
			k.ToldOn = ""
			cases = append(cases, k)
		}
	}
	in := compose.Input{
		Now: moment, Act: true, Lang: phrase.Zh, Policy: c.Policy, Units: w.Dir.Units, People: w.Dir.People, Groups: w.Groups,
		Allowed: Allowance(c.Policy, w.Days), NewID: func() string { return "" },
	}
	list := compose.Plan(in, cases, nil).Create
	return slices.DeleteFunc(list, func(n outbox.Notice) bool { return !n.Recipient.Private() }), nil
}
