package metrics_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"qunguan/cmd/internal/metrics"
	"qunguan/jobs/vitals"
	"qunguan/notify/outbox"
	"qunguan/reconcile/workgroup"
)

// monday is a moment in 2026 that every test looks from.
var monday = time.Date(2026, time.November, 16, 9, 0, 0, 0, time.UTC)

// registry counts what it was given, and how often.
type registry struct {
	figures vitals.Figures
	err     error
	asked   int
}

func (r *registry) Vitals(context.Context, time.Time) (vitals.Figures, error) {
	r.asked++
	return r.figures, r.err
}

// full has a value in every figure.
func full() vitals.Figures {
	return vitals.Figures{
		Runs: []vitals.Run{
			{Job: "member-check", EndedAt: monday, SucceededAt: monday.Add(-time.Hour), Status: "failed", Seconds: 1.5, Unjudged: map[string]int{"roster_stale": 4}},
			{Job: "audit", EndedAt: monday.Add(-2 * time.Hour), SucceededAt: monday.Add(-2 * time.Hour), Status: "ok", Problems: 2},
			{Job: "digest office 1 2 3 4 *", EndedAt: monday, Status: "ok"},
		},
		Cases:   []vitals.CaseCount{{Rule: "member.unknown", State: "found", N: 7}},
		Waiting: []vitals.NoticeCount{{Channel: "", State: "pending", N: 2}},
		Outbox:  vitals.Outbox{Due: 2, OldestDue: monday.Add(-90 * time.Second)},
		Burden:  vitals.Burden{People: 2, Messages: 5, Most: 4},
		Held:    1,
	}
}

func exposed(r *registry) *metrics.Metrics {
	m := metrics.New(metrics.Config{
		Source: r, Version: "1.2.3", Act: true, Now: func() time.Time { return monday },
		Covered:   func() (_, to workgroup.Date) { return "2016-01-01", "2026-12-31" },
		Jobs:      []string{"audit", "member-check"},
		Scheduled: func(time.Time) map[string]time.Time { return map[string]time.Time{"member-check": monday} },
		Lease:     func() (metrics.Lease, bool) { return metrics.Lease{Held: true, Term: 12}, true },
		Upkeep: func() metrics.Upkeep {
			return metrics.Upkeep{DiskFree: 5 << 30, DiskSize: 50 << 30, BackupWanted: true, BackupAt: monday.AddDate(0, 0, -1)}
		},
		Log: slog.New(slog.DiscardHandler),
	})
	m.Observe(outbox.Event{Notice: "msg_1", Channel: "email", Outcome: "sent"})
	m.Observe(outbox.Event{Notice: "msg_2", Channel: "", Outcome: "dead"})
	return m
}

func scrape(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	if w.Code != 200 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestAScrapeSaysWhatTheRegistryCounted(t *testing.T) {
	text := scrape(t, exposed(&registry{figures: full()}))
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for name, f := range families {
		if !strings.HasPrefix(name, "qunguan_") || name == "qunguan_build_info" {
			continue
		}
		for _, s := range f.GetMetric() {
			key := []string{name}
			for _, l := range s.GetLabel() {
				key = append(key, l.GetValue())
			}
			if v := s.GetGauge().GetValue() + s.GetCounter().GetValue(); v != 0 { // every series stands from the start
				got[strings.Join(key, " ")] = v
			}
		}
	}
	unix := float64(monday.Unix())
	want := map[string]float64{
		"qunguan_act_mode": 1, "qunguan_registry_up": 1, "qunguan_calendar_remaining_seconds": 45 * 86400,
		"qunguan_job_last_run_timestamp_seconds member-check":     unix,
		"qunguan_job_last_success_timestamp_seconds member-check": unix - 3600,
		"qunguan_job_scheduled_timestamp_seconds member-check":    unix,
		"qunguan_job_last_run_duration_seconds member-check":      1.5,
		"qunguan_job_last_run_status member-check failed":         1,
		"qunguan_job_last_run_status audit ok":                    1,
		"qunguan_job_last_run_timestamp_seconds audit":            unix - 7200,
		"qunguan_job_last_success_timestamp_seconds audit":        unix - 7200,
		"qunguan_unjudged member-check roster_stale":              4,
		"qunguan_cases member.unknown found":                      7,
		"qunguan_guard_held_parts":                                1,
		"qunguan_notices_waiting none pending":                    2,
		"qunguan_notices_total email sent":                        1,
		"qunguan_notices_total none dead":                         1,
		"qunguan_outbox_due":                                      2,
		"qunguan_outbox_oldest_due_age_seconds":                   90,
		"qunguan_person_messages_week_max":                        4,
		"qunguan_person_messages_week_avg":                        2.5,
		"qunguan_messaged_people_week":                            2,
		"qunguan_lease_held":                                      1,
		"qunguan_lease_term":                                      12,
		"qunguan_data_disk_free_bytes":                            5 << 30,
		"qunguan_data_disk_size_bytes":                            50 << 30,
		"qunguan_backup_last_success_timestamp_seconds":           unix - 86400,
		"qunguan_audit_verified_timestamp_seconds":                unix - 7200,
		"qunguan_audit_problems":                                  2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheNamesAreAsPrometheusWantsThem(t *testing.T) {
	problems, err := promlint.New(strings.NewReader(scrape(t, exposed(&registry{figures: full()})))).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}

func TestTheRegistryIsAskedOncePerTenSecondsAndNeverUnasked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &registry{figures: full()}
		m := exposed(r)
		time.Sleep(time.Hour)
		if r.asked != 0 {
			t.Fatalf("asked %d times though nobody scraped", r.asked)
		}
		for range 20 {
			scrape(t, m)
			time.Sleep(time.Second)
		}
		if r.asked != 2 {
			t.Errorf("20 scrapes in 20 seconds asked the registry %d times, want 2", r.asked)
		}
	})
}

func TestARegistryThatDoesNotAnswerIsSaidAndOldCountsAreNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &registry{figures: full()}
		m := exposed(r)
		scrape(t, m)
		time.Sleep(time.Minute)
		r.err = errors.New("gone away")
		text := scrape(t, m)
		if !strings.Contains(text, "qunguan_registry_up 0") || strings.Contains(text, "qunguan_cases{") || !strings.Contains(text, "qunguan_build_info{") {
			t.Errorf("want registry_up 0, no cases, still build_info:\n%s", text)
		}
		time.Sleep(time.Minute)
		r.err = nil
		if !strings.Contains(scrape(t, m), "qunguan_registry_up 1") {
			t.Error("does not come back")
		}
	})
}

func TestEverySeriesStandsBeforeItsFirstEvent(t *testing.T) {
	text := scrape(t, metrics.New(metrics.Config{
		Source: &registry{}, Now: func() time.Time { return monday }, Jobs: []string{"member-check", "backup"},
		Covered:   func() (_, to workgroup.Date) { return "2016-01-01", "2026-12-31" },
		Scheduled: func(time.Time) map[string]time.Time { return nil },
		Lease:     func() (metrics.Lease, bool) { return metrics.Lease{}, false },
		Log:       slog.New(slog.DiscardHandler),
	}))
	for _, series := range []string{
		`qunguan_notices_total{channel="email",outcome="dead"} 0`, `qunguan_notices_total{channel="none",outcome="exhausted"} 0`,
		`qunguan_job_last_run_timestamp_seconds{job="backup"} 0`, `qunguan_job_last_run_status{job="member-check",status="failed"} 0`,
		`qunguan_notices_waiting{channel="none",state="uncertain"} 0`, `qunguan_notices_waiting{channel="none",state="manual"} 0`,
		`qunguan_unjudged{job="member-check",reason="none"} 0`, `qunguan_guard_held_parts 0`,
	} {
		if !strings.Contains(text, series+"\n") {
			t.Errorf("%s is not shown", series)
		}
	}
}

// The metrics of an alert or a panel must exist, or it is silent for ever.
func TestRulesAndDashboardAskOnlyForWhatAScrapeHas(t *testing.T) {
	text := scrape(t, exposed(&registry{figures: full()}))
	for name, e := range map[string]map[string]string{"rules": ruleExpressions(t, metrics.Rules), "dashboard": panelExpressions(t, metrics.Dashboard)} {
		if len(e) < 10 {
			t.Errorf("%s: only %d expressions were found", name, len(e))
		}
		for title, expression := range e {
			if problems := checkExpression(expression, text); len(problems) > 0 {
				t.Errorf("%s, %q:\n%s\n%s", name, title, expression, strings.Join(problems, "\n"))
			}
		}
	}
}

func TestEveryMetricOfOursIsOnTheDashboardOrInARule(t *testing.T) {
	all := append(bytes.Clone(metrics.Rules), metrics.Dashboard...)
	for line := range strings.Lines(scrape(t, exposed(&registry{figures: full()}))) {
		name, ours := strings.CutPrefix(strings.TrimSpace(line), "# TYPE qunguan_")
		name, _, _ = strings.Cut(name, " ")
		if ours && !bytes.Contains(all, []byte("qunguan_"+name)) {
			t.Errorf("qunguan_%s is shown to nobody", name)
		}
	}
}

func TestTheCheckOfExpressionsFindsWhatIsWrong(t *testing.T) {
	text := "# TYPE a gauge\na{job=\"x\"} 1\n"
	for expression, want := range map[string]string{
		`a{job="x"} > 1`:           "",
		`sum by (job) (a)`:         "",
		`b > 1`:                    "b",
		`sum(a`:                    "(",
		`a{unit="x"}`:              "unit",
		`sum by (unit) (a)`:        "unit",
		`rite(a[5m])`:              "rite",
		`a{job="x}`:                "\"",
		`a offset 8d > on (job) a`: "",
	} {
		got := strings.Join(checkExpression(expression, text), "; ")
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: found %q, want something about %q", expression, got, want)
		}
	}
	if !slices.Contains(promFunctions, "rate") {
		t.Error("rate is a function")
	}
}

// promtool stands in Debian's package prometheus; CI has it.
func TestAlertsFireWhenTheyShouldAndOnlyThen(t *testing.T) {
	tool, err := exec.LookPath("promtool")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("CI must test the alerts: promtool is not installed")
		}
		t.Skip("promtool is not installed (Debian: prometheus)")
	}
	for _, args := range [][]string{{"check", "rules", "alerts.yaml"}, {"test", "rules", "alerts_test.yaml"}} {
		cmd := exec.CommandContext(t.Context(), tool, args...)
		cmd.Dir = "ops"
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}
