package metrics

import _ "embed" // the files for Prometheus and Grafana

// Rules is a file of alerting rules for Prometheus (rule_files).
//
//go:embed ops/alerts.yaml
var Rules []byte

// Dashboard is a dashboard for Grafana (import, or provisioning).
//
//go:embed ops/dashboard.json
var Dashboard []byte
