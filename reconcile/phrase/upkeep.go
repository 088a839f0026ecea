package phrase

// Upkeep: its periods, and the command that confirms it.
var _ = add(table{
	"upkeep.week":    {"{year}年第{n}周", "week {n} of {year}"},
	"upkeep.month":   {"{year}年{n}月", "{year}-{n}"},
	"upkeep.quarter": {"{year}年第{n}季度", "quarter {n} of {year}"},
	"upkeep.year":    {"{year}年", "{year}"},
	"upkeep.once":    {"建群后", "the time after founding"},

	"help.upkeep":         {"定期要做的事：确认已做", "upkeep: confirm what is done"},
	"help.upkeep_confirm": {"确认本期的一件事已做好；不写 --group 的，一次确认由本人负责的全部群", "confirm that a task of the period is done; without --group, for all groups that the person answers for"},
	"help.upkeep_group":   {"群编号；不写 = 由 --by 负责的全部群", "group code; without it, all groups that --by answers for"},
	"help.upkeep_problem": {"检查了，有问题：写明发现了什么，交办公室处理", "checked, and something is amiss: what was found, for the office"},
	"help.upkeep_task":    {"制度里 upkeep 一项的编号（id）", "id of the policy's upkeep"},
	"help.upkeep_by":      {"确认人工号", "person code of who confirms"},
	"help.upkeep_note":    {"补充说明，例如归档在哪里", "words, such as where the archive is"},

	"cli.upkeep_confirmed":    {"已确认：{group} {period}的“{work}”。", "confirmed: “{work}” of {group} for {period}."},
	"cli.upkeep_again":        {"{group} {period}的“{work}”已经确认过了。", "“{work}” of {group} for {period} is confirmed already."},
	"cli.upkeep_none":         {"现行制度没有规定定期要做的事（upkeep 为空），没有什么要确认。要用的，请在制度里加上，例如 pack:company 的 archive。", "the policy asks for no upkeep (upkeep is empty): there is nothing to confirm. Add some to it, such as archive of pack:company."},
	"cli.upkeep_nothing_open": {"没有等待确认的“{task}”：群检查（group-check）还没有立项，或都已确认，或不由此人负责。", "no “{task}” waits to be confirmed: group-check has not opened it yet, or all are confirmed, or this person does not answer for them."},
	"cli.upkeep_all":          {"已确认 {n} 个群。", "confirmed for {n} groups."},
	"cli.upkeep_problem":      {"已记下检查结果，{n} 个群的问题交办公室处理。", "noted; the office handles the problems of {n} groups."},
	"cli.upkeep_no_task":      {"制度的 upkeep 里没有编号为“{task}”的事。可用：{allowed}", "the policy's upkeep has no task {task}. There are: {allowed}"},
	"cli.upkeep_not_asked":    {"制度没有要求 {group} 本期做“{work}”：这类群不用做，或本期开始时群还没有建。", "the policy does not ask for “{work}” of {group} in this period: its category need not, or it did not exist when the period began."},

	"reason.upkeep": {"定期要做的事已做", "upkeep done"},
})
