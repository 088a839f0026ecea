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
