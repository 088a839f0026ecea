package cli_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"qunguan/cmd/internal/binarytest"
	"qunguan/sql/sqltest"
)

// scraped are the metrics of a daemon: name and labels to value.
func scraped(t testing.TB, url string) (map[string]float64, string) {
	t.Helper()
	code, text := get(t, url+"/metrics", "")
	if code != http.StatusOK {
		t.Fatalf("/metrics: %d %s", code, text)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatalf("/metrics: %v", err)
	}
	all := map[string]float64{}
	for name, f := range families {
		for _, m := range f.GetMetric() {
			key := []string{name}
			for _, l := range m.GetLabel() {
				key = append(key, l.GetValue())
			}
			all[strings.Join(key, " ")] = m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	return all, text
}

func TestAScrapeOfTheRealDaemonCountsCasesAndNamesNobody(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(monday, r.routes())
		w.judge(monday)
		w.runJobs(monday, "compose", "deliver")
		d, url := w.daemon()
		m, text := scraped(t, url)
		for _, k := range w.cases() {
			m["qunguan_cases "+k.Rule+" "+k.State]--
		}
		for key, left := range m {
			if strings.HasPrefix(key, "qunguan_cases ") && left != 0 {
				t.Errorf("%s is off by %v", key, left)
			}
		}
		if m["qunguan_registry_up"] != 1 || m["qunguan_job_last_run_status member-check ok"] != 1 || m["qunguan_act_mode"] != 1 ||
			m["qunguan_calendar_remaining_seconds"] == 0 || m["qunguan_job_last_success_timestamp_seconds compose"] == 0 {
			t.Errorf("the daemon's vitals:\n%s", text)
		}
		for _, personal := range []string{"P11", "wx_", "星辰", "钱江", "mail.test", "U1", "G1"} {
			if strings.Contains(text, personal) {
				t.Errorf("a scrape holds %q:\n%s", personal, text)
			}
		}
		w.stop(d)
	})
}

func TestADaemonWhoseDatabaseIsAwaySaysSoAndComesBack(t *testing.T) {
	t.Parallel()
	server := sqltest.NewOwn(t)
	w := newWorld(t, server.DSN())
	w.mayFail = true // it logs that the database is away
	d, url := w.daemon()
	server.Stop()
	binarytest.Until(t, "/readyz to name the database", func() bool {
		code, body := get(t, url+"/readyz", "")
		return code == http.StatusServiceUnavailable && strings.Contains(body, "database: cannot be reached")
	})
	if code, _ := get(t, url+"/healthz", ""); code != http.StatusOK {
		t.Errorf("/healthz: %d; a database that is away is no reason to kill the process", code)
	}
	binarytest.Until(t, "/metrics to say so", func() bool { m, _ := scraped(t, url); return m["qunguan_registry_up"] == 0 })
	server.Start()
	binarytest.Until(t, "/readyz to be well again", func() bool { code, _ := get(t, url+"/readyz", ""); return code == http.StatusOK })
	binarytest.Until(t, "/metrics to count again", func() bool { m, _ := scraped(t, url); return m["qunguan_registry_up"] == 1 })
	w.stop(d)
}

func TestRulesAndDashboardComeOutOfTheProgram(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	if d := w.OK("metrics", "rules"); !strings.HasPrefix(d.Stdout, "# Alerting rules") || !strings.Contains(d.Stdout, "alert: QunguanRegistryDown") {
		t.Errorf("rules: %s", binarytest.Tail(d.Stdout))
	}
	if d := w.OK("metrics", "dashboard"); !strings.Contains(d.Stdout, `"uid": "qunguan"`) {
		t.Errorf("dashboard: %s", binarytest.Tail(d.Stdout))
	}
}
