package registry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/lease"
	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/migrations"
	"qunguan/sql/sqltest"
)

// short is a term that has ended when the next statement runs.
const short = lease.Term(time.Microsecond)

const long = lease.MostTerm

func leased(t *testing.T) *Store {
	t.Helper()
	return New(sqltest.MariaDB(t), nil)
}

func take(t *testing.T, s *Store, holder string, term lease.Term) lease.Claim {
	t.Helper()
	c, ok, err := s.AcquireLease(t.Context(), "scheduler", holder, term)
	if err != nil || !ok {
		t.Fatalf("%s does not get the lease: %v %v", holder, ok, err)
	}
	return c
}

func TestALeaseIsGivenToOneOfMany(t *testing.T) {
	s := leased(t)
	var mu sync.Mutex
	var won []lease.Claim
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			c, ok, err := s.AcquireLease(t.Context(), "scheduler", fmt.Sprintf("h:%d:x", i), long)
			if err != nil {
				t.Error(err)
			}
			if ok {
				mu.Lock()
				defer mu.Unlock()
				won = append(won, c)
			}
		})
	}
	wg.Wait()
	if len(won) != 1 || won[0].Token != 1 {
		t.Fatalf("given to %v", won)
	}
	st := got(s.WatchLease(t.Context(), "scheduler"))(t)
	same(t, won[0].Holder, st.Holder)
	same(t, false, st.Free())
	if left := st.Until.Sub(st.Now); left > 10*time.Minute || left < 9*time.Minute {
		t.Errorf("the lease ends in %v", left)
	}
	if off := time.Since(st.Now).Abs(); off > time.Minute {
		t.Errorf("the database's clock is read as %v, %v away", st.Now, off)
	}
}

func TestTheTokenGrowsWithEveryHolderAndTheLastOneAloneMayRenew(t *testing.T) {
	s, ctx := leased(t), t.Context()
	same(t, true, got(s.WatchLease(ctx, "scheduler"))(t).Free())
	first := take(t, s, "h:1:a", short)
	second := take(t, s, "h:2:b", long)
	same(t, int64(2), second.Token)
	isError(t, s.RenewLease(ctx, first, long), lease.ErrLost)
	must(t, s.RenewLease(ctx, second, long))
	must(t, s.ReleaseLease(ctx, first)) // gives back nothing
	same(t, false, got(s.WatchLease(ctx, "scheduler"))(t).Free())
	must(t, s.ReleaseLease(ctx, second))
	same(t, true, got(s.WatchLease(ctx, "scheduler"))(t).Free())
	same(t, int64(3), take(t, s, "h:2:c", long).Token)
}

// The server's clock jumps: after an hour back no process has to wait for an hour, and after a month
// ahead and back none for a month. The former holder of the lease is refused.
func TestALeaseIsNotHeldForAsLongAsTheServersClockWasSetBack(t *testing.T) {
	dsn := sqltest.DSN(t)
	at := func(away time.Duration) *Store { // sessions with a clock of their own
		db, err := dbconn.Open(t.Context(), dbconn.Config{DSN: dsn + fmt.Sprintf("?timestamp=%d", time.Now().Add(away).Unix())})
		must(t, err)
		t.Cleanup(func() { _ = db.Close() })
		return New(db, nil)
	}
	right, back, ahead := at(0), at(-time.Hour), at(31*24*time.Hour)
	_, err := migrations.Migrate(t.Context(), right.DB)
	must(t, err)

	first := take(t, right, "h:1:a", long)
	same(t, false, got(at(-30*time.Second).WatchLease(t.Context(), "scheduler"))(t).Free()) // it drifts
	same(t, true, got(back.WatchLease(t.Context(), "scheduler"))(t).Free())
	second := take(t, back, "h:2:b", long)
	isError(t, back.RenewLease(t.Context(), first, long), lease.ErrLost)
	_, err = back.StartRun(lease.WithClaim(t.Context(), first), runAt(time.Time{}))
	isError(t, err, lease.ErrLost)
	must(t, back.RenewLease(t.Context(), second, long))
	same(t, int64(3), take(t, ahead, "h:3:c", long).Token)
	last := take(t, right, "h:4:d", long)
	same(t, int64(4), last.Token)
	must(t, right.ReleaseLease(t.Context(), last))
	same(t, true, got(back.WatchLease(t.Context(), "scheduler"))(t).Free()) // a returned lease is free at any time

	run := splitInTwo(t, right)
	for i, s := range []*Store{back, ahead, right} { // the first part's holder dies each time
		p, ok, err := s.ClaimPart(t.Context(), run.ID, fmt.Sprintf("h:%d:p", i), long)
		must(t, err)
		same(t, []any{true, 1, int64(i + 1)}, []any{ok, p.Claim.Part, p.Claim.Token})
	}
}

// Everything that a run writes is refused to a holder whose lease somebody
// else has taken, whichever method writes it.
func TestWhatIsWrittenUnderALostLeaseIsRolledBack(t *testing.T) {
	s := leased(t)
	stale := take(t, s, "h:1:a", short)
	run := got(s.StartRun(lease.WithClaim(t.Context(), stale), runAt(at(10, 9))))(t) // it is not taken yet
	tick := jobs.Tick{Job: "compose", Nominal: at(10, 9)}
	same(t, true, got(s.ClaimTick(lease.WithClaim(t.Context(), stale), tick, at(10, 9), at(10, 10), "h:1:a"))(t))
	now := take(t, s, "h:2:b", long)
	writes := map[string]func(ctx context.Context) error{
		"a run's start": func(ctx context.Context) error { _, err := s.StartRun(ctx, runAt(at(11, 9))); return err },
		"a run's end":   func(ctx context.Context) error { return s.FinishRun(ctx, run, at(10, 10), "ok", nil) },
		"a tick": func(ctx context.Context) error {
			_, err := s.ClaimTick(ctx, tick, at(10, 9), at(10, 10), "h:3:c")
			return err
		},
		"a tick's end": func(ctx context.Context) error { return s.FinishTick(ctx, tick, at(10, 10), "ok") },
		"a unit's part": func(ctx context.Context) error {
			return s.CommitParts(ctx, reconcile.Part{Run: run, Job: "member-check", Unit: "U1", Moment: at(10, 9), Baseline: []string{"member.card"}, Plan: reconcile.Plan{
				Changes: []reconcile.Change{{Event: ledger.EventOpened, After: ledger.Case{Rule: "member.left", State: ledger.Found, Subject: ledger.Subject{Type: ledger.SubjectAccount, Group: "G1", Account: "a"}}}},
			}})
		},
		"parts": func(ctx context.Context) error {
			return s.CreateParts(ctx, jobs.SplitRun{ID: run, Tick: tick, Moment: at(10, 9)}, []jobs.UnitRange{{First: "U1", Last: "U2"}})
		},
	}
	contents := func() string {
		var all []string
		for _, table := range []string{"runs", "ticks", "cases", "case_steps", "rule_baselines", "run_parts", "counters"} {
			all = append(all, table+fmt.Sprint(everyRow(t, s, table)))
		}
		return strings.Join(all, "\n")
	}
	before := contents()
	for what, write := range writes {
		isError(t, write(lease.WithClaim(t.Context(), stale)), lease.ErrLost)
		same(t, before, contents())
		if t.Failed() {
			t.Fatalf("%s was written", what)
		}
	}
	for _, what := range []string{"a run's start", "a run's end", "a tick", "a tick's end", "a unit's part", "parts"} {
		must(t, writes[what](lease.WithClaim(t.Context(), now)))
	}
	same(t, false, before == contents())
}

// everyRow is every row of a table, as text.
func everyRow(t *testing.T, s *Store, table string) []string {
	t.Helper()
	rows, err := s.DB.QueryxContext(t.Context(), "SELECT * FROM "+table) //nolint:unqueryvet // whatever there is
	must(t, err)
	defer base.CloseRows(rows.Rows)
	var all []string
	for rows.Next() {
		values, err := rows.SliceScan()
		must(t, err)
		all = append(all, fmt.Sprintf("%s", values))
	}
	must(t, rows.Err())
	slices.Sort(all)
	return all
}

// A taker of the lease waits until a write under the old one is whole or gone: a lease is never taken
// between the question and the commit.
func TestATakeoverWaitsForTheCommitThatAskedBefore(t *testing.T) {
	s := leased(t)
	first := take(t, s, "h:1:a", short)
	asked, goOn := make(chan struct{}), make(chan struct{})
	guard := s.DB.Guard
	s.DB.Guard = func(ctx context.Context, tx *dbconn.Tx) error {
		err := guard(ctx, tx)
		if _, ok := lease.ClaimOf(ctx); ok {
			close(asked)
			<-goOn
		}
		return err
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := s.StartRun(lease.WithClaim(t.Context(), first), runAt(at(10, 9))); err != nil {
			t.Error(err)
		}
	})
	<-asked
	taken := make(chan struct{})
	wg.Go(func() {
		defer close(taken)
		if _, ok, err := s.AcquireLease(t.Context(), "scheduler", "h:2:b", long); err != nil || !ok {
			t.Error(ok, err)
		}
		if runs, err := s.Runs(t.Context(), 10); err != nil || len(runs) != 1 {
			t.Errorf("the new holder sees %v, %v", runs, err)
		}
	})
	select {
	case <-taken:
		t.Error("the lease was taken before the commit")
	case <-time.After(100 * time.Millisecond):
	}
	close(goOn)
	wg.Wait()
}

func splitInTwo(t *testing.T, s *Store) jobs.SplitRun {
	t.Helper()
	run := jobs.SplitRun{ID: 7, Tick: jobs.Tick{Job: "member-check", Nominal: at(10, 9)}, Moment: at(10, 10), Basis: "v1/abc"}
	must(t, s.CreateParts(t.Context(), run, []jobs.UnitRange{{First: "U1", Last: "U3"}, {First: "U4", Last: "U9"}}))
	return run
}

func TestPartsAreClaimedOnceAndADeadHoldersPartAgainWithAHigherToken(t *testing.T) {
	s, ctx := leased(t), t.Context()
	run := splitInTwo(t, s)
	for _, find := range []func() (jobs.SplitRun, bool, error){
		func() (jobs.SplitRun, bool, error) { return s.SplitRunOf(ctx, run.Tick) },
		func() (jobs.SplitRun, bool, error) { return s.WaitingRun(ctx) },
	} {
		found, ok, err := find()
		must(t, err)
		same(t, true, ok)
		same(t, run, found)
	}
	same(t, true, got(s.WatchLease(ctx, "scheduler"))(t).Work)
	claim := func(holder string, term lease.Term) (jobs.Part, bool) {
		p, ok, err := s.ClaimPart(ctx, run.ID, holder, term)
		must(t, err)
		return p, ok
	}
	dead, _ := claim("h:1:a", short)
	same(t, jobs.Part{Claim: lease.Claim{Run: 7, Part: 1, Holder: "h:1:a", Token: 1}, Range: jobs.UnitRange{First: "U1", Last: "U3"}}, dead)
	first, _ := claim("h:2:b", long)
	same(t, jobs.Part{Claim: lease.Claim{Run: 7, Part: 1, Holder: "h:2:b", Token: 2}, Range: jobs.UnitRange{First: "U1", Last: "U3"}}, first)
	second, _ := claim("h:3:c", long)
	same(t, 2, second.Claim.Part)
	_, ok := claim("h:4:d", long)
	same(t, false, ok)
	same(t, false, got(s.WatchLease(ctx, "scheduler"))(t).Work)

	isError(t, s.FinishPart(ctx, dead.Claim, []byte("{}")), lease.ErrLost)
	isError(t, s.RenewLease(ctx, dead.Claim, long), lease.ErrLost)
	_, err := s.StartRun(lease.WithClaim(ctx, dead.Claim), runAt(at(10, 9)))
	isError(t, err, lease.ErrLost)

	must(t, s.RenewLease(ctx, first.Claim, long))
	must(t, s.FinishPart(ctx, first.Claim, []byte(`{"opened":1}`)))
	isError(t, s.FinishPart(ctx, first.Claim, []byte(`{"opened":2}`)), lease.ErrLost) // once
	same(t, 1, got(s.PartsLeft(ctx, run.ID))(t))
	must(t, s.ReleaseLease(ctx, second.Claim))
	again, _ := claim("h:4:d", long)
	same(t, int64(2), again.Claim.Token)
	must(t, s.FinishPart(ctx, again.Claim, []byte(`{"opened":3}`)))
	same(t, 0, got(s.PartsLeft(ctx, run.ID))(t))
	same(t, [][]byte{[]byte(`{"opened":1}`), []byte(`{"opened":3}`)}, got(s.PartReports(ctx, run.ID))(t))
}

func TestATickIsSplitOnceAndTheJobsEarlierPartsGo(t *testing.T) {
	s, ctx := leased(t), t.Context()
	run := splitInTwo(t, s)
	next := run
	next.ID, next.Tick.Nominal = 8, at(17, 9)
	must(t, s.CreateParts(ctx, next, []jobs.UnitRange{{First: "U1", Last: "U9"}}))
	_, ok, err := s.SplitRunOf(ctx, run.Tick)
	must(t, err)
	same(t, false, ok)
	same(t, 1, got(s.PartsLeft(ctx, 8))(t))
}

func TestPartsAreTakenByManyAtOnceEachByOne(t *testing.T) {
	s := leased(t)
	run := jobs.SplitRun{ID: 7, Tick: jobs.Tick{Job: "member-check", Nominal: at(10, 9)}, Moment: at(10, 10)}
	var ranges []jobs.UnitRange
	for i := range 40 {
		ranges = append(ranges, jobs.UnitRange{First: fmt.Sprintf("U%02d", i), Last: fmt.Sprintf("U%02d", i)})
	}
	must(t, s.CreateParts(t.Context(), run, ranges))
	var mu sync.Mutex
	taken := map[int]int{}
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for n := 0; ; n++ {
				p, ok, err := s.ClaimPart(t.Context(), run.ID, fmt.Sprintf("h:%d:%d", worker, n), long)
				if err == nil && ok {
					err = s.FinishPart(t.Context(), p.Claim, []byte("{}"))
				}
				if err != nil || !ok {
					if err != nil && !errors.Is(err, context.Canceled) {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				taken[p.Claim.Part]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(taken) != 40 {
		t.Errorf("%d parts were taken, want 40", len(taken))
	}
	for part, n := range taken {
		if n != 1 {
			t.Errorf("part %d was taken %d times", part, n)
		}
	}
}
