package replicas

import (
	"fmt"
	"testing"
	"time"

	"qunguan/cmd/internal/binarytest"
)

// BenchmarkSharedRun is a member-check of one and of three replicas: the first
// run, which opens two cases in every group, and the next, which sees them
// again. All share this machine's cores and one MariaDB with it, so that with
// no way to the database the cores are the limit; with a way of some
// milliseconds, as in an office whose database stands elsewhere, the way is.
func BenchmarkSharedRun(b *testing.B) {
	for _, way := range []struct {
		delay         time.Duration
		units, people int
		rooms         int
	}{{0, 150, 100, 12}, {5 * time.Millisecond, 450, 12, 1}} {
		for _, n := range []int{1, 3} {
			b.Run(fmt.Sprintf("delay=%v/replicas=%d", way.delay, n), func(b *testing.B) {
				for b.Loop() {
					c := newLargeCounty(b, way.units, way.rooms, way.people)
					c.term = 30 * time.Second
					all := c.replicas(n, way.delay)
					first := c.timed(all, 1)
					c.again(all)
					second := c.timed(all, 2)
					b.ReportMetric(first, "s/first-run")
					b.ReportMetric(second, "s/next-run")
					b.ReportMetric(float64(way.units*way.rooms*way.people), "rows")
				}
			})
		}
	}
}

// timed is how many seconds a run takes that begins now.
func (c *county) timed(all []*replica, nth int) float64 {
	c.Helper()
	c.begin(job)
	binarytest.Until(c, "the end of the run", func() bool { return c.finished(job) == nth })
	for _, r := range all {
		if ended := r.Lines("run_finished"); len(ended) > 0 {
			if seconds, ok := ended[len(ended)-1]["seconds"].(float64); ok && c.isReady(r) {
				if leads := c.leader(all); leads == r {
					return seconds
				}
			}
		}
	}
	c.Fatal("nobody says how long the run took")
	return 0
}
