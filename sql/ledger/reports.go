package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
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

// Flow counts cases by day and unit: how many were opened, how many of those
// are open still, and how many were closed, from the day on. within = nil counts
// all.
func (s *Store) Flow(ctx context.Context, from workgroup.Date, w *ledger.Within) ([]ledger.Flow, error) {
	clause, args := "", []any{}
	if w != nil {
		clause, args = within(w)
		clause = " AND " + clause
	}
	var list []ledger.Flow
	// Cases that are open still are told whatever their age: it is what they
	// are asked for.
	err := s.flow(ctx, "SELECT opened_on, unit, COUNT(*), SUM(CASE WHEN state NOT IN ('closed', 'exempt') THEN 1 ELSE 0 END) FROM cases"+
		" WHERE (opened_on >= ? OR state NOT IN ('closed', 'exempt'))"+clause+" GROUP BY opened_on, unit", append([]any{string(from)}, args...),
		func(day workgroup.Date, unit string, n, open int) {
			list = append(list, ledger.Flow{Day: day, Unit: unit, Opened: n, Open: open})
		})
	if err != nil {
		return nil, err
	}
	err = s.flow(ctx, "SELECT closed_on, unit, COUNT(*), 0 FROM cases WHERE state = 'closed' AND closed_on >= ?"+clause+" GROUP BY closed_on, unit", append([]any{string(from)}, args...),
		func(day workgroup.Date, unit string, n, _ int) {
			list = append(list, ledger.Flow{Day: day, Unit: unit, Closed: n})
		})
	return list, err
}

func (s *Store) flow(ctx context.Context, query string, args []any, each func(day workgroup.Date, unit string, n, open int)) error {
	rows, err := s.DB.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("count cases by day: %w", err)
	}
	defer base.CloseRows(rows)
	for rows.Next() {
		var day workgroup.Date
		var unit string
		var n, open int
		if err := rows.Scan(&day, &unit, &n, &open); err != nil {
			return fmt.Errorf("count cases by day: %w", err)
		}
		each(day, unit, n, open)
	}
	return rows.Err()
}

// CasesAfter lists cases by number, beyond the one and at most so many: with a
// moment only those with a step that was written since.
func (s *Store) CasesAfter(ctx context.Context, after int64, since time.Time, atMost int) ([]ledger.Case, error) {
	tail, args := " WHERE id > ?", []any{after}
	if !since.IsZero() {
		tail, args = tail+" AND EXISTS (SELECT 1 FROM case_steps st WHERE st.case_id = cases.id AND st.written_ms >= ?)", append(args, base.MS(since))
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
