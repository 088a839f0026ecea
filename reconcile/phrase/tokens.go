package phrase

// Tokens of the API, and the names of roles.
var _ = add(table{
	"help.tokens":         {"程序读取数据用的令牌（/api/v1）", "tokens with which programs read /api/v1"},
	"help.tokens_list":    {"列出令牌（看不到令牌本身）", "list them; the tokens themselves are not shown"},
	"help.tokens_add":     {"发一个令牌，只显示这一次", "make one; it is shown this once"},
	"help.tokens_revoke":  {"吊销，立即失效", "revoke one, at once"},
	"help.tokens_name":    {"给谁用、做什么", "what it is for"},
	"help.tokens_role":    {"能看什么：auditor 全部（账号隐去）、office 全部、ops 只看运行", "what it sees: auditor everything with accounts masked, office everything, ops runs only"},
	"help.tokens_expires": {"有效到哪天，默认 90 天后", "its last day; default in 90 days"},
	"help.tokens_id":      {"令牌的编号", "the token's number"},

	"tokens.made":       {"令牌 {id} 已发放，有效到 {until}。请现在就交给使用的程序，以后看不到了：\n{token}", "token {id} is made and lasts until {until}; hand it to the program now, it cannot be shown again:\n{token}"},
	"tokens.revoked":    {"令牌 {id} 已吊销。", "token {id} is revoked."},
	"tokens.none":       {"没有编号 {id} 的有效令牌。", "there is no token {id} that still counts."},
	"tokens.bad_expiry": {"有效期要在明天到 {most} 天之内。", "the last day must lie between tomorrow and {most} days from now."},
	"tokens.bad_role":   {"角色只能是 auditor、office、ops。", "the role is auditor, office or ops."},
	"col.token_for":     {"用途", "for"},
	"col.made_by":       {"发放人", "made by"},
	"col.token_ended":   {"吊销时间", "revoked"},

	"access.role.office":        {"办公室", "office"},
	"access.role.unit":          {"单位", "unit"},
	"access.role.administrator": {"群管理员", "administrator"},
	"access.role.auditor":       {"审计", "auditor"},
	"access.role.ops":           {"运维", "operator"},
})
