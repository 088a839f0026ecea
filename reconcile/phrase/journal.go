package phrase

// Words of the journal of audited rows.
var _ = add(table{
	"audit_source.audit_journal":     {"变更记录", "record of the journal"},
	"audit_source.audit_erasures":    {"清除个人信息的记录", "erasure"},
	"audit_source.units":             {"单位", "unit"},
	"audit_source.people":            {"人员", "person"},
	"audit_source.work_groups":       {"工作群", "group"},
	"audit_source.bindings":          {"身份绑定", "binding"},
	"audit_source.official_accounts": {"政务账号", "official account"},
	"audit_source.apps":              {"应用程序", "app"},
	"audit_source.filings":           {"备案", "filing"},
	"audit_source.filing_requests":   {"报备", "filing request"},
	"audit_source.routes":            {"通知渠道", "route"},
	"audit_source.rosters":           {"名单的抬头", "head of a roster"},
	"audit_source.roster_documents":  {"名单", "roster"},
	"audit_source.rule_baselines":    {"首次检查的时间", "baseline"},
	"audit_source.rosters_by_hand":   {"手工提供的名单", "roster given by hand"},
	"audit_source.tellings":          {"告知", "telling"},
	"audit_source.said_identities":   {"答复中的身份说明", "identity that an answer told"},
	"audit_source.form_uses":         {"已用的表单", "form that was sent"},
	"audit_source.link_renewals":     {"更换链接", "renewal of a link"},

	"audit.row_changed":     {"{source}（{table}）{key} 的 {column} 被改过：与程序最后写下的不同。", "{source} ({table}) {key}: {column} was changed; the program wrote something else last."},
	"audit.row_missing":     {"{source}（{table}）{key} 不见了：程序没有删除过它。", "{source} ({table}) {key} is gone; the program did not remove it."},
	"audit.row_added":       {"{source}（{table}）{key} 是塞进去的：程序没有写过它。", "{source} ({table}) {key} was slipped in; the program never wrote it."},
	"audit.record_forged":   {"变更记录第 {id} 号不是用它所写的密钥做的，或者被改坏了。", "record {id} of the journal was not made with the key that it names, or is damaged."},
	"audit.record_foreign":  {"变更记录第 {id} 号的密钥既不是 QUNGUAN_SECRET_KEY，也不是 QUNGUAN_SECRET_KEY_PREVIOUS，也还没有封存。", "the key of record {id} of the journal is neither QUNGUAN_SECRET_KEY nor QUNGUAN_SECRET_KEY_PREVIOUS, and no seal covers it."},
	"audit.record_unkeyed":  {"变更记录第 {id} 号没有签名，而这里配置了密钥。", "record {id} of the journal is not signed although a key is configured."},
	"audit.record_repeated": {"变更记录第 {id} 号是另一条的复制品。", "record {id} of the journal is a copy of another one."},

	"cli.audit_audited":     {"受审计的数据 {rows} 行，与程序最后写下的一致。", "{rows} audited rows are as the program wrote them last."},
	"cli.audit_not_begun":   {"变更记录尚未开始：从下一次运行起，改动会被发现。", "the journal has not begun: from the next run on changes by hand are found."},
	"cli.audit_row_erased":  {"{source}（{table}）{key} 的 {columns} 已于 {on} 由 {by} 清除：{reason}。", "{source} ({table}) {key}: {columns} erased on {on} by {by}: {reason}."},
	"cli.audit_row_adopted": {"{source}（{table}）{key}：{by} 于 {on} 认可现在的内容（{reason}）。", "{source} ({table}) {key}: {by} answered for it as it stands on {on} ({reason})."},

	"seal_refused.intro_record":   {"变更记录第 {record} 号核对不上：{reason}。此后的记录没有封存，检查和通知照常进行。", "Record {record} of the journal does not verify: {reason}. Nothing is sealed after it; checks and notices go on."},
	"seal_refused.record_forged":  {"它不是用它所写的密钥做的，或者被改坏了", "it was not made with the key that it names, or is damaged"},
	"seal_refused.record_foreign": {"它的密钥既不是 QUNGUAN_SECRET_KEY，也不是 QUNGUAN_SECRET_KEY_PREVIOUS", "its key is neither QUNGUAN_SECRET_KEY nor QUNGUAN_SECRET_KEY_PREVIOUS"},
	"seal_refused.record_unkeyed": {"它没有签名，而这里配置了密钥", "it is not signed although a key is configured"},
	"trouble.not_sealed_record":   {"{job} 已完成，但没有封存审计记录：变更记录第 {detail} 号核对不上。请运行 qunguan audit verify。", "{job} is done, but the audit trail was not sealed: record {detail} of the journal does not verify. Run qunguan audit verify."},
})
