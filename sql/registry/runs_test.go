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
				took, err := s.ClaimTick(ctx, "compose", at(10, 9), at(10, 9), at(10, 10), fmt.Sprint("host/", i))
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
		same(t, at(10, 9), got(s.LastTick(ctx, "compose"))(t))
		same(t, time.Time{}, got(s.LastTick(ctx, "escalate"))(t))
	})
}

func TestAnAbandonedTickIsTakenOnceMore(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		claim := func(now, until time.Time, owner string) bool {
			return got(s.ClaimTick(ctx, "compose", at(10, 9), now, until, owner))(t)
		}
		same(t, true, claim(at(10, 9), at(10, 10), "one"))
		same(t, 0, len(got(s.AbandonedTicks(ctx, at(10, 9).Add(30*time.Minute)))(t)))
		must(t, s.RenewTick(ctx, "compose", at(10, 9), at(10, 11), "one"))
		must(t, s.RenewTick(ctx, "compose", at(10, 9), at(19, 11), "somebody else"))
		same(t, false, claim(at(10, 10), at(10, 12), "two"))
		same(t, []jobs.Tick{{Job: "compose", Nominal: at(10, 9)}}, got(s.AbandonedTicks(ctx, at(10, 11)))(t))
		same(t, true, claim(at(10, 11), at(10, 12), "two"))
		must(t, s.FinishTick(ctx, "compose", at(10, 9), at(10, 12), "ok"))
		same(t, false, claim(at(10, 13), at(10, 14), "three"))
		same(t, 0, len(got(s.AbandonedTicks(ctx, at(19, 11)))(t)))
	})
}
