package ledger

import (
	"context"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/sql/base"
)

// EachStep gives the steps of all cases up to the moment (zero = all), by case,
// each case's oldest first. fn must not write to the store.
func (s *Store) EachStep(ctx context.Context, until time.Time, fn func(ledger.Step) error) error {
	return StepTable.Read(ctx, s.DB, fn, " WHERE at_ms <= ? ORDER BY case_id, id", base.UntilMS(until))
}

// personNotice is what burden asks of a notice to a person.
type personNotice struct {
	person     string
	sent, told time.Time
}

var personNoticeTable = base.Table[personNotice]{
	Name: "notices", Columns: []string{"recipient", "sent_ms", "told_ms"},
	Fields: func(n *personNotice) []any { return []any{&n.person, base.Moment(&n.sent), base.Moment(&n.told)} },
}

// EachPersonNotice gives the recipient and moment of every notice to a person
// after the first moment and up to the second that was accepted, passed on by
// hand, or tried twice. fn must not write to the store.
func (s *Store) EachPersonNotice(ctx context.Context, after, until time.Time, fn func(person string, at time.Time) error) error {
	return personNoticeTable.Read(ctx, s.DB, func(n personNotice) error {
		at := n.sent
		if at.IsZero() {
			at = n.told
		}
		return fn(n.person, at)
	}, " WHERE recipient_type = 'person' AND (sent_ms > ? AND sent_ms <= ? OR sent_ms = 0 AND told_ms > ? AND told_ms <= ?) ORDER BY seq",
		base.MS(after), base.UntilMS(until), base.MS(after), base.UntilMS(until))
}
