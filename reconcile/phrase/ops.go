package phrase

// What operators read: metrics, the doctor, retention.
var _ = add(table{
	"help.metrics":           {"监控：输出 Prometheus 告警规则、Grafana 面板", "monitoring: print alerting rules for Prometheus, a dashboard for Grafana"},
	"help.metrics_rules":     {"输出 Prometheus 告警规则文件（rule_files）", "print a file of alerting rules for Prometheus (rule_files)"},
	"help.metrics_dashboard": {"输出 Grafana 面板的 JSON（导入即用）", "print a Grafana dashboard as JSON, to be imported"},
})
