package replicas

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"qunguan/cmd/internal/binarytest"
)

const job = "member-check"

// slow is a way to the database on which a run of the county lasts long enough
// to be disturbed in its middle.
const slow = 4 * time.Millisecond

// of is the pattern of the names under which a replica claims parts.
func of(r *replica) string { return fmt.Sprintf("%%:%d:%%", r.Cmd.Process.Pid) }

// middle waits until some part of the run is done, and the replica works on
// another.
func (c *county) middle(r *replica) {
	c.Helper()
	binarytest.Until(c, "the middle of the run", func() bool {
		return c.partsDone() > 0 && c.number("SELECT COUNT(*) FROM run_parts WHERE finished_ms = 0 AND holder LIKE ?", of(r)) > 0
	})
	if c.finished(job) > 0 {
		c.Fatal("the run ended too early to be disturbed")
	}
}

func TestALeadersRunIsFinishedByTheOthersWhenItIsKilled(t *testing.T) {
	t.Parallel()
	const units = 150
	c := newCounty(t, units)
	all := c.replicas(3, slow)
	c.begin(job)
	first := c.leader(all)
	c.middle(first)
	first.Kill()
	killed := time.Now()
	dead := of(first)
	done := c.number("SELECT COUNT(*) FROM run_parts WHERE finished_ms > 0 AND holder LIKE ?", dead)
	next := c.leader(all, first)
	took := time.Since(killed)
	binarytest.Until(t, "the end of the run", func() bool { return c.finished(job) == 1 })
	t.Logf("killed with %d parts done: the next leads after %v (term %v), the run ends after %v", done, took.Round(time.Millisecond), term, time.Since(killed).Round(time.Millisecond))
	if took > term+5*time.Second { // a poll, and the delay of a busy machine
		t.Errorf("taken over after %v, the term is %v", took, term)
	}
	c.ledgerIsWhole(units)
	if now := c.number("SELECT COUNT(*) FROM run_parts WHERE finished_ms > 0 AND holder LIKE ?", dead); now != done {
		t.Errorf("%d parts stand under the dead holder, %d did when it died: what is done stays done", now, done)
	}
	if n := c.number("SELECT COUNT(*) FROM run_parts WHERE token > 1"); n != 1 {
		t.Errorf("%d parts were claimed again, want the one that died with its holder", n)
	}
	if n := len(next.Lines("run_finished")); n != 1 {
		t.Errorf("the new leader finished %d runs, want 1", n)
	}
}

func TestALeaderThatIsToldToStopIsFollowedWithinTwoSeconds(t *testing.T) {
	t.Parallel()
	const units = 150
	c := newCounty(t, units)
	c.term = 30 * time.Second // an earlier takeover is not its end
	all := c.replicas(2, slow)
	c.begin(job)
	first := c.leader(all)
	c.middle(first)
	first.signal(t, syscall.SIGTERM)
	told := time.Now()
	<-first.Ended
	ended := time.Now()
	c.leader(all, first)
	took := time.Since(told)
	binarytest.Until(t, "the end of the run", func() bool { return c.finished(job) == 1 })
	t.Logf("told to stop: it ends after %v, the next leads after %v, the run ends after %v", ended.Sub(told).Round(time.Millisecond), took.Round(time.Millisecond), time.Since(told).Round(time.Millisecond))
	if took > 5*time.Second { // two seconds, and the delay of a busy machine
		t.Errorf("taken over after %v, want two seconds", took)
	}
	c.ledgerIsWhole(units)
	if code := first.Cmd.ProcessState.ExitCode(); code != 0 || len(first.Lines("lease_resigned")) != 1 {
		t.Errorf("exit code %d, log:\n%s", code, binarytest.Tail(first.Stderr.String()))
	}
	noErrors(t, all)
}

// A process that is stopped cannot know that its term ends. When it goes on, the other has its work,
// and its late writes are refused.
func TestALeaderThatWasStoppedForLongerThanTheTermWritesNothingAndStandsBy(t *testing.T) {
	t.Parallel()
	for round := range 3 {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			t.Parallel()
			const units = 150
			c := newCounty(t, units)
			all := c.replicas(2, slow)
			c.begin(job)
			first := c.leader(all)
			c.middle(first)
			time.Sleep(time.Duration(round) * 37 * time.Millisecond) // elsewhere in a unit each time
			first.signal(t, syscall.SIGSTOP)
			stopped := time.Now()
			next := c.leader(all, first)
			binarytest.Until(t, "the run's end by the other", func() bool { return c.finished(job) == 1 })
			t.Logf("stopped: the other ends the run after %v", time.Since(stopped).Round(time.Millisecond))
			before := c.everything()
			first.signal(t, syscall.SIGCONT)
			binarytest.Until(t, "the stale one to stand by", func() bool { return len(first.Lines("standing_by")) == 2 })
			if len(first.Lines("lease_lost")) == 0 {
				t.Errorf("does not say that it lost the lease:\n%s", binarytest.Tail(first.Stderr.String()))
			}
			if after := c.everything(); after != before {
				t.Errorf("the stale leader changed the registry:\nbefore %s\nafter  %s", before, after)
			}
			c.ledgerIsWhole(units)
			binarytest.Until(t, "readiness of the stale one", func() bool { return c.isReady(first) })
			// It is a replica as before: when the other goes, it leads.
			next.signal(t, syscall.SIGTERM)
			if again := c.leader(all, next); again != first {
				t.Error("somebody else leads")
			}
			if n := len(first.Lines("run_finished")); n != 0 {
				t.Errorf("the stale one finished %d runs", n)
			}
		})
	}
}

// everything is a checksum of all tables a run writes.
func (c *county) everything() string {
	c.Helper()
	rows, err := c.db.QueryContext(c.Context(), "CHECKSUM TABLE cases, case_steps, runs, ticks, rule_baselines, counters, run_parts, audit_seals, audit_marks, held_parts, notices")
	if err != nil {
		c.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var table string
		var sum int64
		if err := rows.Scan(&table, &sum); err != nil {
			c.Fatal(err)
		}
		all = append(all, fmt.Sprint(table, "=", sum))
	}
	if err := rows.Err(); err != nil {
		c.Fatal(err)
	}
	return strings.Join(all, " ")
}

func noErrors(t *testing.T, all []*replica) {
	t.Helper()
	for i, r := range all {
		if s := r.Stderr.String(); strings.Contains(s, `"level":"ERROR"`) || strings.Contains(s, "panic:") {
			t.Errorf("replica %d logged an error:\n%s", i, binarytest.Tail(s))
		}
	}
}

func TestThreeReplicasRunEachTickOnceAndShareItsParts(t *testing.T) {
	t.Parallel()
	const units = 150
	c := newCounty(t, units)
	all := c.replicas(3, slow)
	c.begin(job)
	binarytest.Until(t, "the end of the run", func() bool { return c.finished(job) == 1 })
	c.ledgerIsWhole(units)
	var summary string
	if err := c.db.GetContext(t.Context(), &summary, "SELECT summary FROM runs"); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"opened":300,`, `"rows":1800`, `"groups":150,`, `"status":"ok"`, `"closed":0,`} {
		if !strings.Contains(summary, part) {
			t.Errorf("the run's report, which is the sum of its parts', lacks %s:\n%s", part, summary)
		}
	}
	for i, r := range all {
		n := c.number("SELECT COUNT(*) FROM run_parts WHERE holder LIKE ?", of(r))
		t.Logf("replica %d did %d parts", i, n)
		if n == 0 {
			t.Errorf("replica %d did no part", i)
		}
	}
	if n := c.number("SELECT COUNT(*) FROM run_parts WHERE token > 1"); n != 0 {
		t.Errorf("%d parts were claimed twice", n)
	}
	noErrors(t, all)
}
