package registry

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"qunguan/jobs"
	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

func TestWhatContradictsItselfInTheRegistryIsFound(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 2)
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{pending("m1", 1)}))
		bring{members: []intake.MemberRow{row("G1", "wx_a", "张伟", at(20, 9)), row("G1", "wx_b", "王芳", at(20, 9))}}.into(t, s)
		kinds := func() []string {
			found := got(jobs.CheckConsistency(t.Context(), s.WalkBooks))(t)
			if found.Cases != 2 || found.Notices != 1 {
				t.Errorf("walked through %d cases and %d notices, want 2 and 1", found.Cases, found.Notices)
			}
			return flawKinds(found)
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
			{"UPDATE rosters SET member_count = 2", "", []string{ledger.FlawKey, outbox.FlawForgotten}},
			{"UPDATE roster_documents SET content = 'QGR" + "\x01" + "damaged'", "", []string{ledger.FlawKey, outbox.FlawForgotten, ledger.FlawRoster}},
			{"UPDATE roster_documents SET content = 'QGR9newer'", "", []string{ledger.FlawKey, outbox.FlawForgotten, ledger.FlawRosterNewer}},
			{"DELETE FROM rosters", "DELETE FROM roster_documents", []string{ledger.FlawKey, outbox.FlawForgotten, ledger.FlawRosterRows}},
			{"INSERT INTO tellings (case_id, life, group_code, rung_kind, rung_step, rung_target, rung_office, day_on, to_type, to_code, by_phone, state, reason, notice_id, told_on)" +
				" VALUES (99, 0, '', 'first', '', 'responsible', '', '2026-11-20', 'person', 'P1', 0, 'due', '', '', '')", "", []string{ledger.FlawKey, outbox.FlawForgotten, ledger.FlawNoCase}},
		} {
			for _, stmt := range []string{c.harm, c.mend} {
				if stmt == c.mend {
					same(t, c.want, kinds())
				}
				if stmt != "" {
					_, err := s.DB.Exec(stmt)
					must(t, err)
				}
			}
		}
	})
}

// TestWhatContradictsItselfInRunsIsFound harms a tick, its run of three parts
// and the lease as a bug of each kind would.
func TestWhatContradictsItselfInRunsIsFound(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		tick := jobs.Tick{Job: "member-check", Nominal: at(20, 9)}
		same(t, true, got(s.ClaimTick(t.Context(), tick, at(20, 10), at(20, 11), "h:1:x"))(t))
		run := got(s.StartRun(t.Context(), reconcile.RunRecord{Job: tick.Job, Moment: at(20, 10), Tick: true, StartedAt: at(20, 10)}))(t)
		must(t, s.FinishRun(t.Context(), run, at(20, 9), "ok", []byte("{}"))) // the clock was set back meanwhile
		must(t, s.FinishTick(t.Context(), tick, at(20, 9), "ok"))
		exec := func(stmt string) {
			if _, err := s.DB.Exec(stmt); err != nil {
				t.Fatalf("%s: %v", stmt, err)
			}
		}
		exec("INSERT INTO leases (name, holder, token, until_at) VALUES ('scheduler', 'h:1:x', 3, '2026-11-20 09:00:00')")
		for seq, units := range []string{"'A', 'B'", "'C', 'C'", "'D', 'F'"} {
			exec(fmt.Sprintf("INSERT INTO run_parts (run_id, seq, job, nominal_ms, at_ms, basis, first_unit, last_unit, holder, token, until_at, finished_ms, report)"+
				" VALUES (%d, %d, 'member-check', %d, %d, 'b', %s, 'h:1:x', 1, '2026-11-20 09:00:00', %d, '{}')", run, seq+1, base.MS(at(20, 9)), base.MS(at(20, 10)), units, base.MS(at(20, 10))))
		}
		kinds := func() []string { return flawKinds(got(jobs.CheckConsistency(t.Context(), s.WalkBooks))(t)) }
		same(t, []string(nil), kinds())
		hour := fmt.Sprint(base.MS(at(20, 9)))
		for _, c := range []struct{ harm, mend, want string }{
			{"UPDATE leases SET token = 0", "UPDATE leases SET token = 3", jobs.FlawLeaseHalf},
			{"UPDATE ticks SET outcome = ''", "UPDATE ticks SET outcome = 'ok'", jobs.FlawTickHalf},
			{"UPDATE ticks SET claimed_by = ''", "UPDATE ticks SET claimed_by = 'h:1:x'", jobs.FlawTickHalf},
			{"UPDATE ticks SET nominal_ms = claimed_ms + 1", "UPDATE ticks SET nominal_ms = " + hour, jobs.FlawTickEarly},
			{"UPDATE ticks SET finished_ms = claimed_ms - 1", "UPDATE ticks SET finished_ms = claimed_ms", jobs.FlawTickEnd},
			{"UPDATE runs SET by_tick = 0", "UPDATE runs SET by_tick = 1", jobs.FlawTickRun},
			{"UPDATE runs SET job = 'compose'", "UPDATE runs SET job = 'member-check'", jobs.FlawPartRun},
			{"UPDATE runs SET status = ''", "UPDATE runs SET status = 'ok'", jobs.FlawRunHalf},
			{"UPDATE runs SET finished_ms = started_ms - 1", "UPDATE runs SET finished_ms = started_ms", jobs.FlawRunEnd},
			{"UPDATE run_parts SET finished_ms = 0, report = '' WHERE seq = 2", "UPDATE run_parts SET finished_ms = " + hour + ", report = '{}' WHERE seq = 2", jobs.FlawRunOpen},
			{"UPDATE run_parts SET run_id = 99 WHERE seq = 1", "UPDATE run_parts SET run_id = 1", jobs.FlawPartRun},
			{"UPDATE run_parts SET at_ms = 5 WHERE seq = 3", "UPDATE run_parts SET at_ms = " + fmt.Sprint(base.MS(at(20, 10))), jobs.FlawPartRun},
			{"UPDATE run_parts SET nominal_ms = 5 WHERE seq = 3", "UPDATE run_parts SET nominal_ms = " + hour, jobs.FlawPartTick},
			{"UPDATE run_parts SET report = '' WHERE seq = 2", "UPDATE run_parts SET report = '{}'", jobs.FlawPartHalf},
			{"UPDATE run_parts SET token = 0 WHERE seq = 2", "UPDATE run_parts SET token = 1", jobs.FlawPartHalf},
			{"UPDATE run_parts SET last_unit = 'E' WHERE seq = 2", "UPDATE run_parts SET last_unit = 'C' WHERE seq = 2", jobs.FlawPartRange},
			{"DELETE FROM run_parts WHERE seq = 1", "DELETE FROM run_parts", jobs.FlawPartRange},
		} {
			exec(c.harm)
			if found := kinds(); !slices.Contains(found, c.want) {
				t.Errorf("%s: found %v, want %s", c.harm, found, c.want)
			}
			exec(c.mend)
			same(t, []string(nil), kinds())
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
		must(t, s.WalkBooks(t.Context(), jobs.BookReader{
			Case: func(ledger.CaseFile) {
				must(t, s.DB.Tx(context.Background(), func(tx *dbconn.Tx) error {
					_, err := tx.ExecContext(t.Context(), "UPDATE notices SET attempts = 1")
					return err
				}))
			},
			Notice: func(f outbox.File) { notices += 1 + f.Notice.Attempts },
			Flaw:   func(f ledger.Flaw) { t.Errorf("%+v", f) },
			Run:    func(jobs.RunFile) {},
		}))
		if notices != 1 {
			t.Errorf("saw what was written while it was reading, or nothing: %d", notices)
		}
	})
}

// The answer to a COMMIT got lost: a process that records the same once more has not lost its own
// write.
func TestWhatWasRecordedBeforeIsNotLost(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		withCases(t, s, 1)
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{pending("m1", 1)}))
		n := notice(t, s, "m1")
		n.State, n.LastError = outbox.Dead, "permanent: gone"
		for range 2 {
			same(t, 0, len(got(s.Turn(t.Context(), outbox.Turn{Changes: []outbox.Change{{Notice: n}}}))(t).Lost))
		}
		n.State = outbox.Manual
		same(t, []string{"m1"}, got(s.Turn(t.Context(), outbox.Turn{Changes: []outbox.Change{{Notice: n}}}))(t).Lost)
	})
}

// flawKinds are the kinds of what was found, each once.
func flawKinds(found jobs.Consistency) []string {
	var list []string
	for _, f := range found.Flaws {
		list = append(list, f.Kind)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
