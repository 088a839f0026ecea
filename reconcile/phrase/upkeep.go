package phrase

// Upkeep: its periods, and the command that confirms it.
var _ = add(table{
	"upkeep.week":    {"{year}年第{n}周", "week {n} of {year}"},
	"upkeep.month":   {"{year}年{n}月", "{year}-{n}"},
	"upkeep.quarter": {"{year}年第{n}季度", "quarter {n} of {year}"},
	"upkeep.year":    {"{year}年", "{year}"},
	"upkeep.once":    {"建群后", "the time after founding"},

	"help.upkeep":         {"定期要做的事：确认已做", "upkeep: confirm what is done"},
	"help.upkeep_confirm": {"确认一个群本期的一件事已做好", "confirm that a group's task of the period is done"},
	"help.upkeep_task":    {"制度里 upkeep 一项的编号（id）", "id of the policy's upkeep"},
	"help.upkeep_by":      {"确认人工号", "person code of who confirms"},
	"help.upkeep_note":    {"补充说明，例如归档在哪里", "words, such as where the archive is"},

	"cli.upkeep_confirmed": {"已确认：{group} {period}的“{work}”。", "confirmed: “{work}” of {group} for {period}."},
	"cli.upkeep_again":     {"{group} {period}的“{work}”已经确认过了。", "“{work}” of {group} for {period} is confirmed already."},
	"cli.upkeep_no_task":   {"制度的 upkeep 里没有编号为“{task}”的事。可用：{allowed}", "the policy's upkeep has no task {task}. There are: {allowed}"},
	"cli.upkeep_not_asked": {"制度没有要求 {group} 本期做“{work}”：这类群不用做，或本期开始时群还没有建。", "the policy does not ask for “{work}” of {group} in this period: its category need not, or it did not exist when the period began."},

	"reason.upkeep": {"定期要做的事已做", "upkeep done"},
})
