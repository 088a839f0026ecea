package registry

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qunguan/jobs"
	"qunguan/reconcile"
)

func runAt(moment time.Time) reconcile.RunRecord {
	return reconcile.RunRecord{Job: "member-check", Moment: moment, StartedAt: at(20, 1)}
}

func TestRunsAreRememberedWithTheirReport(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		same(t, time.Time{}, got(s.LastRun(ctx, "member-check"))(t))
		summary := []byte(`{"job":"member-check", "read": {"rows": 2}}`)
		for i, moment := range []time.Time{at(10, 9), at(12, 9), at(11, 9)} {
			id := got(s.StartRun(ctx, runAt(moment)))(t)
			same(t, int64(i+1), id)
			must(t, s.FinishRun(ctx, id, at(20, 2), "ok", summary))
		}
		died := got(s.StartRun(ctx, runAt(at(13, 9))))(t)
		failed := got(s.StartRun(ctx, runAt(at(14, 9))))(t)
		must(t, s.FinishRun(ctx, failed, at(20, 2), "failed", summary))
		same(t, at(12, 9), got(s.LastRun(ctx, "member-check"))(t))
		last := got(s.LastRuns(ctx))(t)
		same(t, []reconcile.RunRecord{{ID: failed, Job: "member-check", Moment: at(14, 9), StartedAt: at(20, 1), FinishedAt: at(20, 2), Status: "failed", Summary: summary}}, last)
		all := got(s.Runs(ctx, 2))(t)
		same(t, []int64{failed, died}, []int64{all[0].ID, all[1].ID})
	})
}

func TestATickIsTakenOnceHoweverManyWantIt(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		var won atomic.Int32
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				took, err := s.ClaimTick(ctx, jobs.Tick{Job: "compose", Nominal: at(10, 9)}, at(10, 9), at(10, 10), fmt.Sprint("host/", i))
				if err != nil {
					t.Error(err)
				}
				if took {
					won.Add(1)
				}
			})
		}
		wg.Wait()
		same(t, int32(1), won.Load())
		same(t, map[string]time.Time{"compose": at(10, 9)}, got(s.LastTicks(ctx, at(11, 9)))(t))
	})
}

func TestATickThatWasNotFinishedGoesToWhoeverHasTheLeaseNow(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		tick := jobs.Tick{Job: "compose", Nominal: at(10, 9)}
		claim := func(now time.Time, owner string) bool {
			return got(s.ClaimTick(ctx, tick, now, now.Add(time.Hour), owner))(t)
		}
		void := func(now time.Time, owner string) int { return len(got(s.VoidTicks(ctx, now, owner))(t)) }
		same(t, true, claim(at(10, 9), "host:1:a"))
		same(t, 0, void(at(10, 9), "host:1:a"))
		same(t, false, claim(at(10, 9), "host:1:a"))
		same(t, 1, void(at(10, 9), "host:2:b")) // host:1:a has it no more
		same(t, true, claim(at(10, 9), "host:2:b"))
		must(t, s.PostponeTick(ctx, tick, at(10, 10)))
		same(t, 0, void(at(10, 9), "host:2:b"))
		same(t, 1, void(at(10, 10), "host:2:b")) // it failed, and is due again
		same(t, true, claim(at(10, 10), "host:2:b"))
		must(t, s.FinishTick(ctx, tick, at(10, 12), "ok"))
		same(t, false, claim(at(10, 13), "host:3:c"))
		same(t, 0, void(at(19, 11), "host:3:c"))
	})
}

func TestATickOfAProgramThatKnowsNoLeasesIsLeftToIt(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		tick := jobs.Tick{Job: "compose", Nominal: at(10, 9)}
		same(t, true, got(s.ClaimTick(ctx, tick, at(10, 9), at(10, 10), "host/1"))(t))
		same(t, false, got(s.ClaimTick(ctx, tick, at(10, 9), at(10, 11), "host:2:b"))(t))
		same(t, true, got(s.ClaimTick(ctx, tick, at(10, 10), at(10, 11), "host:2:b"))(t))
	})
}
