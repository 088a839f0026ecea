package phrase

var _ = add(table{
	"calendar.uncovered": {
		"节假日数据只覆盖 {from} 至 {to}；{years} 年的工作日暂按周一至周五推算，未计法定节假日和调休，相关日期可能不准。请补充该年度节假日安排后再运行一次。",
		"Holiday data covers {from} to {to}; working days of {years} are assumed Monday to Friday, without public holidays and make-up days, so those dates may be wrong. Add that year's holidays and run again.",
	},
	"calendar.covered": {
		"节假日数据覆盖 {from} 至 {to}。",
		"Holiday data covers {from} to {to}.",
	},
	"calendar.ends_soon": {
		"节假日数据到 {to} 为止，还有 {days} 天；之后的工作日会按周一至周五推算。请在国务院公布下一年度放假安排后更新程序或补充数据。",
		"Holiday data ends on {to}, in {days} days; later working days will be assumed Monday to Friday. Update the program or add data once the State Council has announced next year's holidays.",
	},
})
