package phrase

// Words of people's steps and of the ladder, on the command line and in tables.
var _ = add(table{
	"help.case_show":  {"一个问题及其经过", "one case with its steps"},
	"help.case_step":  {"登记一步：移交、处置、追责、通报、销号", "a person's step: handed_over, handling, accountability, circulated, closed"},
	"help.case_note":  {"登记一句话：打过的电话、整改措施", "note words: a call that was made, a measure"},
	"help.case_state": {"handed_over 移交、handling 处置、accountability 追责、circulated 通报、closed 销号", "handed_over, handling, accountability, circulated or closed"},
	"help.case_words": {"说明", "the words"},
	"help.case_until": {"整改措施的完成日期", "the day by which this measure is to be done"},
	"help.case_at":    {"这一步的时刻：RFC 3339，或日期；写下的实际时间另记，不能更改", "moment of the step: RFC 3339, or a date; the real moment of writing is kept too and cannot be set"},
	"help.release":    {"compose 只先通知最早的一部分，如 10%", "compose tells only the oldest part first, such as 10%"},

	"help.group":           {"群的决定：延期、确认解散", "decisions about groups: a new end, a dissolution"},
	"help.group_decisions": {"列出对群的决定", "list decisions about groups"},
	"help.group_renew":     {"给阶段性工作群延期", "give a stage-limited group a new end"},
	"help.group_dissolve":  {"确认群已解散", "confirm that a group was dissolved"},
	"help.group_until":     {"新的截止日期", "the new end"},
	"help.group_by":        {"批准人工号；不能是群主或管理员", "person code of the approver, who must not run the group"},
	"help.group_on":        {"解散日期；不写则为当天", "day of the dissolution; default: today"},

	"cli.group_renewed":       {"已登记：{group} 延期至 {on}。请同时更新工作群表的截止日期，否则下次导入会改回去。", "noted: {group} goes on until {on}. Change the groups file too, or the next import puts the old end back."},
	"cli.group_dissolved":     {"已登记：{group} 于 {on} 解散。请同时更新工作群表的状态，否则下次导入会改回去。", "noted: {group} was dissolved on {on}. Change the groups file too, or the next import puts the old state back."},
	"cli.group_not_live":      {"{group} 已不是正常状态", "{group} is not live any more"},
	"cli.group_not_staged":    {"{group} 不是阶段性工作群，没有截止日期可延", "{group} is not stage-limited and has no end to move"},
	"cli.renewed_into_past":   {"新的截止日期 {on} 要晚于今天，也要晚于现在的截止日期", "the new end {on} must be after today and after the present end"},
	"cli.renewed_by_owner":    {"群主和管理员不能给自己的群延期，请由上级或办公室批准", "who runs a group cannot extend it; somebody above or the office approves"},
	"cli.dissolved_in_future": {"{on} 还没有到，解散后再登记", "{on} has not come; note it when the group is dissolved"},

	"col.decision": {"决定", "decision"},

	"reason.renewed":   {"已批准延期", "extended"},
	"reason.dissolved": {"已解散", "dissolved"},

	"cli.no_step":        {"没有这一步：{value}。可用：{allowed}", "no such step: {value}. Allowed: {allowed}"},
	"cli.step_refused":   {"问题 {id} 现为“{from}”，不能改为“{to}”。可用：{allowed}", "case {id} is {from} and cannot become {to}. Allowed: {allowed}"},
	"cli.step_taken":     {"已登记：问题 {id} 现为“{state}”。", "noted: case {id} is now {state}."},
	"cli.step_rectified": {"已登记：责任人说问题 {id} 已整改。下次核对新数据后销号；在此之前暂停催办。", "noted: the responsible person says that case {id} is mended. The next look at new data closes it; reminders rest until then."},
	"cli.noted":          {"已登记在问题 {id} 下。", "noted on case {id}."},
	"cli.empty_note":     {"--note 不能为空", "--note must not be empty"},
	"cli.bad_release":    {"--release 要写百分比，如 10%，并且与 compose 一起用：{value}", "--release takes a percentage such as 10% and goes with compose: {value}"},

	"col.rung":    {"升级步骤", "rung"},
	"col.day":     {"日期", "day"},
	"col.stands":  {"情况", "stands"},
	"col.told_on": {"通知日", "told on"},
	"col.notice":  {"通知", "notice"},

	"role.concerned": {"本人", "the person concerned"},

	"reason.step":                  {"处理", "step"},
	"reason.note":                  {"记录", "note"},
	"reason.reminder":              {"再次提醒", "further reminder"},
	"reason.milestone":             {"整改措施", "measure"},
	"reason.rectified":             {"责任人称已整改", "said to be rectified"},
	"reason.rung_told":             {"已按升级步骤通知", "rung told"},
	"reason.rung_skipped":          {"升级步骤不用通知", "rung skipped"},
	"reason.prior_notice":          {"已事先告知本人", "told in advance"},
	"reason.prior":                 {"事先告知", "notice in advance"},
	"reason.on_the_way":            {"已安排，还没有送达", "on the way"},
	"reason.due_now":               {"今天该通知", "due now"},
	"reason.waits":                 {"未到日期", "its day has not come"},
	"reason.before_due":            {"到期前不通知责任人以外的人", "nobody above is told before the due day"},
	"reason.untold":                {"还没有首次通知", "the case has not been told yet"},
	"reason.not_open":              {"已销号或豁免", "not open"},
	"reason.done_by_first_telling": {"首次通知已包括", "done by the first telling"},
	"reason.person_already_told":   {"此人已经通知过", "the same person was told by an earlier rung"},
	"reason.acknowledged":          {"已在处置，到期前不再催", "taken up: no more reminders before the due day"},
	"reason.rectified_pause":       {"责任人称已整改，暂停", "said to be rectified: the ladder rests"},
	"reason.overtaken":             {"下一次催办也到期了，一次说", "the next reminder is due as well and says it"},
	"reason.one_a_day":             {"先通知下一级的人，每个工作日升一级", "the rung below is told first: one a working day"},
	"reason.nobody":                {"没有在职的人", "nobody in service"},

	"ladder.unreachable": {"没有通知渠道", "no way leads there"},

	"read.due":     {"该升级", "rungs due"},
	"read.skipped": {"不用通知", "rungs skipped"},
	"read.later":   {"以后再通知", "told later"},
})
