// Package metrics shows the program's vitals to Prometheus. It counts the outcomes of notices itself
// and reads everything else from the registry at a scrape, and never puts a name of a person, a group
// or a unit into a label.
package metrics

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"qunguan/jobs/vitals"
	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/workgroup"
)

// freshFor is how long counted figures are reused: several Prometheus servers, or a page that is
// reloaded again and again, cost the registry no more than one.
const freshFor = 10 * time.Second

// countFor bounds the counting, for which a scrape waits.
const countFor = 5 * time.Second

// Source counts the figures.
type Source interface {
	Vitals(ctx context.Context, now time.Time) (vitals.Figures, error)
}

// Config holds the figures of Metrics that do not come from the registry.
type Config struct {
	Source  Source
	Version string
	Act     bool                          // notices are sent
	Now     func() time.Time              // in the policy's time zone
	Covered func() (_, to workgroup.Date) // the holiday table's days
	Jobs    []string                      // the shown jobs; other jobs in the registry are left out
	// Scheduled is the newest tick of each job since the program began and up
	// to now; jobs without one are absent.
	Scheduled func(now time.Time) map[string]time.Time
	Lease     func() (Lease, bool) // false: this registry has no lease
	Upkeep    func() Upkeep        // nil: not checked
	Log       *slog.Logger
}

// Lease is this process's right to run scheduled jobs.
type Lease struct {
	Held bool
	Term int64 // the fencing token
}

// Metrics collects for Prometheus.
type Metrics struct {
	Config

	notices *prometheus.CounterVec
	handler http.Handler

	mu      sync.Mutex
	figures vitals.Figures
	counted time.Time // when; zero = never
	failed  bool      // the last counting
}

// New makes the collector and its page.
func New(c Config) *Metrics {
	m := &Metrics{Config: c, notices: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "qunguan_notices_total",
		Help: "Decisions about notices that this process made, by channel and outcome.",
	}, []string{"channel", "outcome"})}
	// Every series begins at zero, because a series that begins with its first event has no increase:
	// three hundred notices that died within one scrape raised no alarm.
	for _, channel := range append(slices.Clone(channels), channelLabel("")) {
		for _, outcome := range outbox.Outcomes() {
			m.notices.WithLabelValues(channel, outcome)
		}
	}
	reg := prometheus.NewRegistry()
	reg.MustRegister(m, m.notices, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.handler = promhttp.HandlerFor(reg, promhttp.HandlerOpts{
		ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelWarn),
	})
	return m
}

// ServeHTTP answers a scrape.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.handler.ServeHTTP(w, r) }

// Observe counts the outcome of a send (outbox.Config.Observe).
func (m *Metrics) Observe(e outbox.Event) {
	m.notices.WithLabelValues(channelLabel(e.Channel), e.Outcome).Inc()
}

// channels are the values of 渠道.
var channels = []string{notify.Slack, notify.WeCom, notify.DingTalk, notify.Feishu, notify.Webhook, notify.Email, notify.Manual}

// channelLabel names the lack of a channel: an empty label is no label.
func channelLabel(channel string) string {
	if channel == "" {
		return "none"
	}
	return channel
}

// count reads the registry unless it did so a moment ago. While the registry does not answer, the page
// says so and shows no counts, rather than old ones.
func (m *Metrics) count() (f vitals.Figures, up bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.counted.IsZero() && time.Since(m.counted) < freshFor {
		return m.figures, !m.failed
	}
	ctx, cancel := context.WithTimeout(context.Background(), countFor)
	defer cancel()
	f, err := m.Source.Vitals(ctx, m.Now())
	m.counted, m.failed = time.Now(), err != nil
	if err != nil {
		m.Log.Warn("metrics_not_counted", "error", err)
		f = vitals.Figures{}
	}
	m.figures = f
	return f, err == nil
}
