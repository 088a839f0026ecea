package registry

import (
	"context"
	"slices"
	"testing"

	"qunguan/jobs"
	"qunguan/notify/outbox"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/sql/dbconn"
)

func TestWhatContradictsItselfInTheRegistryIsFound(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 2)
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{pending("m1", 1)}))
		bring{members: []intake.MemberRow{row("G1", "wx_a", "张伟", at(20, 9)), row("G1", "wx_b", "王芳", at(20, 9))}}.into(t, s)
		kinds := func() []string {
			found := got(jobs.CheckConsistency(t.Context(), s))(t)
			if found.Cases != 2 || found.Notices != 1 {
				t.Errorf("walked through %d cases and %d notices, want 2 and 1", found.Cases, found.Notices)
			}
			var list []string
			for _, f := range found.Flaws {
				list = append(list, f.Kind)
			}
			slices.Sort(list)
			return slices.Compact(list)
		}
		same(t, []string(nil), kinds())
		for _, c := range []struct {
			harm, mend string
			want       []string
		}{
			{"UPDATE cases SET state = 'handling' WHERE id = 1", "UPDATE cases SET state = 'found' WHERE id = 1", []string{ledger.FlawState}},
			{"UPDATE cases SET subject_key = 'x' WHERE id = 2", "", []string{ledger.FlawKey}},
			{"UPDATE notices SET wake_ms = 0", "", []string{ledger.FlawKey, outbox.FlawForgotten}},
			{"UPDATE rosters SET member_count = 3", "", []string{ledger.FlawKey, outbox.FlawForgotten, ledger.FlawRosterRows}},
			{"DELETE FROM rosters", "DELETE FROM roster_members", []string{ledger.FlawKey, outbox.FlawForgotten, ledger.FlawRosterRows}},
			{"INSERT INTO tellings (case_id, life, group_code, rung, day_on, to_type, to_code, by_phone, state, reason, notice_id, told_on)" +
				" VALUES (99, 0, '', 'first', '2026-11-20', 'person', 'P1', 0, 'due', '', '', '')", "", []string{ledger.FlawKey, outbox.FlawForgotten, ledger.FlawNoCase}},
		} {
			for _, stmt := range []string{c.harm, c.mend} {
				if stmt == c.mend {
					same(t, c.want, kinds())
				}
				if stmt != "" {
					_, err := s.db.Exec(stmt)
					must(t, err)
				}
			}
		}
	})
}

// A check that takes long must find one moment's registry, and must not keep
// anybody from writing meanwhile.
func TestTheBooksAreReadAsTheyStoodAtOneMoment(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 1)
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{pending("m1", 1)}))
		notices := 0
		must(t, s.WalkBooks(t.Context(), func(ledger.CaseFile) {
			must(t, s.db.Tx(context.Background(), func(tx *dbconn.Tx) error {
				_, err := tx.ExecContext(t.Context(), "UPDATE notices SET attempts = 1")
				return err
			}))
		}, func(f outbox.File) { notices += 1 + f.Notice.Attempts }, func(f ledger.Flaw) { t.Errorf("%+v", f) }))
		if notices != 1 {
			t.Errorf("saw what was written while it was reading, or nothing: %d", notices)
		}
	})
}

// The answer to a COMMIT got lost: whoever records the same once more has not
// lost what it wrote itself.
func TestWhatWasRecordedBeforeIsNotLost(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 1)
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{pending("m1", 1)}))
		n := notice(t, s, "m1")
		n.State, n.LastError = outbox.Dead, "permanent: gone"
		for range 2 {
			same(t, 0, len(got(s.Record(t.Context(), []outbox.Change{{Notice: n}}))(t)))
		}
		n.State = outbox.Manual
		same(t, []string{"m1"}, got(s.Record(t.Context(), []outbox.Change{{Notice: n}}))(t))
	})
}
