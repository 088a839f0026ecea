package app

import (
	"maps"
	"slices"
	"time"

	"qunguan/cmd/internal/metrics"
	"qunguan/jobs"
)

// buildMetrics shows the daemon to Prometheus.
func (a *App) buildMetrics(d *jobs.Daemon) *metrics.Metrics {
	began := time.Now()
	return metrics.New(metrics.Config{
		Source: a.Store, Version: a.Version, Act: a.act(),
		Now:     func() time.Time { return time.Now().In(a.Settings.Location) },
		Covered: a.Calendar.Covered,
		Jobs:    slices.Sorted(maps.Keys(a.Runner.Jobs)),
		Scheduled: func(now time.Time) map[string]time.Time {
			ticks := map[string]time.Time{}
			for job, s := range d.Schedules {
				if at, ok := s.Latest(began, now); ok {
					ticks[job] = at
				}
			}
			return ticks
		},
		Lease: func() (metrics.Lease, bool) {
			c, held, shared := d.Lease()
			return metrics.Lease{Held: held, Term: c.Token}, shared
		},
		Upkeep: a.upkeep,
		Log:    a.Log,
	})
}
