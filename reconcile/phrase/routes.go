package phrase

// The command routes.
var _ = add(table{
	"help.routes":         {"通知渠道：列出、检查、试发、更换密钥", "routes: list, check, test, rotate the key"},
	"help.routes_list":    {"列出通知渠道（地址已遮盖）及已知的问题", "list routes, addresses masked, with known problems"},
	"help.routes_check":   {"列出负责人中哪些人没有可用的渠道", "list who answers for groups and units and has no working route"},
	"help.routes_test":    {"立即试发一条测试消息", "send a test message at once"},
	"help.routes_rotate":  {"用现在的 QUNGUAN_SECRET_KEY 重新加密全部地址与密钥", "encrypt all addresses and secrets with the present QUNGUAN_SECRET_KEY"},
	"help.routes_type":    {"对象类型：person 人员、group 群、unit 单位、office 办公室、ops 运维", "type of recipient: person, group, unit, office, ops"},
	"help.routes_code":    {"对象编码", "code of the recipient"},
	"help.routes_channel": {"只试这个渠道", "this channel only"},
	"help.send_test":      {"向运维的各个渠道试发一条消息", "send a test message by every route to operators"},

	"col.address":              {"地址", "address"},
	"col.keyword":              {"关键词", "keyword"},
	"outbox.to.ops":            {"运维", "operators"},
	"doctor.faults":            {"失效的渠道", "failed routes"},
	"doctor.unreachable":       {"负责人的渠道", "routes of those who answer"},
	"doctor.send_test":         {"试发", "test message"},
	"doctor.fault":             {"{who} 的 {channel}（{detail}）", "{channel} of {who} ({detail})"},
	"doctor.faults_found":      {"近 7 天有 {n} 个通知渠道发送失败且之后再未成功：{which}", "{n} routes failed for good in the last 7 days and nothing got through since: {which}"},
	"doctor.undelivered_found": {"近 7 天的消息：{dead} 条多次发送失败、已放弃，{uncertain} 条不知是否送达、将再发一次，{twice} 条两次都不知是否送达", "messages of the last 7 days: {dead} given up after several tries, {uncertain} may have arrived and are sent once more, {twice} may have arrived twice"},
	"doctor.unreachable_found": {"{n} 名负责人没有可用的通知渠道：{which}；完整名单见 qunguan routes check", "{n} people who answer for something have no working route: {which}; all of them: qunguan routes check"},
	"doctor.send_test_nowhere": {"没有登记运维的通知渠道，无处试发", "no route to operators is on record"},

	"routes.status.ok":      {"可用", "ok"},
	"routes.status.bad":     {"不可用", "bad"},
	"routes.status.by_hand": {"人工转达", "by hand"},
	"routes.test.which":     {"请用 --type（和 --code）指明向谁试发", "say by --type (and --code) whom to send the test to"},
	"routes.test.title":     {"群管：测试消息", "qunguan: test message"},
	"routes.test.text":      {"这是一条测试消息，说明这个通知渠道可用。无需处理。", "This is a test message; this route works. There is nothing to do."},
	"routes.none":           {"没有符合条件的通知渠道", "no such route"},
	"routes.missing":        {"{people} 名负责人中有 {n} 人没有可用的通知渠道：问题会转给上一级或由人工转达。请在“通知渠道”表或人员表的“邮箱”一栏补上。", "{n} of {people} people who answer for something have no working route: it would go to the next person up, or by hand. Add a route or a mailbox."},
	"routes.no_key":         {"没有设置 QUNGUAN_SECRET_KEY", "QUNGUAN_SECRET_KEY is not set"},
	"routes.rotated":        {"已用新密钥重新加密 {n} 条通知渠道，旧密钥可以停用", "{n} routes were encrypted anew; the previous key is no longer needed"},
})
