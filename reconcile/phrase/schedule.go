package phrase

// Faults of cron expressions.
const (
	ScheduleForm  Key = "schedule.form"
	ScheduleNever Key = "schedule.never"
	ScheduleZone  Key = "schedule.zone"
	ScheduleEvery Key = "schedule.every"
)

var _ = add(table{
	ScheduleForm: {
		"定时表达式“{expr}”无法识别：应为五段，依次是 分 时 日 月 周（周日为 0），例如 17 8 * * 1 表示每周一 8:17。",
		"cron expression {expr} cannot be read: want five fields, minute hour day month weekday (Sunday is 0), such as 17 8 * * 1 for Mondays at 8:17",
	},
	ScheduleNever: {
		"定时表达式“{expr}”永远不会触发：没有这样的日期，请改正日和月。",
		"cron expression {expr} never fires: no such date exists, correct the day and the month",
	},
	ScheduleZone: {
		"定时表达式“{expr}”不能自带时区：所有任务统一使用 QUNGUAN_TIMEZONE，请删去 TZ= 部分。",
		"cron expression {expr} must not name a time zone: every job uses QUNGUAN_TIMEZONE, remove the TZ= part",
	},
	ScheduleEvery: {
		"定时表达式“{expr}”不能使用 @every：重启后时间会漂移，请写成固定时刻，例如 */15 * * * * 表示每 15 分钟。",
		"cron expression {expr} must not use @every, whose times shift with every restart: write fixed times, such as */15 * * * * for every 15 minutes",
	},
})

// Gaps and faults of the calendar of holidays.
var _ = add(table{
	"calendar.uncovered": {
		"节假日数据只覆盖 {from} 至 {to}；{years} 年的工作日暂按周一至周五推算，未计法定节假日和调休，相关日期可能不准。请补充该年度节假日安排后再运行一次。",
		"Holiday data covers {from} to {to}; working days of {years} are assumed Monday to Friday, without public holidays and make-up days, so those dates may be wrong. Add that year's holidays and run again.",
	},
	"calendar.file_set_aside": {
		"节假日文件 {file} 没有采用：{why}。其余照常；改好或删去后自动生效。",
		"The holiday file {file} is not used: {why}. Everything else works; correct or remove it.",
	},
	"calendar.file_unreadable": {"读不了（{detail}）", "it cannot be read ({detail})"},
	"calendar.file_broken":     {"不是完好的 JSON（{detail}）", "it is no sound JSON ({detail})"},
	"calendar.file_empty":      {"{year} 年没有一天放假，该年度的放假安排还没有公布", "it has no day off in {year}; that year's notice is not out yet"},
	"calendar.file_gap":        {"是 {year} 年的，只能补 {from} 至 {to} 年，中间不能缺年份", "it is for {year}; only {from} to {to} can be added, so that no year between is missing"},
	"calendar.file_bad_day":    {"第 {number} 天“{day}”不是日期，或没有写是否放假（isOffDay）", "day {number}, {day}, is no date, or does not say isOffDay"},
	"calendar.file_outside":    {"“{day}”不在 {year} 年前后", "{day} does not lie about the year {year}"},
	"calendar.covered": {
		"节假日数据覆盖 {from} 至 {to}。",
		"Holiday data covers {from} to {to}.",
	},
	"calendar.ends_soon": {
		"节假日数据到 {to} 为止，还有 {days} 天；之后的工作日会按周一至周五推算。请在国务院公布下一年度放假安排后更新程序或补充数据。",
		"Holiday data ends on {to}, in {days} days; later working days will be assumed Monday to Friday. Update the program or add data once the State Council has announced next year's holidays.",
	},
})

// Words of a daemon that is told to finish.
var _ = add(table{
	"help.drain":      {"让本机的 daemon 不再接新的任务和发送，做完手上的，再报告", "tell the daemon of this machine to take nothing on any more, and wait until what it began is done"},
	"help.drain_wait": {"最多等多久", "how long to wait at most"},
	"cli.drained":     {"daemon 手上的事做完了，不再接新的；现在可以停掉它（SIGTERM）。", "the daemon has finished what it began and takes nothing on; it can be stopped now (SIGTERM)."},
	"cli.drain_none":  {"本机没有使用 {dir} 的 daemon。", "no daemon of this machine works with {dir}."},
	"cli.drain_busy":  {"等了 {wait}，daemon 手上的事还没做完；它不再接新的，请稍后再运行一次。", "after {wait} the daemon is not done yet; it takes nothing on any more. Run this again later."},
})
