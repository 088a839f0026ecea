package phrase

// Texts for operators: metrics, the doctor, retention.
var _ = add(table{
	"policy.about.backup":         {"每天自动备份内置数据库（用服务器数据库的，请用 mysqldump）", "daily copies of the embedded registry (a server has mysqldump)"},
	"policy.about.backup.keep":    {"保留最近几份", "how many of the newest copies to keep"},
	"policy.about.backup.dir":     {"放备份的文件夹，最好在另一块盘上；空 = 不自动备份", "the folder of the copies, best on another disk; empty = none are made"},
	"read.rows_verified":          {"核对无误的行", "rows as the program left them"},
	"read.audit_problems":         {"审计记录对不上", "problems of the audit trail"},
	"read.contradictions":         {"自相矛盾", "contradictions"},
	"trouble.audit_broken":        {"审计记录有 {detail} 处对不上，请运行 qunguan audit verify 看是哪些行。", "the audit trail has {detail} problems: qunguan audit verify names the rows."},
	"trouble.audit_contradiction": {"台账、通知或名单有 {detail} 处自相矛盾，请运行 qunguan audit check。", "ledger, notices or rosters contradict themselves in {detail} places: run qunguan audit check."},
	"read.copies":                 {"备份", "copies"},
	"read.copies_removed":         {"清除旧备份", "old copies removed"},
	"trouble.no_backup_dir":       {"办法里没有写 backup.dir，没有备份。", "the policy names no backup.dir; no copy was made."},
	"trouble.backup_embedded_only": {
		"backup 只备份内置数据库；MySQL 请用 mysqldump --single-transaction。",
		"backup copies the embedded registry only; for MySQL use mysqldump --single-transaction.",
	},
	"cli.copy_good":          {"{file} 完好：版本 {version}，人员 {people}，问题 {cases}，通知 {notices}，运行 {runs}。", "{file} is whole: version {version}, {people} people, {cases} cases, {notices} notices, {runs} runs"},
	"cli.copy_bad":           {"{file} 不能用来恢复：{detail}", "{file} cannot be restored from: {detail}"},
	"help.backup_verify":     {"备份后再读一遍核对；文件已存在时只核对它", "read the copy through; if the file exists, only that"},
	"help.metrics":           {"监控：输出 Prometheus 告警规则、Grafana 面板", "monitoring: print alerting rules for Prometheus, a dashboard for Grafana"},
	"help.metrics_rules":     {"输出 Prometheus 告警规则文件（rule_files）", "print a file of alerting rules for Prometheus (rule_files)"},
	"help.metrics_dashboard": {"输出 Grafana 面板的 JSON（导入即用）", "print a Grafana dashboard as JSON, to be imported"},

	"policy.about.retention":             {"保留期限（天）：超过后清除不再需要的个人信息；0 = 不清除", "days after which personal data that nothing needs is removed; 0 = never"},
	"policy.about.retention.notice_days": {"已办结问题的通知，正文和附件保留多少天", "words and files of notices about closed cases"},
	"policy.about.retention.import_days": {"导入的活动明细保留多少天；判断要用的最新一条不清除", "imported rows of activity; the newest that count stay"},
	"policy.about.retention.roster_days": {"一直没有更新的群成员名单保留多少天；有未办结问题的群不清除", "rosters that were not renewed; groups with open cases keep theirs"},
	"policy.about.retention.report_days": {"检查发现的问题销号后，所写的文字保留多少天", "what people wrote about problems found by hand, after they were closed"},
	"audit_source.notice_purges":         {"正文的清除", "removal of a notice's text"},
	"cli.notice_purged":                  {"（正文已按策略的保留期限 retention.notice_days 清除；何时、经哪个渠道告知了谁仍有记录。）", "(The text was removed by the policy's retention.notice_days; who was told when and by which channel is still on record.)"},
	"policy.retention.roster":            {"只有 {days} 天，比 member.roster_max_age_days（{fresh} 天）还短：还在用的名单会被清除。请改成不小于 {fresh}，或写 0。", "{days} days, which is less than member.roster_max_age_days ({fresh}): rosters in use would be removed. Make it at least {fresh}, or 0."},
	"policy.retention.import":            {"只有 {days} 天，比 member.roster_max_age_days（{fresh} 天）还短：还在用的活动数据会被清除。请改成不小于 {fresh}，或写 0。", "{days} days, which is less than member.roster_max_age_days ({fresh}): activity in use would be removed. Make it at least {fresh}, or 0."},
})

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
