package ledger

import (
	"context"
	"slices"
	"time"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/sql/base"
)

// EachStep gives the steps of all cases up to the moment (zero = all), by case,
// each case's oldest first. fn must not write to the store.
func (s *Store) EachStep(ctx context.Context, until time.Time, fn func(ledger.Step) error) error {
	return StepTable.Read(ctx, s.DB, fn, " WHERE at_ms <= ? ORDER BY case_id, id", base.UntilMS(until))
}

// personNotice is the part of a notice to a person that the burden report counts.
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

// CasesAfter lists cases by number, beyond the one and at most so many: with a
// moment only those with a step that was written since.
func (s *Store) CasesAfter(ctx context.Context, after int64, since time.Time, atMost int) ([]ledger.Case, error) {
	tail, args := " WHERE id > ?", []any{after}
	if !since.IsZero() {
		tail, args = tail+" AND (SELECT MAX(written_ms) FROM case_steps WHERE case_id = cases.id) >= ?", append(args, base.MS(since))
	}
	return CaseTable.All(ctx, s.DB, tail+" ORDER BY id LIMIT ?", append(args, atMost)...)
}

// NoticesAfter lists notices in the order in which they were made, beyond the
// one of the id (empty = from the first) and at most so many: with a moment only
// those made since.
func (s *Store) NoticesAfter(ctx context.Context, after string, since time.Time, atMost int) ([]outbox.Notice, error) {
	var ids []string
	err := s.DB.SelectContext(ctx, &ids, "SELECT id FROM notices WHERE seq > COALESCE((SELECT MAX(seq) FROM notices WHERE id = ?), 0) AND created_ms >= ? ORDER BY seq LIMIT ?",
		after, base.MS(since), atMost)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	list, err := s.Notices(ctx, outbox.Filter{IDs: ids})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b outbox.Notice) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return list, nil
}
