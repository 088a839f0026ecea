package cli

import (
	"fmt"

	"qunguan/cmd/internal/metrics"
)

type metricsCmd struct {
	Rules     metricsRulesCmd     `cmd:"" help:"${help_metrics_rules}"`
	Dashboard metricsDashboardCmd `cmd:"" help:"${help_metrics_dashboard}"`
}

type metricsRulesCmd struct{}

// Run prints alerting rules for Prometheus.
func (cmd *metricsRulesCmd) Run(c *call) error { return c.file(metrics.Rules) }

type metricsDashboardCmd struct{}

// Run prints a dashboard for Grafana.
func (cmd *metricsDashboardCmd) Run(c *call) error { return c.file(metrics.Dashboard) }

// file prints a file as it is.
func (c *call) file(content []byte) error {
	if _, err := c.Stdout.Write(content); err != nil {
		return fmt.Errorf("print the file: %w", err)
	}
	return nil
}
