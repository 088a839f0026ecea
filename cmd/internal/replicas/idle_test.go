package replicas

import (
	"strings"
	"testing"
	"time"

	"qunguan/jobs"
)

// Between ticks the leader renews its lease and looks once a minute, the
// others look at the lease; nothing else is written.
func TestBetweenTicksNothingIsWrittenButTheRenewal(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 5)
	c.term = 15 * time.Second
	all := c.replicas(2, 0)
	c.exec("UPDATE leases SET until_at = NOW(6) WHERE name = ?", jobs.SchedulerLease)
	leader := c.leader(all)
	time.Sleep(3 * time.Second) // it looks for due jobs, notes their beginning
	before := c.everything()
	for _, r := range all {
		r.line.statements()
	}
	const watched = 20 * time.Second
	time.Sleep(watched)
	for _, r := range all {
		renewals, reads := 0, 0
		for _, s := range r.line.statements() {
			switch {
			case strings.HasPrefix(s, "UPDATE leases SET until_at"):
				renewals++
			case strings.HasPrefix(s, "SELECT"):
				reads++
			case strings.HasPrefix(s, "SET SESSION"): // a new connection
			default:
				t.Errorf("an idle replica sends %.200s", s)
			}
		}
		perMinute := func(n int) float64 { return float64(n) * float64(time.Minute) / float64(watched) }
		t.Logf("leads: %v; a minute: %.0f renewals, %.0f reads", r == leader, perMinute(renewals), perMinute(reads))
		if r != leader && renewals > 0 {
			t.Errorf("a replica that stands by writes: %d renewals", renewals)
		}
		if r == leader && (renewals < 2 || renewals > 5) {
			t.Errorf("%d renewals in %v with a term of %v", renewals, watched, c.term)
		}
		if perMinute(reads) > 60 {
			t.Errorf("%.0f reads a minute", perMinute(reads))
		}
	}
	if after := c.everything(); after != before {
		t.Errorf("the registry changed:\nbefore %s\nafter  %s", before, after)
	}
	noErrors(t, all)
}
