package phrase

// Messages to operators about parts that a guard holds back.
var _ = add(table{
	"guard.detail.max_new_cases": {"新增 {n} 项，超过一次最多 {limit} 项的上限（共检查 {base} 项）", "{n} new findings, more than the {limit} of one run ({base} things judged)"},
	"guard.detail.max_new_share": {"新增 {n} 项，超过检查数 {base} 项的 {limit}", "{n} new findings, more than {limit} of the {base} things judged"},
	"guard.told": {
		"{job}：单位 {unit} 的结果已暂停，没有写入：{detail}。编号 {id}。用 qunguan guard list 看例子；属实的，用 qunguan guard release {id} --by 工号 --reason 原因 放行一次。",
		"{job}: the result for unit {unit} is held, nothing was written: {detail}. Number {id}. qunguan guard list shows examples; if they are true: qunguan guard release {id} --by CODE --reason TEXT.",
	},
	"guard.held.title": {"{job}：{n} 个单位的检查结果已暂停", "{job}: the result for {n} units is held"},
	"guard.held.intro": {"下列单位新增的问题多得不可信，可能是数据不全或导入了错误的文件。结果没有写入台账，也没有通知任何人。", "For these units there would be more new findings than can be believed; the data may be incomplete or the wrong file. Nothing was written to the ledger and nobody was told."},
	"guard.held.line":  {"{unit}：将新增 {n} 项（共检查 {base} 项）", "{unit}: {n} new findings of {base} things judged"},
	"guard.held.todo":  {"请核对导入的数据。用 qunguan guard list 查看例子；属实的，用 qunguan guard release 放行一次。", "Check the imported data. qunguan guard list shows examples; if they are true, qunguan guard release lets them through once."},
})
