package registry

import (
	"fmt"
	"testing"
	"time"

	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/audit"
	"qunguan/reconcile/ledger"
	sqlaudit "qunguan/sql/audit"
)

var secret = []byte("0123456789abcdef0123456789abcdef")

func auditor(t *testing.T, s *Store, secret []byte, policy string) *sqlaudit.Auditor {
	t.Helper()
	return got(sqlaudit.NewAuditor(s.Store, secret, nil, policy))(t)
}

// month makes thirty days of runs: a case each day, a notice about it that is
// sent at the second attempt, steps, an exemption that ends, a part that is
// held and released. The run of every tenth day dies before it is sealed.
func month(t *testing.T, s *Store, a *sqlaudit.Auditor) {
	t.Helper()
	ctx := t.Context()
	exempt := got(s.AddExemption(ctx, ledger.Exemption{Rule: "group.zombie", Group: "G1", Reason: "汛期", Approver: "P1", From: "2026-11-01", Until: "2026-12-31"}, at(1, 8)))(t)
	for day := 1; day <= 30; day++ {
		run := got(s.StartRun(ctx, runAt(at(day, 9))))(t)
		must(t, s.CommitParts(ctx, part(newCase("G1", fmt.Sprint("a", day)))))
		sendAtSecondTry(t, s, fmt.Sprintf("msg_%02d", day), int64(day))
		switch day {
		case 12:
			must(t, s.CommitParts(ctx, reconcile.Part{Run: run, Job: "group-check", Unit: "U1", Moment: at(day, 9), Held: &reconcile.Held{
				Job: "group-check", Unit: "U1", HeldAt: at(day, 9), Trip: reconcile.GuardTrip{Reason: "too_many", New: 90},
			}}))
		case 15:
			must(t, s.ReleaseHeld(ctx, 1, "P9", "属实", at(day, 10)))
		case 17:
			must(t, s.CommitParts(ctx, reconcile.Part{Run: run, Job: "group-check", Unit: "U1", Moment: at(day, 9), Released: 1}))
		case 20:
			must(t, s.EndExemption(ctx, exempt, "2026-11-20", "P9"))
		}
		if day%10 == 0 {
			continue // killed: no end, no seal
		}
		must(t, s.FinishRun(ctx, run, at(day, 10), "ok", []byte(`{"job":"member-check"}`)))
		must(t, a.SealRun(ctx, run))
	}
	last := got(s.StartRun(ctx, runAt(at(30, 12))))(t)
	must(t, s.FinishRun(ctx, last, at(30, 13), "ok", []byte(`{}`)))
	must(t, a.SealRun(ctx, last))
}

func sendAtSecondTry(t *testing.T, s *Store, id string, about int64) {
	t.Helper()
	must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{pending(id, about)}))
	for _, end := range []outbox.State{outbox.Failed, outbox.Sent} {
		ends(t, s, claim(t, s, at(20, 9), id), nil, func(n *outbox.Notice) {
			n.State, n.LastError = end, map[outbox.State]string{outbox.Failed: "transient: 503"}[end]
			if end == outbox.Sent {
				n.SentAt, n.ToldAt = at(20, 9), at(20, 9)
			}
		})
	}
}

// records counts those of the journal.
func records(t *testing.T, s *Store) int {
	t.Helper()
	var n int
	must(t, s.DB.GetContext(t.Context(), &n, "SELECT COUNT(*) FROM audit_journal"))
	return n
}

func TestAnUndisturbedMonthVerifies(t *testing.T) { // covers S13.4
	each(t, func(t *testing.T, s *Store) {
		a := auditor(t, s, secret, "policy: 1")
		month(t, s, a)
		v := got(a.Verify(t.Context(), ""))(t)
		if len(v.Problems) > 0 || v.Unsealed > 0 || v.Seals != 28 || v.KeyedSince != 1 || v.Unkeyed != 0 {
			t.Fatalf("%+v", v)
		}
		if len(v.Journal.Problems) > 0 || v.Journal.Rows < 30+30+1+1 {
			t.Fatalf("%+v; want every case, step, exemption and held part as the journal has it", v.Journal)
		}
		// 30 cases, 30 steps, 30 notices, their ends, 60 attempts, 1 exemption and its end, 1 held part, 28 runs, 1 policy
		if want := 30 + 30 + 30 + 30 + 60 + 1 + 1 + 1 + 28 + 1 + records(t, s); v.Rows != want {
			t.Errorf("%d rows are sealed, want %d", v.Rows, want)
		}
		withCases(t, s, 1)
		if v = got(a.Verify(t.Context(), ""))(t); len(v.Problems) > 0 || v.Unsealed != 4 {
			t.Errorf("after a case that no seal covers yet: %+v; want the case, its step and the records of both unsealed", v)
		}
	})
}

func TestSmallSealsCoverTheSame(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		a := auditor(t, s, secret, "")
		a.PerSeal = 7
		withCases(t, s, 40)
		must(t, a.SealRun(t.Context(), 1))
		if v := got(a.Verify(t.Context(), ""))(t); len(v.Problems) > 0 || v.Unsealed > 0 || v.Rows != 80+records(t, s) || v.Seals != 6 {
			t.Errorf("%+v", v)
		}
	})
}

func TestARowThatIsCommittedAfterLaterOnesIsSealedWithTheNextRun(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		a := auditor(t, s, secret, "")
		withCases(t, s, 1)
		exec(t, s, "UPDATE case_steps SET id = 5 WHERE id = 1") // ids below are still being written by others
		must(t, a.SealRun(t.Context(), 1))
		exec(t, s, "INSERT INTO case_steps (id, case_id, run_id, at_ms, written_ms, state, actor, reason, note) VALUES (3, 1, 0, 1, 1, 'found', 'P1', 'note', '')")
		if v := got(a.Verify(t.Context(), ""))(t); len(v.Problems) > 0 || v.Unsealed != 1 {
			t.Errorf("before the next seal: %+v", v)
		}
		must(t, a.SealRun(t.Context(), 2))
		if v := got(a.Verify(t.Context(), ""))(t); len(v.Problems) > 0 || v.Unsealed != 0 || v.Rows != 3+records(t, s) {
			t.Errorf("after it: %+v", v)
		}
		s.Now = func() time.Time { return time.Now().Add(2 * audit.Patience) }
		must(t, a.SealRun(t.Context(), 3))
		exec(t, s, "INSERT INTO case_steps (id, case_id, run_id, at_ms, written_ms, state, actor, reason, note) VALUES (4, 1, 0, 1, 1, 'found', 'P1', 'note', '')")
		same(t, []audit.Problem{{Kind: audit.Added, Source: "case_steps", ID: 4, N: 1}}, got(a.Verify(t.Context(), ""))(t).Problems)
	})
}

func exec(t *testing.T, s *Store, statement string, args ...any) {
	t.Helper()
	_, err := s.DB.ExecContext(t.Context(), statement, args...)
	must(t, err)
}

func TestVerifyNamesWhatSomebodyDidToTheRegistry(t *testing.T) {
	one := func(p audit.Problem) []audit.Problem {
		p.N = max(p.N, 1)
		return []audit.Problem{p}
	}
	for _, c := range []struct {
		name string
		do   []string
		want []audit.Problem
	}{
		{
			"a step's words are changed",
			[]string{"UPDATE case_steps SET note = 'x' WHERE id = 5"},
			one(audit.Problem{Kind: audit.Changed, Source: "case_steps", ID: 5, Seal: 5}),
		},
		{
			"a step is dated back",
			[]string{"UPDATE case_steps SET written_ms = written_ms - 86400000 WHERE id = 5"},
			one(audit.Problem{Kind: audit.Changed, Source: "case_steps", ID: 5, Seal: 5}),
		},
		{
			"a notice's text is changed",
			[]string{"UPDATE notice_texts SET body = 'x' WHERE notice_seq = 3"},
			one(audit.Problem{Kind: audit.Changed, Source: "notices", ID: 3, Seal: 3}),
		},
		{
			"a notice is said to have been passed on",
			[]string{"UPDATE notices SET state = 'relayed', relayed_by = 'P1' WHERE seq = 3"},
			one(audit.Problem{Kind: audit.Changed, Source: "notice_outcomes", ID: 3, Seal: 3}),
		},
		{
			"an attempt's outcome is changed",
			[]string{"UPDATE notice_attempts SET outcome = 'sent' WHERE notice_id = 'msg_04' AND attempt = 1"},
			one(audit.Problem{Kind: audit.Changed, Source: "notice_attempts", ID: 4, Sub: 1, Seal: 4}),
		},
		{
			"a guard's release gets another name",
			[]string{"UPDATE held_parts SET released_by = 'P2'"},
			one(audit.Problem{Kind: audit.Changed, Source: "held_parts", ID: 1, Seal: 14}),
		},
		{
			"an exemption runs longer",
			[]string{"UPDATE exemptions SET until_on = '2027-12-31'"},
			one(audit.Problem{Kind: audit.Changed, Source: "exemptions", ID: 1, Seal: 1}),
		},
		{
			"an exemption did not end after all",
			[]string{"UPDATE exemptions SET ended_on = ''"},
			one(audit.Problem{Kind: audit.Changed, Source: "exemption_ends", ID: 1, Seal: 19}),
		},
		{
			"a case is about something else",
			[]string{"UPDATE cases SET rule = 'member.left' WHERE id = 9"},
			one(audit.Problem{Kind: audit.Changed, Source: "cases", ID: 9, Seal: 9}),
		},
		{
			"a run's end is changed",
			[]string{"UPDATE runs SET status = 'failed' WHERE id = 8"},
			one(audit.Problem{Kind: audit.Changed, Source: "runs", ID: 8, Seal: 8}),
		},
		{
			"the policy is another",
			[]string{"UPDATE policy_versions SET body = 'x'"},
			one(audit.Problem{Kind: audit.Changed, Source: "policy_versions", ID: 1, Seal: 1}),
		},
		{
			"a step is gone",
			[]string{"DELETE FROM case_steps WHERE id = 7"},
			one(audit.Problem{Kind: audit.Missing, Source: "case_steps", ID: 7, Seal: 7}),
		},
		{
			"an attempt is gone",
			[]string{"DELETE FROM notice_attempts WHERE notice_id = 'msg_04' AND attempt = 1"},
			one(audit.Problem{Kind: audit.Missing, Source: "notice_attempts", ID: 4, Sub: 1, Seal: 4}),
		},
		{
			"the last steps are gone",
			[]string{"DELETE FROM case_steps WHERE id > 27"},
			one(audit.Problem{Kind: audit.Cut, Source: "case_steps", ID: 28, To: 30, N: 3, Seal: 26}),
		},
		{
			"all runs are gone",
			[]string{"DELETE FROM runs"},
			one(audit.Problem{Kind: audit.Cut, Source: "runs", ID: 1, To: 31, N: 28, Seal: 1}),
		},
		{"two steps change places", []string{
			"UPDATE case_steps SET id = 1000 WHERE id = 5", "UPDATE case_steps SET id = 5 WHERE id = 6", "UPDATE case_steps SET id = 6 WHERE id = 1000",
		}, []audit.Problem{
			{Kind: audit.Moved, Source: "case_steps", ID: 5, From: 6, N: 1, Seal: 5}, {Kind: audit.Moved, Source: "case_steps", ID: 6, From: 5, N: 1, Seal: 6},
		}},
		{
			"a seal's moment is changed",
			[]string{"UPDATE audit_seals SET made_ms = made_ms + 1 WHERE id = 4"},
			one(audit.Problem{Kind: audit.SealChanged, ID: 4}),
		},
		{"a seal's MAC is changed", []string{"UPDATE audit_seals SET mac = chain WHERE id = 4"}, []audit.Problem{
			{Kind: audit.SealForged, ID: 4, N: 1}, {Kind: audit.SealChanged, ID: 5, N: 1},
		}},
		{"a seal is gone, and its list of marks", []string{"DELETE FROM audit_seals WHERE id = 28", "DELETE FROM audit_marks WHERE seal_id = 28"}, []audit.Problem{
			{Kind: audit.SealCut, ID: 28, To: 28, N: 1},
		}},
		{"a list of marks is gone", []string{"DELETE FROM audit_marks WHERE seal_id = 4 AND source = 'cases'"}, []audit.Problem{
			{Kind: audit.SealChanged, ID: 4, N: 1}, {Kind: audit.Added, Source: "cases", ID: 4, N: 1},
		}},
		{"a seal in the middle is gone", []string{"DELETE FROM audit_seals WHERE id = 4"}, []audit.Problem{
			{Kind: audit.SealMissing, ID: 4, N: 1},
			{Kind: audit.Added, Source: "cases", ID: 4, N: 1},
			{Kind: audit.Added, Source: "case_steps", ID: 4, N: 1},
			{Kind: audit.Added, Source: "notices", ID: 4, N: 1},
			{Kind: audit.Added, Source: "notice_outcomes", ID: 4, N: 1},
			{Kind: audit.Added, Source: "notice_attempts", ID: 4, Sub: 1, N: 1},
			{Kind: audit.Added, Source: "notice_attempts", ID: 4, Sub: 2, N: 1},
			{Kind: audit.Added, Source: "runs", ID: 4, N: 1},
			{Kind: audit.Added, Source: "audit_journal", ID: 24, N: 1},
			{Kind: audit.Added, Source: "audit_journal", ID: 25, N: 1},
			{Kind: audit.Added, Source: "audit_journal", ID: 26, N: 1},
			{Kind: audit.Added, Source: "audit_journal", ID: 27, N: 1},
			{Kind: audit.Added, Source: "audit_journal", ID: 28, N: 1},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, s *Store) {
				a := auditor(t, s, secret, "policy: 1")
				month(t, s, a)
				for _, statement := range c.do {
					exec(t, s, statement)
				}
				same(t, c.want, got(a.Verify(t.Context(), ""))(t).Problems)
			})
		})
	}
}

// forge is the most that an attacker can do who can write the database and reads the source code, but
// has no key: change a row and make all seals anew.
func forge(t *testing.T, s *Store, secret []byte) {
	t.Helper()
	month(t, s, auditor(t, s, []byte("the office's own key, kept away!"), ""))
	exec(t, s, "UPDATE case_steps SET note = 'x' WHERE id = 5")
	for _, statement := range []string{"DELETE FROM audit_marks", "DELETE FROM audit_seals", "DELETE FROM audit_journal", "DELETE FROM counters WHERE name = 'audit_seals'"} {
		exec(t, s, statement)
	}
	must(t, auditor(t, s, secret, "").SealRun(t.Context(), 31))
}

func TestAChainThatWasMadeAnewWithoutTheKeyIsNotBelieved(t *testing.T) {
	for _, c := range []struct {
		name   string
		secret []byte
		want   string
	}{
		{"without any key", nil, audit.SealUnkeyed},
		{"with a key of their own", []byte("ein anderer Schlüssel als der im"), audit.SealForeign},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, s *Store) {
				forge(t, s, c.secret)
				v := got(auditor(t, s, []byte("the office's own key, kept away!"), "").Verify(t.Context(), ""))(t)
				if len(v.Problems) != 1 || v.Problems[0].Kind != c.want || v.Problems[0].ID != 1 {
					t.Errorf("%+v, want %s of seal 1", v.Problems, c.want)
				}
			})
		})
	}
}

func TestAPolicyIsKeptOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		for i, policy := range []string{"a", "b", "a", "b"} {
			must(t, auditor(t, s, secret, policy).SealRun(t.Context(), int64(i)))
		}
		seals := got(sqlaudit.SealTable.All(t.Context(), s.DB, " ORDER BY id"))(t)
		var versions []int64
		for _, seal := range seals {
			versions = append(versions, seal.Policy)
		}
		same(t, []int64{1, 2, 1, 2}, versions)
		same(t, 2+records(t, s), got(auditor(t, s, secret, "").Verify(t.Context(), ""))(t).Rows)
	})
}
