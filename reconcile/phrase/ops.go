package phrase

// Texts for operators: metrics, the doctor, retention.
var _ = add(table{
	"policy.about.backup":      {"每天自动备份内置数据库（用服务器数据库的，请用 mysqldump）", "daily copies of the embedded registry (a server has mysqldump)"},
	"policy.about.backup.keep": {"保留最近几份", "how many of the newest copies to keep"},
	"policy.about.backup.dir":  {"放备份的文件夹，最好在另一块盘上；空 = 不自动备份", "the folder of the copies, best on another disk; empty = none are made"},
	"web.job.backup":           {"备份", "backup"},
	"read.copies":              {"备份", "copies"},
	"read.copies_removed":      {"清除旧备份", "old copies removed"},
	"trouble.no_backup_dir":    {"办法里没有写 backup.dir，没有备份。", "the policy names no backup.dir; no copy was made."},
	"trouble.backup_embedded_only": {
		"backup 只备份内置数据库；MySQL 请用 mysqldump --single-transaction。",
		"backup copies the embedded registry only; for MySQL use mysqldump --single-transaction.",
	},
	"cli.copy_good":          {"{file} 完好：版本 {version}，人员 {people}，问题 {cases}，通知 {notices}，运行 {runs}。", "{file} is whole: version {version}, {people} people, {cases} cases, {notices} notices, {runs} runs"},
	"cli.copy_bad":           {"{file} 不能用来恢复：{detail}", "{file} cannot be restored from: {detail}"},
	"help.backup_verify":     {"备份后再读一遍核对；文件已存在时只核对它", "read the copy through; if the file exists, only that"},
	"help.metrics":           {"监控：输出 Prometheus 告警规则、Grafana 面板", "monitoring: print alerting rules for Prometheus, a dashboard for Grafana"},
	"help.metrics_rules":     {"输出 Prometheus 告警规则文件（rule_files）", "print a file of alerting rules for Prometheus (rule_files)"},
	"help.metrics_dashboard": {"输出 Grafana 面板的 JSON（导入即用）", "print a Grafana dashboard as JSON, to be imported"},

	"policy.about.retention":             {"保留期限（天）：超过后清除不再需要的个人信息；0 = 不清除", "days after which personal data that nothing needs is removed; 0 = never"},
	"policy.about.retention.notice_days": {"已办结问题的通知，正文和附件保留多少天", "words and files of notices about closed cases"},
	"policy.about.retention.import_days": {"导入的活动明细保留多少天；判断要用的最新一条不清除", "imported rows of activity; the newest that count stay"},
	"policy.about.retention.roster_days": {"一直没有更新的群成员名单保留多少天；有未办结问题的群不清除", "rosters that were not renewed; groups with open cases keep theirs"},
	"audit_source.notice_purges":         {"正文的清除", "removal of a notice's text"},
	"cli.notice_purged":                  {"（正文已按策略的保留期限 retention.notice_days 清除；何时、经哪个渠道告知了谁仍有记录。）", "(The text was removed by the policy's retention.notice_days; who was told when and by which channel is still on record.)"},
	"policy.retention.roster":            {"只有 {days} 天，比 member.roster_max_age_days（{fresh} 天）还短：还在用的名单会被清除。请改成不小于 {fresh}，或写 0。", "{days} days, which is less than member.roster_max_age_days ({fresh}): rosters in use would be removed. Make it at least {fresh}, or 0."},
	"policy.retention.import":            {"只有 {days} 天，比 member.roster_max_age_days（{fresh} 天）还短：还在用的活动数据会被清除。请改成不小于 {fresh}，或写 0。", "{days} days, which is less than member.roster_max_age_days ({fresh}): activity in use would be removed. Make it at least {fresh}, or 0."},
})
