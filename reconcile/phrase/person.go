package phrase

// People's own data.
var _ = add(table{
	"help.person":        {"一个人的数据：导出、删除", "one person's data: export, erase"},
	"help.person_export": {"导出系统里关于一个人的全部内容（JSON）", "everything that is held about a person, as JSON"},
	"help.person_erase":  {"删除：姓名、账号、电话、邮箱、群昵称和文字说明换成代号，统计和台账不变", "erase: name, accounts, numbers, cards and free text become a code; figures and ledger stay"},
	"help.person_code":   {"工号", "person code"},
	"help.person_output": {"写入文件；不写则打印", "write into a file instead of printing"},

	"person.exported":      {"{person} 的数据已导出到 {file}。", "the data of {person} are in {file}."},
	"person.erased":        {"已删除 {person} 的个人信息：问题 {cases} 个、经过 {steps} 条、消息 {notices} 条、名单 {rosters} 份、通知渠道 {routes} 条、身份绑定 {bindings} 条。下次导入人员表时请去掉这个人，否则又会登记进来；以前的备份里仍有。", "the personal data of {person} are erased: {cases} cases, {steps} steps, {notices} notices, {rosters} rosters, {routes} routes, {bindings} bindings. Leave the person out of the next staff file, or they come back; former backups still hold them."},
	"person.by_themselves": {"要由另一个人决定删除（--by）。", "somebody else has to decide it (--by)."},
})
