package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"qunguan/jobs/lease"
)

// leaseTable is the scheduler's lease as the database keeps it, in memory. Its clock is the bubble's
// unless it has one of its own, for any daemon's clock.
type leaseTable struct {
	mu      sync.Mutex
	holder  string
	token   int64
	until   time.Time
	renewed int
	broken  map[string]bool // prefix of a holder → its requests get no answer
	clock   func() time.Time
}

// now is the database's clock.
func (l *leaseTable) now() time.Time {
	if l.clock != nil {
		return l.clock()
	}
	return time.Now()
}

func (l *leaseTable) unanswered(who string) error {
	for owner, yes := range l.broken {
		if yes && strings.HasPrefix(who, owner+":") {
			return errors.New("no answer")
		}
	}
	return nil
}

// leasesOf is the table as one process reaches it.
type leasesOf struct {
	*leaseTable
	owner string
}

func (l leasesOf) WatchLease(context.Context, string) (lease.Standing, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return lease.Standing{Holder: l.holder, Token: l.token, Until: l.until, Now: l.now()}, l.unanswered(l.owner + ":")
}

func (l leasesOf) AcquireLease(_ context.Context, name, holder string, term lease.Term) (lease.Claim, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := lease.Claim{Name: name, Holder: holder}
	if err := l.unanswered(holder); err != nil || !(lease.Standing{Until: l.until, Now: l.now()}).Free() {
		return c, false, err
	}
	l.token++
	l.holder, l.until, c.Token = holder, l.now().Add(time.Duration(term)), l.token
	return c, true, nil
}

func (l *leaseTable) check(c lease.Claim) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.token != c.Token {
		return lease.ErrLost
	}
	return nil
}

func (l leasesOf) RenewLease(_ context.Context, c lease.Claim, term lease.Term) error {
	if err := l.check(c); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.unanswered(c.Holder); err != nil {
		return err
	}
	l.renewed++
	l.until = l.now().Add(time.Duration(term))
	return nil
}

func (l leasesOf) ReleaseLease(_ context.Context, c lease.Claim) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.unanswered(c.Holder); err != nil || l.token != c.Token {
		return err
	}
	l.until = time.Time{}
	return nil
}

// replica is a daemon among others.
func (l *leaseTable) replica(t *testing.T, owner string, ticks Ticks, expressions map[string]string, all ...*diary) *Daemon {
	t.Helper()
	d := daemon(t, ticks, expressions, all...)
	d.Owner = owner
	d.Session = &LeaseSession{Leases: leasesOf{l, owner}, Owner: owner, Term: lease.DefaultTerm, Log: d.Log}
	return d
}

func replicatedTicks() (*leaseTable, *tickTable) {
	l := &leaseTable{broken: map[string]bool{}}
	ticks := newTicks()
	ticks.leases = l
	return l, ticks
}

func TestThreeReplicasRunEveryTickOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases, ticks := replicatedTicks()
		expressions := map[string]string{"compose": "0 * * * *"}
		var wg sync.WaitGroup
		var all []*diary
		for i := range 3 {
			job := &diary{name: "compose", do: func(ctx context.Context) error {
				select {
				case <-time.After(10 * time.Minute): // longer than the term
				case <-ctx.Done():
				}
				return nil
			}}
			all = append(all, job)
			d := leases.replica(t, fmt.Sprint("h:", i), ticks, expressions, job)
			wg.Go(func() { life(t, d, 24*time.Hour-time.Minute) })
		}
		time.Sleep(23*time.Hour + 30*time.Minute)
		synctest.Wait()
		holders := leases.token
		wg.Wait()
		var ran []string
		for _, job := range all {
			ran = append(ran, job.ran()...)
		}
		slices.Sort(ran)
		if len(ran) != 23 || len(slices.Compact(slices.Clone(ran))) != 23 {
			t.Errorf("%d ticks ran, want 23, each once: %v", len(ran), ran)
		}
		if holders != 1 {
			t.Errorf("the lease had %d holders, want the first one all day", holders)
		}
	})
}

func TestAReplicaThatIsToldToStopIsFollowedWithinTwoSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases, ticks := replicatedTicks()
		expressions := map[string]string{"compose": "0 8 * * *"}
		first := leases.replica(t, "h:1", ticks, expressions, &diary{name: "compose"})
		second := leases.replica(t, "h:2", ticks, expressions, &diary{name: "compose"})
		var wg sync.WaitGroup
		wg.Go(func() { life(t, first, 10*time.Minute) })
		synctest.Wait()
		wg.Go(func() { life(t, second, 20*time.Minute) })
		time.Sleep(10*time.Minute - time.Millisecond)
		synctest.Wait()
		if _, held, _ := first.Lease(); !held {
			t.Error("the first replica does not lead")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if c, held, _ := second.Lease(); !held || c.Token != 2 {
			t.Errorf("two seconds after the first resigned: %v %v", c, held)
		}
		wg.Wait()
	})
}

func TestAReplicaThatCannotRenewStopsItsWorkBeforeAnotherBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases, ticks := replicatedTicks()
		expressions := map[string]string{"compose": "0 8 * * *"}
		var stopped, began time.Time
		slow := &diary{name: "compose", do: func(ctx context.Context) error {
			<-ctx.Done()
			stopped = time.Now()
			return ctx.Err()
		}}
		next := &diary{name: "compose", do: func(context.Context) error { began = time.Now(); return nil }}
		first := leases.replica(t, "h:1", ticks, expressions, slow)
		second := leases.replica(t, "h:2", ticks, expressions, next)
		var wg sync.WaitGroup
		wg.Go(func() { life(t, first, 9*time.Hour) })
		synctest.Wait()
		wg.Go(func() { life(t, second, 9*time.Hour) })
		time.Sleep(8*time.Hour + 5*time.Minute)
		leases.mu.Lock()
		leases.broken["h:1"] = true
		leases.mu.Unlock()
		cut := time.Now()
		wg.Wait()
		term := time.Duration(lease.DefaultTerm)
		if stopped.IsZero() || stopped.Sub(cut) > term {
			t.Errorf("the cut-off replica worked on until %v", stopped)
		}
		if !began.After(stopped) || began.Sub(cut) > term+standbyPoll {
			t.Errorf("cut off at %v, stopped at %v, the other began at %v", cut, stopped, began)
		}
	})
}

// A process that was stopped and wakes up believes that no time has passed. It
// has no chance to cancel its work before it writes; the token refuses it.
func TestAWriteAfterTheTakeoverIsRefusedAndTheReplicaStandsBy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases, ticks := replicatedTicks()
		var log strings.Builder
		d := leases.replica(t, "h:1", ticks, map[string]string{"compose": "0 8 * * *"}, &diary{name: "compose", do: func(context.Context) error {
			leases.mu.Lock() // somebody else took it in no time
			leases.token, leases.holder, leases.until = 7, "h:2:x", time.Now().Add(time.Duration(lease.MostTerm))
			leases.mu.Unlock()
			return nil
		}})
		d.Log = slog.New(slog.NewTextHandler(&log, nil))
		d.Session.Log = d.Log
		life(t, d, 8*time.Hour+5*time.Minute)
		for tick, row := range ticks.rows {
			if tick.Nominal.Hour() == 8 && row.finished != "" {
				t.Errorf("the stale replica finished the tick: %+v", row)
			}
		}
		for _, word := range []string{"lease_lost", "taken over", "standing_by", "leader=h:2:x"} {
			if !strings.Contains(log.String(), word) {
				t.Errorf("the log does not say %q:\n%s", word, log.String())
			}
		}
	})
}

func TestAClockThatIsAnHourWrongMovesNoTick(t *testing.T) {
	for _, wrong := range []time.Duration{-time.Hour, time.Hour} {
		t.Run(wrong.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				leases, ticks := replicatedTicks()
				job := &diary{name: "compose"}
				d := leases.replica(t, "h:1", ticks, map[string]string{"compose": "0 8 * * *"}, job)
				began := time.Now()
				d.Clock = func() time.Time {
					now := time.Now().UTC()
					if now.Sub(began) > 3*time.Hour { // it jumps while the replica leads
						now = now.Add(wrong)
					}
					return now
				}
				life(t, d, 33*time.Hour)
				if got := job.ran(); !slices.Equal(got, []string{"01-01 08:00", "01-02 08:00"}) {
					t.Errorf("ran at %v", got)
				}
			})
		})
	}
}

// Of two replicas one's machine, or for both of them the database, is a month ahead from the fourth
// hour to the thirtieth: nothing is done as of next month, and as long as every clock is wrong
// nothing is done at all.
func TestNothingIsDoneByAClockThatIsAMonthAhead(t *testing.T) {
	for _, c := range []struct {
		name     string
		database bool
		want     []string
	}{
		{"the leader's machine: the other one leads", false, []string{"01-01 08:00", "01-02 08:00", "01-03 08:00"}},
		{"the database: the last tick is made up for when it is right again", true, []string{"01-02 06:00", "01-02 08:00", "01-03 08:00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				ahead := func() time.Time {
					now := time.Now().UTC()
					if lived := now.Sub(began); lived > 3*time.Hour && lived < 30*time.Hour {
						now = now.AddDate(0, 1, 0)
					}
					return now
				}
				leases, ticks := replicatedTicks()
				if c.database {
					leases.clock = ahead
				}
				var all []*diary
				var wg sync.WaitGroup
				for i := range 2 {
					job := &diary{name: "compose"}
					all = append(all, job)
					d := leases.replica(t, fmt.Sprint("h:", i), ticks, map[string]string{"compose": "0 8 * * *"}, job)
					if i == 0 && !c.database {
						d.Clock = ahead
					}
					wg.Go(func() { life(t, d, 60*time.Hour) })
					synctest.Wait() // the first one leads
					wg.Go(func() {
						time.Sleep(10 * time.Hour)
						if ready := len(d.Ready()) == 0; ready != (!c.database && i == 1) {
							t.Errorf("replica %d: %v", i, d.Ready())
						}
						time.Sleep(21 * time.Hour)
						if len(d.Ready()) != 0 {
							t.Errorf("replica %d when the clock is right: %v", i, d.Ready())
						}
					})
				}
				wg.Wait()
				got := append(all[0].ran(), all[1].ran()...)
				slices.Sort(got)
				if !slices.Equal(got, c.want) {
					t.Errorf("ran at %v, want %v", got, c.want)
				}
			})
		})
	}
}

func TestAnIdleLeaderWritesNothingButItsRenewals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases, ticks := replicatedTicks()
		d := leases.replica(t, "h:1", ticks, map[string]string{"compose": "0 8 * * *"}, &diary{name: "compose"})
		life(t, d, 5*time.Hour)
		if want := 6 * 60 * 5; leases.renewed > want || leases.renewed < want-2 {
			t.Errorf("renewed %d times in five hours, want six times a minute", leases.renewed)
		}
		if len(ticks.rows) != 1 {
			t.Errorf("ticks were written: %v", ticks.rows)
		}
	})
}
