package ledger

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/journal"
)

// NotificationTable is the notifications of cases and groups: due, given or skipped.
var NotificationTable = base.Table[ledger.Notification]{
	Name: "tellings", Keys: 7,
	Columns: []string{"case_id", "life", "group_code", "rung_kind", "rung_step", "rung_target", "rung_office", "day_on", "to_type", "to_code", "by_phone", "state", "reason", "notice_id", "told_on", "for_code"},
	Fields: func(t *ledger.Notification) []any {
		return []any{&t.Case, &t.Life, &t.Group, &t.Rung.Kind, &t.Rung.Step, &t.Rung.Target, &t.Rung.Office, &t.Day, &t.ToType, &t.To, &t.Phone, &t.State, &t.Reason, &t.Notice, &t.ToldOn, &t.For}
	},
}

// ByRung continues an order so that it is always the same.
const ByRung = ", rung_kind, rung_step, rung_target, rung_office"

// ofOpenCases picks the notifications of the present life of open cases.
const ofOpenCases = "EXISTS (SELECT 1 FROM cases WHERE cases.id = tellings.case_id AND cases.life = tellings.life" +
	" AND cases.state NOT IN ('closed', 'exempt'))"

// OpenNotifications lists the notifications of open cases since they were (re)opened, by
// case.
func (s *Store) OpenNotifications(ctx context.Context) (map[int64][]ledger.Notification, error) {
	of := map[int64][]ledger.Notification{}
	err := NotificationTable.Read(ctx, s.DB, func(t ledger.Notification) error {
		of[t.Case] = append(of[t.Case], t)
		return nil
	}, " WHERE "+ofOpenCases)
	return of, err
}

// CaseNotifications lists everything that was recorded of one case, in all its
// lives.
func (s *Store) CaseNotifications(ctx context.Context, id int64) ([]ledger.Notification, error) {
	return NotificationTable.All(ctx, s.DB, " WHERE case_id = ? AND case_id > 0 ORDER BY life, day_on"+ByRung, id)
}

// PendingNotifications lists the notifications that compose needs: the due ones of open
// cases, their prior notices that were given, and all about groups that end
// soon.
func (s *Store) PendingNotifications(ctx context.Context) ([]ledger.Notification, error) {
	type key struct {
		id    int64
		life  int
		group string
		rung  ledger.Rung
	}
	found := map[key]ledger.Notification{}
	// One question for each index. A notification that is given between two of them
	// is found by both, and the later answer is right.
	for _, which := range []string{"case_id = 0", "case_id > 0 AND state = 'due' AND " + ofOpenCases, "case_id > 0 AND rung_kind = '" + string(ledger.PriorNotice) + "' AND " + ofOpenCases} {
		err := NotificationTable.Read(ctx, s.DB, func(t ledger.Notification) error {
			found[key{t.Case, t.Life, t.Group, t.Rung}] = t
			return nil
		}, " WHERE "+which)
		if err != nil {
			return nil, err
		}
	}
	return slices.SortedFunc(maps.Values(found), func(a, b ledger.Notification) int {
		return cmp.Or(cmp.Compare(a.Case, b.Case), cmp.Compare(a.Life, b.Life), cmp.Compare(a.Group, b.Group), cmp.Compare(a.Rung.Kind, b.Rung.Kind), cmp.Compare(a.Rung.Name(), b.Rung.Name()))
	}), nil
}

// RecordNotifications writes the decisions of escalate, with a step for each, in one transaction;
// ledger.ErrMoved if one of them was recorded meanwhile.
func (s *Store) RecordNotifications(ctx context.Context, run int64, notifications []ledger.Notification, steps []ledger.Step) error {
	err := s.DB.Tx(ctx, func(tx *dbconn.Tx) error {
		if err := NotificationTable.Insert(ctx, tx, notifications); err != nil {
			if dbconn.IsDuplicate(err) {
				return fmt.Errorf("%w: %w", ledger.ErrMoved, err)
			}
			return err
		}
		return s.writeSteps(ctx, tx, run, steps)
	})
	if err != nil {
		return fmt.Errorf("record tellings: %w", err)
	}
	return nil
}

// bindNotifications notes the notifications that a notice tells. Only the notice's own telling can
// end most of them, and a withdrawn notice never tells; but a call may be noted at any moment, and
// must not become due again by a plan that was made before.
func bindNotifications(ctx context.Context, tx *dbconn.Tx, notices []outbox.Notice) error {
	var all []ledger.Notification
	for _, n := range notices {
		for _, t := range n.Notifications {
			t.State, t.Notice = ledger.NotificationDue, n.ID
			if !t.Phone {
				all = append(all, t)
				continue
			}
			res, err := tx.ExecContext(ctx, "UPDATE tellings SET notice_id = ? WHERE case_id = ? AND life = ? AND group_code = ?"+
				" AND rung_kind = ? AND rung_step = ? AND rung_target = ? AND rung_office = ? AND state = 'due'",
				n.ID, t.Case, t.Life, t.Group, string(t.Rung.Kind), t.Rung.Step, t.Rung.Target, t.Rung.Office)
			if err != nil {
				return fmt.Errorf("note the task to call: %w", err)
			}
			if changed, err := res.RowsAffected(); err != nil || changed == 0 {
				continue
			}
			key := []any{t.Case, int64(t.Life), t.Group, string(t.Rung.Kind), t.Rung.Step, t.Rung.Target, t.Rung.Office}
			if err := journal.Set(tx, NotificationTable.Name, key, []string{"notice_id"}, []any{n.ID}); err != nil {
				return err
			}
		}
	}
	return NotificationTable.Upsert(ctx, tx, all)
}

// noteCall ends the due tasks to call on a case: the person's note says that
// they called (S4.6). A notice with all its calls made is relayed.
func (s *Store) noteCall(ctx context.Context, tx *dbconn.Tx, c *ledger.Case, note ledger.Step) ([]ledger.Step, error) {
	calls, err := NotificationTable.All(ctx, tx, " WHERE case_id = ? AND life = ? AND by_phone = 1 AND state = 'due' ORDER BY day_on"+ByRung+tx.Dialect.ForUpdate(), c.ID, c.Life)
	if err != nil || len(calls) == 0 {
		return nil, err
	}
	after, calls, steps := ledger.Tell(*c, calls, ledger.SentNotice{By: note.By, At: note.At, On: workgroup.DateOf(note.At)})
	*c = after
	if err := NotificationTable.Upsert(ctx, tx, calls); err != nil {
		return nil, err
	}
	for _, t := range calls {
		res, err := tx.ExecContext(ctx, "UPDATE notices SET state = 'relayed', relayed_by = ?, sent_ms = ?, told_ms = ?, version = version + 1"+allCalled,
			note.By, base.MS(note.At), base.MS(note.At), t.Notice)
		if err == nil {
			if n, e := res.RowsAffected(); e == nil && n == 1 {
				err = noteMoved(tx, []string{t.Notice}, movable{state: string(outbox.Relayed), sent: base.MS(note.At), told: base.MS(note.At), relayedBy: note.By})
			}
		}
		if err != nil {
			return nil, fmt.Errorf("note that the calls of notice %s were made: %w", t.Notice, err)
		}
	}
	return steps, nil
}

// allCalled picks a notice, by its id, whose calls were all made. The state is no condition of the inner
// statement, as in boundTo.
const allCalled = " WHERE id = ? AND state = 'manual' AND 'due' NOT IN (SELECT t.state FROM tellings t WHERE t.notice_id = notices.id)"

// LastHeard gives when the newest notice was made for each of the people that left, or was passed on
// by hand; absent: none did.
func (s *Store) LastHeard(ctx context.Context, people []string) (map[string]time.Time, error) {
	heard := map[string]time.Time{}
	for chunk := range slices.Chunk(people, base.InList) {
		if err := s.lastHeard(ctx, chunk, heard); err != nil {
			return nil, fmt.Errorf("read the newest notices of people: %w", err)
		}
	}
	return heard, nil
}

func (s *Store) lastHeard(ctx context.Context, people []string, heard map[string]time.Time) error {
	rows, err := s.DB.QueryContext(ctx, "SELECT recipient, MAX(created_ms) FROM notices WHERE recipient_type = 'person'"+
		" AND kind IN ('reminder', 'escalation') AND state IN ('sending', 'sent', 'uncertain', 'relayed', 'failed')"+
		" AND recipient IN ("+dbconn.In(len(people))+") GROUP BY recipient", base.Args(people)...)
	if err != nil {
		return err
	}
	defer base.CloseRows(rows)
	for rows.Next() {
		var person string
		var at int64
		if err := rows.Scan(&person, &at); err != nil {
			return err
		}
		heard[person] = base.FromMS(at)
	}
	return rows.Err()
}
