package phrase

// Words of an audit trail that may not be continued.
var _ = add(table{
	"seal_refused.title": {"审计记录停止封存", "The audit trail is sealed no more"},
	"seal_refused.intro": {"第 {seal} 次封存核对不上：{reason}。此后的记录没有封存，检查和通知照常进行。", "Seal {seal} does not verify: {reason}. Nothing is sealed after it; checks and notices go on."},
	"seal_refused.todo":  {"请先用 qunguan audit verify 查看。密钥配错的，改回来；轮换密钥的，把旧密钥写进 QUNGUAN_SECRET_KEY_PREVIOUS。旧密钥确已丢失的，核实后用 qunguan audit adopt 接续。此事只通知一次。", "See qunguan audit verify first. Put a wrong key right; after a rotation set the old key as QUNGUAN_SECRET_KEY_PREVIOUS. If the old one is lost, make sure and continue with qunguan audit adopt. This is told once."},

	"seal_refused.no_key":       {"审计记录一直用密钥封存，而这里没有配置 QUNGUAN_SECRET_KEY", "the trail is sealed with a key, and QUNGUAN_SECRET_KEY is not set"},
	"seal_refused.seal_cut":     {"这一次起的封存不见了", "seals from this one on are gone"},
	"seal_refused.seal_changed": {"封存或它的清单被改过", "the seal, or its list, was changed"},
	"seal_refused.seal_forged":  {"它的签名不是用它所写的密钥做的", "its signature was not made with the key that it names"},
	"seal_refused.seal_foreign": {"它的密钥既不是 QUNGUAN_SECRET_KEY，也不是 QUNGUAN_SECRET_KEY_PREVIOUS：密钥配错了，轮换时没有写旧密钥，或者有人重做了封存", "its key is neither QUNGUAN_SECRET_KEY nor QUNGUAN_SECRET_KEY_PREVIOUS: a wrong key, a rotation without the previous key, or seals that somebody made anew"},

	"trouble.not_sealed_no_key":  {"{job} 已完成，但没有封存审计记录：第 {detail} 次封存核对不上，审计记录一直用密钥封存，而这里没有配置 QUNGUAN_SECRET_KEY。请运行 qunguan audit verify。", "{job} is done, but the audit trail was not sealed: seal {detail} does not verify, the trail is sealed with a key, and QUNGUAN_SECRET_KEY is not set. Run qunguan audit verify."},
	"trouble.not_sealed_cut":     {"{job} 已完成，但没有封存审计记录：第 {detail} 次封存核对不上，这一次起的封存不见了。请运行 qunguan audit verify。", "{job} is done, but the audit trail was not sealed: seal {detail} does not verify, seals from this one on are gone. Run qunguan audit verify."},
	"trouble.not_sealed_changed": {"{job} 已完成，但没有封存审计记录：第 {detail} 次封存核对不上，封存或它的清单被改过。请运行 qunguan audit verify。", "{job} is done, but the audit trail was not sealed: seal {detail} does not verify, the seal, or its list, was changed. Run qunguan audit verify."},
	"trouble.not_sealed_forged":  {"{job} 已完成，但没有封存审计记录：第 {detail} 次封存核对不上，它的签名不是用它所写的密钥做的。请运行 qunguan audit verify。", "{job} is done, but the audit trail was not sealed: seal {detail} does not verify, its signature was not made with the key that it names. Run qunguan audit verify."},
	"trouble.not_sealed_foreign": {"{job} 已完成，但没有封存审计记录：第 {detail} 次封存核对不上，它的密钥既不是 QUNGUAN_SECRET_KEY，也不是 QUNGUAN_SECRET_KEY_PREVIOUS：密钥配错了，轮换时没有写旧密钥，或者有人重做了封存。请运行 qunguan audit verify。", "{job} is done, but the audit trail was not sealed: seal {detail} does not verify, its key is neither QUNGUAN_SECRET_KEY nor QUNGUAN_SECRET_KEY_PREVIOUS: a wrong key, a rotation without the previous key, or seals that somebody made anew. Run qunguan audit verify."},

	"help.audit_adopt":     {"核实后接续核对不上的审计记录：旧密钥已丢失", "continue a trail that no key verifies, after making sure: the old key is lost"},
	"cli.audit_adopted":    {"第 {seal} 次封存接续了此前核对不上的封存（{by}：{reason}）；它之前的改动，签名查不出。", "seal {seal} continues seals that no key verified ({by}: {reason}); signatures tell nothing about what was done before it."},
	"cli.adopt_done":       {"已接续。封存号：{seal}。请把它记在数据库以外的地方。", "continued. Seal: {seal}. Write it down outside the database."},
	"cli.adopt_needless":   {"最后一次封存核对无误，不需要接续。", "the last seal verifies: there is nothing to adopt."},
	"cli.adopt_no_key":     {"接续要用密钥签名：请先配置 QUNGUAN_SECRET_KEY。", "an adoption is signed: set QUNGUAN_SECRET_KEY first."},
	"cli.adopt_long":       {"理由有 {n} 字，最多 {max} 字。", "the reason has {n} characters; {max} at most."},
	"reason.key_rotated":   {"封存（换了密钥）", "sealed (key rotated)"},
	"reason.seals_adopted": {"人工接续封存", "seals adopted"},
	"col.login":            {"登录", "login"},
})
