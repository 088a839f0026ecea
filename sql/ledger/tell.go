package ledger

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// dueContent also has what the notice will tell when it is sent. Both are written when a notice is made,
// and never later: the transaction of a turn, for which others wait, need not look for them.
type dueContent struct {
	content

	cases []int64
	bound bool // notifications were bound to it; where it has cases, they may have been
}

// tellings finds what due notices will tell.
func tellings(ctx context.Context, db *dbconn.DB, notices []outbox.Notice) error {
	by := make(map[string]*dueContent, len(notices))
	ids := make([]string, len(notices))
	for i := range notices {
		n := &notices[i]
		by[n.ID], _ = n.Unread.(*dueContent)
		ids[i] = n.ID
	}
	for chunk := range slices.Chunk(ids, base.InList) {
		which, args := db.Dialect.Among(base.Args(chunk))
		err := linkTable.Read(ctx, db, func(l noticeCase) error {
			c := by[l.notice]
			c.cases, c.bound = append(c.cases, l.caseID), true
			return nil
		}, " WHERE notice_id"+which+" ORDER BY notice_id, case_id", args...)
		if err != nil {
			return err
		}
		var alone []any // about no case, but perhaps about a group
		for _, id := range chunk {
			if !by[id].bound {
				alone = append(alone, id)
			}
		}
		if len(alone) == 0 {
			continue
		}
		which, args = db.Dialect.Among(alone)
		err = boundTable.Read(ctx, db, func(id string) error { by[id].bound = true; return nil }, " WHERE notice_id"+which, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// boundTable is the notices of notifications.
var boundTable = base.Table[string]{
	Name: "tellings", Columns: []string{"notice_id"},
	Fields: func(id *string) []any { return []any{id} },
}

// tell applies told notices to their cases and notifications, and writes them (ledger.Tell).
func (s *Store) tell(ctx context.Context, tx *dbconn.Tx, changes []outbox.Change) error {
	var all []ledger.SentNotice
	var ids, unknown []string
	links := map[string][]int64{}
	for i := range changes {
		c := &changes[i]
		due, known := c.Notice.Unread.(*dueContent)
		if c.Told == nil || known && !due.bound {
			continue
		}
		told := *c.Told
		told.Notice = c.Notice.ID
		all, ids = append(all, told), append(ids, told.Notice)
		if known {
			links[told.Notice] = due.cases
		} else {
			unknown = append(unknown, told.Notice)
		}
	}
	if len(all) == 0 {
		return nil
	}
	cases, err := casesOf(ctx, tx, unknown, links)
	if err != nil {
		return err
	}
	bound, err := boundNotifications(ctx, tx, ids)
	if err != nil {
		return err
	}
	before := maps.Clone(cases)
	var done []ledger.Notification
	var steps []ledger.Step
	for _, told := range all {
		for _, id := range links[told.Notice] {
			after, notifications, more := ledger.Tell(cases[id], bound[boundKey{told.Notice, id}], told)
			cases[id], done, steps = after, append(done, notifications...), append(steps, more...)
			delete(bound, boundKey{told.Notice, id})
		}
		// A notification about a group has no case to move.
		done = append(done, told.Of(bound[boundKey{told.Notice, 0}])...)
	}
	if err := NotificationTable.Upsert(ctx, tx, done); err != nil {
		return err
	}
	if err := updateTold(ctx, tx, before, cases); err != nil {
		return err
	}
	slices.SortStableFunc(steps, func(a, b ledger.Step) int { return cmp.Compare(a.CaseID, b.CaseID) })
	return s.writeSteps(ctx, tx, 0, steps)
}

// toldColumns are the columns of a case that a told notice can change.
type toldColumns struct {
	told, due       workgroup.Date
	at              int64
	reminders, rung int
}

func toldColumnsOf(c ledger.Case) toldColumns {
	return toldColumns{c.ToldOn, c.DueOn, base.MS(c.ToldAt), c.Reminders, c.Rung}
}

// updateTold writes the cases that moved; those that become alike by one
// statement.
func updateTold(ctx context.Context, tx *dbconn.Tx, before, after map[int64]ledger.Case) error {
	alike := map[toldColumns][]int64{}
	for id, c := range after {
		if t := toldColumnsOf(c); t != toldColumnsOf(before[id]) {
			alike[t] = append(alike[t], id)
		}
	}
	for t, ids := range alike {
		for chunk := range slices.Chunk(ids, base.InList) {
			which, args := tx.Dialect.Among(base.Args(chunk))
			_, err := tx.ExecContext(ctx, "UPDATE cases SET told_on = ?, told_ms = ?, due_on = ?, reminders = ?, rung = ? WHERE id"+which,
				append([]any{string(t.told), t.at, string(t.due), t.reminders, t.rung}, args...)...)
			if err != nil {
				return fmt.Errorf("note that cases were told: %w", err)
			}
			for _, id := range chunk {
				was, now := before[id], before[id]
				now.ToldOn, now.ToldAt, now.DueOn, now.Reminders, now.Rung = t.told, base.FromMS(t.at), t.due, t.reminders, t.rung
				if err := CaseTable.NoteDifferences(tx, &was, &now); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// boundKey is a notice and one of its cases; 0 is none.
type boundKey struct {
	notice string
	id     int64
}

// boundNotifications reads and locks the due notifications that the notices were made
// for.
func boundNotifications(ctx context.Context, tx *dbconn.Tx, notices []string) (map[boundKey][]ledger.Notification, error) {
	bound := map[boundKey][]ledger.Notification{}
	for chunk := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(notices))), base.InList) {
		which, args := boundTo(tx.Dialect, chunk)
		list, err := NotificationTable.All(ctx, tx, which+tx.Dialect.ForUpdate(), args...)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			if t.State == ledger.NotificationDue {
				key := boundKey{t.Notice, t.Case}
				bound[key] = append(bound[key], t)
			}
		}
	}
	return bound, nil
}

// boundTo picks the notifications of notices, in their order. The state is no condition of it: SQLite
// would look through all that are due in the county, once for each turn of the delivery.
func boundTo(d dbconn.Dialect, notices []string) (which string, args []any) {
	which, args = d.Among(base.Args(notices))
	return " WHERE notice_id" + which + " ORDER BY case_id, life, group_code" + ByRung, args
}

// casesOf reads the cases of notices and locks them, by id. It adds to the links those of notices whose
// cases are not known yet.
func casesOf(ctx context.Context, tx *dbconn.Tx, unknown []string, links map[string][]int64) (map[int64]ledger.Case, error) {
	for chunk := range slices.Chunk(unknown, base.InList) {
		which, args := tx.Dialect.Among(base.Args(chunk))
		err := linkTable.Read(ctx, tx, func(l noticeCase) error {
			links[l.notice] = append(links[l.notice], l.caseID)
			return nil
		}, " WHERE notice_id"+which+" ORDER BY notice_id, case_id", args...)
		if err != nil {
			return nil, err
		}
	}
	ids := slices.Compact(slices.Sorted(func(yield func(int64) bool) {
		for _, list := range links {
			for _, id := range list {
				if !yield(id) {
					return
				}
			}
		}
	}))
	cases := make(map[int64]ledger.Case, len(ids))
	for chunk := range slices.Chunk(ids, base.InList) {
		which, args := tx.Dialect.Among(base.Args(chunk))
		err := CaseTable.Read(ctx, tx, func(c ledger.Case) error { cases[c.ID] = c; return nil },
			" WHERE id"+which+" ORDER BY id"+tx.Dialect.ForUpdate(), args...)
		if err != nil {
			return nil, err
		}
	}
	return cases, nil
}
