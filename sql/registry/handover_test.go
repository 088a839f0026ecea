package registry

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"qunguan/reconcile/audit"
	sqlaudit "qunguan/sql/audit"
)

var (
	nextSecret  = []byte("fedcba9876543210fedcba9876543210")
	forgeSecret = []byte("ein anderer Schluessel, 32 Bytes")
)

func rotating(t *testing.T, s *Store, current, previous []byte) *sqlaudit.Auditor {
	t.Helper()
	return got(sqlaudit.NewAuditor(s.Store, current, previous, ""))(t)
}

func refusedAs(t *testing.T, err error, kind string, seal int64) {
	t.Helper()
	r, ok := errors.AsType[*audit.Refusal](err)
	if !ok || r.Kind != kind || r.Seal != seal {
		t.Fatalf("sealing: %v, want a refusal: %s of seal %d", err, kind, seal)
	}
}

func sealsOf(t *testing.T, s *Store) int {
	t.Helper()
	return len(got(sqlaudit.SealTable.All(t.Context(), s.DB, ""))(t))
}

// kinds of what verify finds, in its order.
func kinds(t *testing.T, a *sqlaudit.Auditor) string {
	t.Helper()
	var list []string
	for _, p := range got(a.Verify(t.Context(), ""))(t).Problems {
		list = append(list, fmt.Sprintf("%s %d", p.Kind, p.ID))
	}
	return strings.Join(list, ", ")
}

// launder is the work of an attacker with the database and the source code: change a sealed step, and
// make its mark and every seal from there on anew under a key of their own.
func launder(t *testing.T, s *Store, secret []byte) {
	t.Helper()
	ctx := t.Context()
	exec(t, s, "UPDATE case_steps SET note = 'x' WHERE id = 1")
	exec(t, s, "DELETE FROM audit_marks")
	exec(t, s, "DELETE FROM audit_seals")
	exec(t, s, "DELETE FROM audit_journal")
	exec(t, s, "UPDATE counters SET issued = 0 WHERE name = 'audit_seals'")
	forger := rotating(t, s, secret, nil)
	for run := range int64(3) {
		must(t, forger.SealRun(ctx, run+1))
	}
}

func TestNoSealIsPutOnWhatNoKeyVerifies(t *testing.T) { // covers S13.4
	for _, c := range []struct {
		name   string
		secret []byte
		kind   string
	}{
		{"laundered under a key of the forger's", forgeSecret, audit.SealForeign},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, s *Store) {
				ours := auditor(t, s, secret, "")
				withCases(t, s, 3)
				for run := range int64(3) {
					must(t, ours.SealRun(t.Context(), run+1))
				}
				launder(t, s, c.secret)
				before := kinds(t, ours)
				if before == "" {
					t.Fatal("verify finds nothing before the next run")
				}
				for run := range int64(3) {
					refusedAs(t, ours.SealRun(t.Context(), run+4), c.kind, 3)
				}
				if n, after := sealsOf(t, s), kinds(t, ours); n != 3 || after != before {
					t.Errorf("%d seals, verify says %q; want 3 and %q as before the runs", n, after, before)
				}
			})
		})
	}
}

func TestOnlyTheSealsOwnWordIsContinued(t *testing.T) {
	for _, c := range []struct {
		name, do, kind string
		seal           int64
	}{
		{"its signature is another's", "UPDATE audit_seals SET mac = chain WHERE id = 2", audit.SealForged, 2},
		{"its list of marks was changed", "UPDATE audit_marks SET marks = '' WHERE seal_id = 2", audit.SealChanged, 2},
		{"its key is said to be another", "UPDATE audit_seals SET key_id = '' WHERE id = 2", audit.SealChanged, 2},
		{"it is gone", "DELETE FROM audit_seals WHERE id = 2", audit.SealCut, 2},
		{"all are gone", "DELETE FROM audit_seals", audit.SealCut, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, s *Store) {
				a := auditor(t, s, secret, "")
				withCases(t, s, 1)
				must(t, a.SealRun(t.Context(), 1))
				exec(t, s, "INSERT INTO case_steps (case_id, run_id, at_ms, written_ms, state, actor, reason, note) VALUES (1, 0, 1, 1, 'found', 'P1', 'note', '')")
				must(t, a.SealRun(t.Context(), 2))
				exec(t, s, c.do)
				refusedAs(t, a.SealRun(t.Context(), 3), c.kind, c.seal)
			})
		})
	}
}

func TestARunWithAWrongKeySealsNothing(t *testing.T) { // covers S13.4
	each(t, func(t *testing.T, s *Store) {
		ours := auditor(t, s, secret, "")
		withCases(t, s, 2)
		must(t, ours.SealRun(t.Context(), 1))
		for name, wrong := range map[string]*sqlaudit.Auditor{
			"another key": rotating(t, s, nextSecret, nil), "another key, and another one before it": rotating(t, s, nextSecret, forgeSecret),
		} {
			t.Log(name)
			refusedAs(t, wrong.SealRun(t.Context(), 2), audit.SealForeign, 1)
		}
		refusedAs(t, rotating(t, s, nil, nil).SealRun(t.Context(), 2), audit.NoKey, 1)
		must(t, ours.SealRun(t.Context(), 2)) // the right key goes on as if nothing had been
		if found := kinds(t, ours); found != "" || sealsOf(t, s) != 2 {
			t.Errorf("%d seals, verify says %q", sealsOf(t, s), found)
		}
	})
}

func TestAKeyChangesHandsByARecordedRotation(t *testing.T) { // covers S13.4
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		withCases(t, s, 1)
		must(t, auditor(t, s, secret, "").SealRun(ctx, 1))
		both := rotating(t, s, nextSecret, secret)
		must(t, both.SealRun(ctx, 2))
		must(t, both.SealRun(ctx, 3))
		must(t, rotating(t, s, nextSecret, nil).SealRun(ctx, 4)) // the old key is forgotten
		for name, a := range map[string]*sqlaudit.Auditor{"the old key is kept": both, "the old key is gone": rotating(t, s, nextSecret, nil)} {
			if v := got(a.Verify(ctx, ""))(t); len(v.Problems) > 0 || v.Vouched != 4 {
				t.Errorf("%s: %+v", name, v)
			}
		}
		var recorded []string
		for _, seal := range got(sqlaudit.SealTable.All(ctx, s.DB, " ORDER BY id"))(t) {
			recorded = append(recorded, seal.HowKey)
		}
		same(t, []string{"", audit.Rotated, "", ""}, recorded)
		// A replica that still has the old key alone does not take the trail back.
		refusedAs(t, auditor(t, s, secret, "").SealRun(ctx, 5), audit.SealForeign, 4)
		exec(t, s, "UPDATE audit_seals SET handover = '' WHERE id = 2")
		if found := kinds(t, rotating(t, s, nextSecret, nil)); !strings.Contains(found, "seal_changed 2") {
			t.Errorf("a rotation that was taken out: %q", found)
		}
	})
}

func TestAPersonAnswersForATrailThatNoKeyVerifies(t *testing.T) { // covers S13.4
	for _, c := range []struct {
		name   string
		before []byte
		kind   string
	}{
		{"a rotation without the previous key", secret, audit.SealForeign},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, s *Store) {
				ctx := t.Context()
				s.Login = "root@bureau"
				withCases(t, s, 1)
				old := rotating(t, s, c.before, nil)
				must(t, old.SealRun(ctx, 1))
				if err := old.Adopt(ctx, "P1", "no need"); !errors.Is(err, sqlaudit.ErrNothingToAdopt) {
					t.Errorf("a trail that verifies is adopted: %v", err)
				}
				a := rotating(t, s, nextSecret, nil)
				refusedAs(t, a.SealRun(ctx, 2), c.kind, 1)
				must(t, a.Adopt(ctx, "P1", "钥匙丢失"))
				must(t, a.SealRun(ctx, 3))
				v := got(a.Verify(ctx, ""))(t)
				if len(v.Problems) > 0 || len(v.Adopted) != 1 || v.KeyedSince != 2 {
					t.Fatalf("%+v", v)
				}
				h := v.Adopted[0].Handover
				want := audit.Handover{HowKey: audit.Adopted, By: "P1", Reason: "钥匙丢失", Login: "root@bureau", KeyBefore: h.KeyBefore}
				same(t, want, h)
				exec(t, s, "UPDATE audit_seals SET actor = 'P2' WHERE id = 2")
				if found := kinds(t, a); !strings.Contains(found, "seal_changed 2") {
					t.Errorf("an adoption in another's name: %q", found)
				}
			})
		})
	}
}

func TestTheAnchorKnowsWhatTheDatabaseForgot(t *testing.T) { // covers S13.4
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		anchor := sqlaudit.Anchor(t.TempDir() + "/anchor")
		begin := func(secret []byte) *sqlaudit.Auditor {
			a := auditor(t, s, secret, "")
			a.Anchor = anchor
			return a
		}
		ours := begin(secret)
		withCases(t, s, 3)
		for run := range int64(3) {
			must(t, ours.SealRun(ctx, run+1))
		}
		if found := kinds(t, ours); found != "" {
			t.Fatalf("verify says %q", found)
		}
		launder(t, s, nil) // without a key: the next run would take it for the time before the first
		ours = begin(secret)
		refusedAs(t, ours.SealRun(ctx, 4), audit.SealUnkeyed, 3)
		if found := kinds(t, ours); strings.Count(found, "seal_anchored") != 3 {
			t.Errorf("verify says %q", found)
		}
		must(t, ours.Adopt(ctx, "P1", "从备份恢复"))
		must(t, ours.SealRun(ctx, 5))
		if found := kinds(t, ours); found != "" {
			t.Errorf("after a person answered for it: %q", found)
		}
	})
}
