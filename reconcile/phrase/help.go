package phrase

// Examples of help pages, and the headings above their lists.
var _ = add(table{
	"help.word_example": {"例：", "Example:"},
	"help.list_jobs":    {"任务：", "Jobs:"},
	"help.list_rules":   {"规则（--rule）：", "Rules (--rule):"},

	"digest.job.deliver":   {"发送通知", "delivery"},
	"digest.job.digest":    {"汇总", "digest"},
	"digest.job.sync":      {"收取名单来源", "sync of sources"},
	"digest.job.backup":    {"备份", "backup"},
	"digest.job.retention": {"清理过期文本", "retention"},

	"example.import":              {"qunguan import 单位.csv 人员.xlsx 工作群.xlsx 群成员.csv\nqunguan import 导出.csv --platform QQ --group G001 --taken-at 2026-11-21", "qunguan import units.csv staff.xlsx groups.xlsx members.csv\nqunguan import export.csv --platform QQ --group G001 --taken-at 2026-11-21"},
	"example.run":                 {"qunguan run member-check zombie-scan stage-expiry group-check overlap-scan account-check\nqunguan run escalate compose deliver", "qunguan run member-check zombie-scan stage-expiry group-check overlap-scan account-check\nqunguan run escalate compose deliver"},
	"example.cases":               {"qunguan cases --open --unit U001\nqunguan cases --open --rule member.left", "qunguan cases --open --unit U001\nqunguan cases --open --rule member.left"},
	"example.case":                {"qunguan case 12", "qunguan case 12"},
	"example.notices":             {"qunguan notices --state manual\nqunguan notices relay-sheet -o 转达.txt", "qunguan notices --state manual\nqunguan notices relay-sheet -o sheet.txt"},
	"example.notices.relay":       {"qunguan notices relay msg_A msg_B --by P00001", "qunguan notices relay msg_A msg_B --by P00001"},
	"example.notices.relay-sheet": {"qunguan notices relay-sheet -o 转达.txt", "qunguan notices relay-sheet -o sheet.txt"},
	"example.members":             {"qunguan members --group G001 -o 名单.xlsx", "qunguan members --group G001 -o members.xlsx"},
	"example.explain":             {"qunguan explain 12\nqunguan explain --group G001 --account wx_wangwei", "qunguan explain 12\nqunguan explain --group G001 --account wx_wangwei"},
	"example.report":              {"qunguan report ledger --from 2026-11-01 --to 2026-11-30 -o 台账.xlsx", "qunguan report ledger --from 2026-11-01 --to 2026-11-30 -o ledger.xlsx"},
	"example.guard":               {"qunguan guard list", "qunguan guard list"},

	"help.verbose": {"把每个决定的日志也显示出来", "show the log of every decision too"},
})
