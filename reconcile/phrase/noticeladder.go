package phrase

// Sentences of notices that climb, warn before a removal, or hand groups over.
var _ = add(table{
	"notice.intro.above":        {"以下 {n} 项已到期限仍未解决，责任人：{names}。请督促落实。", "{n} findings are past their date and still there; responsible: {names}. Please see to it."},
	"notice.intro.above.some":   {"其中 {n} 项已到期限仍未解决，责任人：{names}。请督促落实。", "{n} of them are past their date and still there; responsible: {names}. Please see to it."},
	"notice.intro.above.nobody": {"以下 {n} 项已到期限仍未解决，没有在职的责任人。请安排落实。", "{n} findings are past their date and still there, and nobody in service is responsible. Please see to it."},
	"notice.intro.office.above": {"以下 {n} 项已过期限仍未解决，请督办。为保护个人信息，这里只列数量。", "{n} findings are past their date and still there; please follow up. Only counts are shown, to protect personal data."},
	"notice.intro.prior":        {"按照工作群管理规定，您在以下工作群的账号将被移出，事先告知您原因（{n} 项）。", "Under the rules for work groups your account is to be removed from the groups below ({n}); these are the reasons, in advance."},
	"notice.as_of":              {"{text}（最近一次核对是 {date}，之后没有新数据）", "{text} (last checked on {date}; no newer data)"},

	"notice.call":           {"请打电话或当面告知{name}（电话 {phone}）以下 {n} 项。", "Please call {name} ({phone}) or tell them in person about these {n} things."},
	"notice.call.no_number": {"请当面或设法打电话告知{name}（没有登记号码）以下 {n} 项。", "Please tell {name} in person or find their number (none on file) about these {n} things."},
	"notice.call.note":      {"告知后请登记：qunguan case note {id} --by 您的工号 --note 告知情况。", "Then note it: qunguan case note {id} --by CODE --note TEXT."},

	"notice.prior":        {"拟将您的账号移出本群，原因：{why}", "Your account is to be removed from this group: {why}"},
	"notice.prior.todo":   {"有异议或工作需要留在群里的，请尽快联系{contact}。", "If this is wrong, or your work needs you there, please contact {contact} soon."},
	"notice.announce":     {"移出前可在“{group}”发布的公告：“按照工作群管理规定，经提醒仍不符合要求的以下成员将移出本群：{list}。有异议请联系群管理员。”", "To announce in “{group}” before a removal: “Under the rules for work groups these members will be removed: {list}. Objections go to the administrators.”"},
	"notice.announce.who": {"{name}（{why}）", "{name} ({why})"},

	"notice.heir.admin":      {"现任管理员", "an administrator"},
	"notice.heir.active":     {"群内最近活跃", "active there most recently"},
	"notice.heir.proposal":   {"建议由{name}接任（{reason}）。", " {name} is proposed ({reason})."},
	"notice.and_more_groups": {"{list}等 {n} 个群", "{list} and others, {n} in all"},

	"notice.short.group.stage_ends": {"阶段性工作群即将到期", "stage-limited groups about to end"},
	"notice.one.group.stage_ends":   {"阶段性工作群将于 {date} 到期，还有 {days} 天", "The group's time ends on {date}, in {days} days"},
	"notice.todo.group.stage_ends":  {"到期前请解散；确需延长的，请报{office}批准，并登记新的截止日期。", "Dissolve it by then; if it must go on, ask {office} to approve a new end date."},
})
