package phrase

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
