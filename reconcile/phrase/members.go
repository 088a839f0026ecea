package phrase

// The list that an administrator works through (`members -o`).
var _ = add(table{
	"help.roster":             {"存着的群成员名单", "the rosters as they are stored"},
	"help.roster_export":      {"把存着的名单按导入表的样子列出来；--format csv 的结果可以再导入", "give the stored rosters back as they were imported; the CSV can be imported again"},
	"cli.roster_no_nicknames": {"这些群的名单没有“群昵称”一栏，不能和其他群放在一张表里，没有列出；请用 --group 分别导出：{groups}", "rosters without nicknames cannot stand in one table with others and were left out; export each with --group: {groups}"},
	"cli.roster_newer":        {"这些群的名单是更新版本的程序写的，这个版本读不了；请使用更新的版本：{groups}", "a newer program wrote these rosters, and this one cannot read them; use the newer program: {groups}"},
	"cli.roster_damaged":      {"这些群的名单在数据库里已损坏，不能用；请重新导入：{groups}", "these rosters are damaged in the registry and cannot be used; import them again: {groups}"},

	"roster.came_file":    {"导入文件", "file"},
	"roster.came_by_word": {"口头说明", "by word"},
	"roster.came_pasted":  {"粘贴", "pasted"},
	"roster.came_source":  {"平台接口", "the platform"},
	"col.came":            {"名单来源", "known by"},

	"help.members_person": {"只看这个人在哪些群里（工号），按最近一次 member-check", "the groups of this person (code) as the newest member-check found them"},
	"members.newer":       {"这些群的名单在最近一次 member-check 之后更新过，下一次才知道此人还在不在：{groups}", "these rosters came after the newest member-check, and only the next one will know whether the person is still in them: {groups}"},

	"members.sheet":       {"群成员对照", "members"},
	"members.group_name":  {"群名称", "group name"},
	"members.person_code": {"工号", "person"},
	"members.post":        {"岗位", "post"},
	"members.last_spoke":  {"最后发言", "last spoke"},
	"members.todo":        {"要做什么", "what to do"},
	"members.copy":        {"可复制的话", "text to copy"},
	"members.written":     {"已写入 {file}，共 {n} 个账号。", "wrote {file}: {n} accounts."},
})
