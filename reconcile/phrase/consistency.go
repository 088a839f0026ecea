package phrase

// Words of the check whether the registry contradicts itself.
var _ = add(table{
	"help.audit_check": {"检查台账、通知和名单前后是否一致（只读，可在运行中做）", "check that ledger, notices and rosters do not contradict themselves (reads only, also beside a daemon)"},

	"consistency.step_impossible":     {"问题 {case}：历程里有一步不可能发生（{detail}）。", "case {case}: its history has a step that cannot be ({detail})."},
	"consistency.state_differs":       {"问题 {case}：现在的状态与历程不符（{detail}）。", "case {case}: its state is not where its steps lead ({detail})."},
	"consistency.closed_half":         {"问题 {case}：销号与否前后不一（{detail}）。", "case {case}: closed by half ({detail})."},
	"consistency.exempt_half":         {"问题 {case}：豁免与否前后不一（{detail}）。", "case {case}: exempt by half ({detail})."},
	"consistency.key_differs":         {"问题 {case}：登记时用的标识不是它的对象的，同一件事可能再登记一次。", "case {case}: stored under a key that is not its subject's, so that it could be opened twice."},
	"consistency.case_twice":          {"问题 {case}（{detail}）：同一对象登记了两次。", "case {case} ({detail}): there is another one about the same subject."},
	"consistency.reopened_differs":    {"问题 {case}：复发次数与历程不符（{detail}）。", "case {case}: reopened otherwise than its steps say ({detail})."},
	"consistency.told_differs":        {"问题 {case}：是否告知过与历程不符（{detail}）。", "case {case}: told otherwise than its steps say ({detail})."},
	"consistency.step_without_send":   {"问题 {case}：历程说已告知，但那条通知没有送达（{detail}）。", "case {case}: a step says that it was told, and that notice told nothing ({detail})."},
	"consistency.send_without_step":   {"问题 {case}：通知已送达，历程里没有这一步（{detail}）。", "case {case}: a notice told it and left no step ({detail})."},
	"consistency.due_before_told":     {"问题 {case}：首次告知时期限已过（{detail}）。", "case {case}: its deadline had passed when it was first told ({detail})."},
	"consistency.rung_twice":          {"问题 {case}：同一级提醒说了两次（{detail}）。", "case {case}: one rung was told twice ({detail})."},
	"consistency.rungs_differ":        {"问题 {case}：提醒级数与历程不符（{detail}）。", "case {case}: its rungs are counted otherwise than its steps say ({detail})."},
	"consistency.telling_half":        {"问题 {case}：提醒记录前后不一（{detail}）。", "case {case}: a telling is recorded by half ({detail})."},
	"consistency.told_too_early":      {"问题 {case}：提醒早于规定的日子（{detail}）。", "case {case}: a rung was told before its day ({detail})."},
	"consistency.rungs_out_of_order":  {"问题 {case}：对同一人先说了后一级（{detail}）。", "case {case}: a later rung was told to the same recipient first ({detail})."},
	"consistency.telling_of_nothing":  {"提醒记录（{detail}）所说的问题 {case} 不存在。", "a telling ({detail}) is about case {case}, which does not exist."},
	"consistency.roster_rows_differ":  {"群 {group}：名单的行数与登记的不符。请重新导入这个群的名单。", "group {group}: its roster has other rows than were noted. Import it again."},
	"consistency.no_recipient":        {"通知 {notice}：没有收件人。", "notice {notice}: it has no recipient."},
	"consistency.attempts_differ":     {"通知 {notice}：发送次数与发送记录不符（{detail}）。", "notice {notice}: its sends are counted otherwise than they are noted ({detail})."},
	"consistency.sent_without_send":   {"通知 {notice}：是否送达与发送记录不符（{detail}）。", "notice {notice}: whether it was sent differs from its sends ({detail})."},
	"consistency.told_half":           {"通知 {notice}：是否算已告知前后不一（{detail}）。", "notice {notice}: it counts as told by half ({detail})."},
	"consistency.doubts_differ":       {"通知 {notice}：存疑次数与发送记录不符，再发时可能不标“可能重复”（{detail}）。", "notice {notice}: its doubts differ from its sends; a repetition might not be marked ({detail})."},
	"consistency.claim_wrong":         {"通知 {notice}：认领记录不对（{detail}）。", "notice {notice}: its claim is wrong ({detail})."},
	"consistency.never_woken":         {"通知 {notice}：到时不会有人去发，或不该发时会发（{detail}）。", "notice {notice}: nothing would wake it when it is due, or something would when it is not ({detail})."},
	"consistency.sent_too_early":      {"通知 {notice}：发送早于允许的时间（{detail}）。", "notice {notice}: a send began before it was allowed ({detail})."},
	"consistency.notice_without_case": {"通知 {notice} 所说的问题 {case} 不存在，或这条通知不存在。", "notice {notice} is about case {case}, and one of them does not exist."},

	"cli.database_read_only": {"数据库只能读，不能写：{detail}。什么都没有改。请让它可写（检查文件权限、磁盘，或主从切换后的连接地址），再运行一次。", "the database is read-only: {detail}. Nothing was changed. Make it writable (permissions, disk, the address after a failover) and try again."},
	"cli.database_full":      {"数据库没有空间了：{detail}。没写完的部分都没有写。请腾出磁盘空间，再运行一次。", "the database has no room left: {detail}. What was not finished was not written. Free some disk space and try again."},
	"cli.database_busy":      {"数据库一直被别的程序占用，试了几次没有成功：{detail}。没写完的部分都没有写。请稍后再运行一次。", "somebody else kept the database busy, and several tries did not succeed: {detail}. What was not finished was not written. Try again later."},

	"cli.consistent":   {"前后一致：问题 {cases} 个，通知 {notices} 条。", "consistent: {cases} cases, {notices} notices."},
	"cli.inconsistent": {"不一致：{n} 处（问题 {cases} 个，通知 {notices} 条）。请保留数据库备份，并把这份清单交给维护人员；未列出的部分照常可用。", "inconsistent: {n} places ({cases} cases, {notices} notices). Keep a backup and hand this list to whoever maintains the program; what is not listed can be used."},
})
