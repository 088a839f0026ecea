package jobs

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/jobs/lease"
	"qunguan/jobs/schedule"
	"qunguan/reconcile"
)

// tickTable is the registry's table of ticks, in memory.
type tickTable struct {
	mu   sync.Mutex
	rows map[Tick]*tickRow
	fail error // every call fails while it is set

	leases *leaseTable // nil: no lease is needed
}

type tickRow struct {
	until    time.Time
	owner    string
	finished string
}

func newTicks() *tickTable { return &tickTable{rows: map[Tick]*tickRow{}} }

func (t *tickTable) lock() (unlock func(), err error) {
	t.mu.Lock()
	return t.mu.Unlock, t.fail
}

func (t *tickTable) LastTicks(_ context.Context, now time.Time) (map[string]time.Time, error) {
	unlock, err := t.lock()
	defer unlock()
	last := map[string]time.Time{}
	for k := range t.rows {
		if k.Nominal.After(last[k.Job]) && !k.Nominal.After(now) {
			last[k.Job] = k.Nominal
		}
	}
	return last, err
}

// void is whether a row can be taken again, as the asker sees it.
func (r *tickRow) void(now time.Time, owner string) bool {
	return r.finished == "" && (!r.until.After(now) || r.owner != owner)
}

func (t *tickTable) ClaimTick(ctx context.Context, k Tick, now, until time.Time, owner string) (bool, error) {
	unlock, err := t.lock()
	defer unlock()
	if err == nil {
		err = t.fenced(ctx)
	}
	if err != nil {
		return false, err
	}
	if row, ok := t.rows[k]; ok && !row.void(now, owner) {
		return false, nil
	}
	t.rows[k] = &tickRow{until: until, owner: owner}
	return true, nil
}

func (t *tickTable) PostponeTick(ctx context.Context, k Tick, until time.Time) error {
	unlock, err := t.lock()
	defer unlock()
	if err == nil {
		err = t.fenced(ctx)
	}
	if err == nil {
		t.rows[k].until = until
	}
	return err
}

func (t *tickTable) FinishTick(ctx context.Context, k Tick, _ time.Time, status string) error {
	unlock, err := t.lock()
	defer unlock()
	if err == nil {
		err = t.fenced(ctx)
	}
	if err == nil {
		t.rows[k].finished = status
	}
	return err
}

func (t *tickTable) VoidTicks(_ context.Context, now time.Time, owner string) (list []Tick, err error) {
	unlock, err := t.lock()
	defer unlock()
	for k, row := range t.rows {
		if row.void(now, owner) {
			list = append(list, k)
		}
	}
	return list, err
}

// fenced refuses a write under a lease that was lost, as the registry does.
func (t *tickTable) fenced(ctx context.Context) error {
	if c, ok := lease.ClaimOf(ctx); ok && t.leases != nil {
		return t.leases.check(c)
	}
	return nil
}

type noRuns struct{ Runs }

func (noRuns) StartRun(context.Context, reconcile.RunRecord) (int64, error)      { return 1, nil }
func (noRuns) FinishRun(context.Context, int64, time.Time, string, []byte) error { return nil }

// diary notes when its job ran.
type diary struct {
	name string
	mu   sync.Mutex
	at   []string
	do   func(ctx context.Context) error
}

func (d *diary) Name() string { return d.name }

func (d *diary) Run(ctx context.Context, run Run) (Report, error) {
	d.mu.Lock()
	d.at = append(d.at, run.Moment.Format("01-02 15:04"))
	d.mu.Unlock()
	var err error
	if d.do != nil {
		err = d.do(ctx)
	}
	return NewReport(d.name, run), err
}

func (d *diary) ran() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.at)
}

func daemon(t *testing.T, ticks Ticks, expressions map[string]string, all ...*diary) *Daemon {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	d := &Daemon{
		Runner:    Runner{Jobs: map[string]Job{}, Runs: noRuns{}, Log: log},
		Schedules: map[string]*schedule.Schedule{}, Ticks: ticks, Owner: "test",
		Clock: func() time.Time { return time.Now().UTC() }, Log: log,
	}
	for _, j := range all {
		d.Runner.Jobs[j.name] = j
		s, err := schedule.Parse(expressions[j.name], time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		d.Schedules[j.name] = s
	}
	return d
}

// life runs a daemon for a while. Synctest's clock begins on Saturday,
// 2000-01-01 00:00 UTC.
func life(t *testing.T, d *Daemon, long time.Duration) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), long)
	defer stop()
	if err := d.Run(ctx); err != nil {
		t.Error(err)
	}
}

func TestAJobRunsAtItsTicksAndNotBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		job := &diary{name: "member-check"}
		life(t, daemon(t, newTicks(), map[string]string{"member-check": "17 8 * * 1"}, job), 15*24*time.Hour)
		if diff := cmp.Diff([]string{"01-03 08:17", "01-10 08:17"}, job.ran()); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
}

func TestAfterDowntimeOnlyTheLatestMissedTickIsMadeUpFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ticks, expressions := newTicks(), map[string]string{"member-check": "17 8 * * 1"}
		job := &diary{name: "member-check"}
		life(t, daemon(t, ticks, expressions, job), time.Hour)
		time.Sleep(30 * 24 * time.Hour) // down over four Mondays
		life(t, daemon(t, ticks, expressions, job), time.Hour)
		life(t, daemon(t, ticks, expressions, job), time.Hour)
		if diff := cmp.Diff([]string{"01-31 01:00"}, job.ran()); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
}

func TestJobsOfOneMorningRunInTheOrderOfADaysWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var order []string
		note := func(name string) *diary {
			return &diary{name: name, do: func(context.Context) error {
				mu.Lock()
				defer mu.Unlock()
				order = append(order, name)
				return nil
			}}
		}
		same := "0 8 * * *"
		d := daemon(t, newTicks(), map[string]string{"compose": same, "group-check": same, "member-check": same},
			note("compose"), note("group-check"), note("member-check"))
		life(t, d, 9*time.Hour)
		if diff := cmp.Diff([]string{"member-check", "group-check", "compose"}, order); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
}

func TestAPanickingJobRunsAgainAndDoesNotStopTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := &diary{name: "zombie-scan", do: func(context.Context) error { panic("rule broke") }}
		good := &diary{name: "compose"}
		d := daemon(t, newTicks(), map[string]string{"zombie-scan": "0 8 * * *", "compose": "5 8 * * *"}, bad, good)
		life(t, d, 33*time.Hour)
		if len(bad.ran()) < 3 {
			t.Errorf("the panicking job was not tried again: %v", bad.ran())
		}
		if diff := cmp.Diff([]string{"01-01 08:05", "01-02 08:05"}, good.ran()); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
}

func TestATickWhoseDaemonDiedIsDoneAtTheNextStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ticks := newTicks()
		now := time.Now().UTC()
		if took, err := ticks.ClaimTick(t.Context(), Tick{"compose", now}, now, now.Add(time.Hour), "dead"); err != nil || !took {
			t.Fatal(took, err)
		}
		job := &diary{name: "compose"}
		life(t, daemon(t, ticks, map[string]string{"compose": "0 0 1 * *"}, job), time.Hour)
		if diff := cmp.Diff([]string{"01-01 00:00"}, job.ran()); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
}

func TestADaemonOutlivesItsDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ticks := newTicks()
		job := &diary{name: "compose"}
		d := daemon(t, ticks, map[string]string{"compose": "0 8 * * *"}, job)
		go func() {
			time.Sleep(7 * time.Hour)
			ticks.set(errors.New("connection refused"))
			time.Sleep(2 * time.Hour)
			if reasons := d.Ready(); len(reasons) == 0 {
				t.Error("a daemon that cannot read its ticks calls itself ready")
			}
			ticks.set(nil)
		}()
		life(t, d, 10*time.Hour)
		if len(job.ran()) != 1 {
			t.Errorf("ran at %v, want once after the database came back", job.ran())
		}
		if reasons := d.Ready(); len(reasons) != 0 {
			t.Errorf("not ready: %v", reasons)
		}
	})
}

func (t *tickTable) set(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fail = err
}
