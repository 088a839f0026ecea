package phrase

// The list that an administrator works through (`members -o`).
var _ = add(table{
	"members.sheet":       {"群成员对照", "members"},
	"members.group_name":  {"群名称", "group name"},
	"members.person_code": {"工号", "person"},
	"members.post":        {"岗位", "post"},
	"members.last_spoke":  {"最后发言", "last spoke"},
	"members.todo":        {"要做什么", "what to do"},
	"members.copy":        {"可复制的话", "text to copy"},
	"members.written":     {"已写入 {file}，共 {n} 个账号。", "wrote {file}: {n} accounts."},
})
