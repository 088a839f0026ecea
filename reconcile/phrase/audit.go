package phrase

// Words of the audit trail.
var _ = add(table{
	"help.audit":        {"审计记录：查看与校验", "the audit trail: read it, check it"},
	"help.audit_list":   {"列出决定、通知、登记、放行和封存", "list decisions, notices, steps, overrides and seals"},
	"help.audit_since":  {"从何时起：日期或 RFC 3339；不写为最近七天", "from when on: a date or RFC 3339; default the last seven days"},
	"help.audit_verify": {"校验：找出被改、被删、被挪、被塞进的记录", "check: name what was changed, removed, moved or slipped in"},
	"help.audit_seal":   {"汇总里印着的封存号：校验它还在", "a seal as printed in a digest: check that it is still there"},

	"audit_source.cases":           {"问题", "case"},
	"audit_source.case_steps":      {"问题的一步", "step of a case"},
	"audit_source.notices":         {"通知", "notice"},
	"audit_source.notice_outcomes": {"通知的结果", "outcome of a notice"},
	"audit_source.notice_attempts": {"发送", "attempt to send"},
	"audit_source.exemptions":      {"豁免", "exemption"},
	"audit_source.exemption_ends":  {"豁免的提前结束", "end of an exemption"},
	"audit_source.held_parts":      {"暂停与放行", "held part"},
	"audit_source.runs":            {"运行", "run"},
	"audit_source.group_changes":   {"群的变动", "change of a group"},
	"audit_source.group_decisions": {"对群的决定", "decision about a group"},
	"audit_source.audit_overrides": {"凭人工确认放行", "override"},
	"audit_source.policy_versions": {"政策版本", "policy version"},
	"audit_source.seals":           {"封存", "seal"},

	"audit.changed":       {"{source}（{table} 第 {id} 号）被改过：与第 {seal} 次封存时不同。", "{source} ({table} {id}) was changed: it is not what seal {seal} covers."},
	"audit.moved":         {"{source}（{table} 第 {id} 号）的位置上，现在是封存时第 {from} 号的内容：两条被对调或挪动过。", "{source} ({table} {id}) now holds what stood at {from} when it was sealed: rows were swapped or moved."},
	"audit.missing":       {"{source}（{table} 第 {id} 号）不见了：第 {seal} 次封存时还在。", "{source} ({table} {id}) is gone: seal {seal} covers it."},
	"audit.cut":           {"{source}（{table}）从第 {id} 号到第 {to} 号的 {n} 条被截掉了：第 {seal} 次封存起应有这些记录。", "{source} ({table}): {n} rows from {id} to {to} were cut off; seals from {seal} on cover them."},
	"audit.added":         {"{source}（{table} 第 {id} 号）是后来塞进去的：封存它前后的记录时没有它。", "{source} ({table} {id}) was slipped in: it was not there when its neighbours were sealed."},
	"audit.seal_changed":  {"第 {id} 次封存与它的摘要不符：封存记录或它的清单被改过。", "seal {id} does not fit its digest, or the seal before: it, or its list, was changed."},
	"audit.seal_missing":  {"第 {id} 次封存不见了。", "seal {id} is gone."},
	"audit.seal_cut":      {"最后 {n} 次封存（第 {id} 至 {to} 次）不见了。", "the last {n} seals ({id} to {to}) are gone."},
	"audit.seal_forged":   {"第 {id} 次封存的签名不对：不是用它所写的密钥做的。", "seal {id} has a wrong signature: it was not made with the key that it names."},
	"audit.seal_unkeyed":  {"第 {id} 次封存没有签名，而这里配置了密钥。若密钥是刚配置的，运行任一任务后就有；否则是有人重做了封存。", "seal {id} is not signed although a key is configured. If the key is new, run any job; otherwise somebody made the seals anew."},
	"audit.seal_foreign":  {"第 {id} 至 {to} 次封存（{n} 次）的签名无法核对：做签名的密钥没有写在 QUNGUAN_SECRET_KEY 或 QUNGUAN_SECRET_KEY_PREVIOUS 里。若密钥都在，就是有人重做了封存。", "the signatures of seals {id} to {to} ({n}) cannot be checked: their key is neither QUNGUAN_SECRET_KEY nor QUNGUAN_SECRET_KEY_PREVIOUS. If both are right, somebody made the seals anew."},
	"audit.seal_expected": {"找不到封存号 {expected}：当时印出的封存已不在这条链上。", "seal {expected} is not in this chain: what was printed then is no longer there."},

	"cli.audit_good":        {"校验通过：没有发现改动。", "verified: nothing was tampered with."},
	"cli.audit_bad":         {"校验不通过：{n} 处。", "verification failed: {n} problems."},
	"cli.audit_none":        {"还没有封存。运行任一任务后就有。", "there are no seals yet. Any run makes one."},
	"cli.audit_counts":      {"封存 {seals} 次，记录 {rows} 条无误，另有 {unsealed} 条等下次运行封存。", "{seals} seals, {rows} rows are as they were, {unsealed} wait for the next run's seal."},
	"cli.audit_last":        {"最后的封存号：{seal}（{at}）。", "last seal: {seal} ({at})."},
	"cli.audit_unkeyed":     {"这条链没有签名（没有配置 QUNGUAN_SECRET_KEY）：能写数据库的人可以连同封存一起重做。", "the chain is not signed (no QUNGUAN_SECRET_KEY): whoever can write the database can make the seals anew."},
	"cli.audit_keyed_since": {"第 {seal} 次封存起有签名；更早的由它一并担保，它之前的改动查不出。", "signed since seal {seal}; it vouches for the earlier ones, but not for what was done to them before."},

	"col.written_at": {"写下时间", "written at"},
	"col.about":      {"对象", "about"},
	"col.what":       {"事项", "what"},

	"reason.guard_released":  {"放行", "released"},
	"reason.shrink_accepted": {"采用变少的名单", "shrunk list accepted"},
	"reason.policy":          {"新政策版本", "new policy version"},
	"reason.sealed":          {"封存", "sealed"},

	"digest.seal": {"审计封存号 {seal}，请存好这封信：qunguan audit verify --seal {seal} 可查此前的记录有没有被动过。", "audit seal {seal}. Keep this message: qunguan audit verify --seal {seal} tells whether anything before it was touched."},

	"trouble.not_sealed": {"{job} 已完成，但审计记录没有封存（{detail}）；下次运行会补上。", "{job} is done, but the audit trail was not sealed ({detail}); the next run makes up for it."},
})
