package phrase

// Sentences of notices that climb, warn before a removal, or hand groups over.
var _ = add(table{
	"notice.intro.above":        {"以下 {n} 项已到期限仍未解决，责任人：{names}。请督促落实。", "{n} findings are past their date and still there; responsible: {names}. Please see to it."},
	"notice.intro.above.some":   {"其中 {n} 项已到期限仍未解决，责任人：{names}。请督促落实。", "{n} of them are past their date and still there; responsible: {names}. Please see to it."},
	"notice.intro.above.nobody": {"有 {n} 项已到期限仍未解决，没有在职的责任人。请安排落实。", "{n} findings are past their date and still there, and nobody in service is responsible. Please see to it."},
	"notice.intro.help":         {"以下 {n} 项请协助办理：责任人{names}尚未办结。", "Please help with the {n} findings below: {names}, who is responsible, has not finished."},
	"notice.intro.help.some":    {"其中 {n} 项请协助办理：责任人{names}尚未办结。", "Please help with {n} of them: {names}, who is responsible, has not finished."},
	"notice.intro.help.nobody":  {"有 {n} 项请协助办理：已到期限仍未解决，没有在职的责任人。", "Please help with {n} findings: past their date and still there, and nobody in service is responsible."},
	"notice.intro.demand":       {"现要求清退：请先核对名单，按各项所列的新期限办理。", "Removal is asked for now: check the roster first, and act by the new dates."},
	"notice.intro.demand.some":  {"其中 {n} 项现要求清退：请先核对名单，按各项所列的新期限办理。", "For {n} of them removal is asked for now: check the roster first, and act by the new dates."},
	"notice.intro.inquiry":      {"以下 {n} 项期限已到，尚未收到新的数据，是否已办不详。请报送新的数据，或说明办理情况。", "The date of the {n} findings below has come, and no newer data: whether they are done is not known. Please send newer data, or say what was done."},

	"notice.intro.unknown":        {"以下 {n} 项期限已到，尚未收到新的数据，是否已办不详；责任人：{names}。请了解办理情况，或请其报送新的数据。", "The date of the {n} findings below has come, and no newer data: whether they are done is not known; responsible: {names}. Please find out, or have newer data sent."},
	"notice.intro.unknown.some":   {"另有 {n} 项期限已到，尚未收到新的数据，是否已办不详；责任人：{names}。请了解办理情况，或请其报送新的数据。", "The date of {n} more has come, and no newer data: whether they are done is not known; responsible: {names}. Please find out, or have newer data sent."},
	"notice.intro.unknown.nobody": {"有 {n} 项期限已到，尚未收到新的数据，是否已办不详，没有在职的责任人。请安排核实。", "The date of {n} findings has come, and no newer data: whether they are done is not known, and nobody in service is responsible. Please have it checked."},
	"notice.intro.office.unknown": {"以下有 {n} 项期限已到，尚未收到新的数据，是否已办不详。", "The date of {n} findings below has come, and no newer data: whether they are done is not known."},
	"notice.intro.office.above":   {"以下 {n} 项已过期限仍未解决，请督办。为保护个人信息，这里只列数量。", "{n} findings are past their date and still there; please follow up. Only counts are shown, to protect personal data."},
	"notice.intro.prior":          {"以下 {n} 项是您本人在工作群里的情况，与工作群管理规定不符，先告知您本人。", "The {n} things below are about yourself in work groups and against the rules; you are told first."},

	"notice.unknown":            {"{text}（期限已到，{what}，是否已办不详）", "{text} (the date has come, {what}; whether it is done is not known)"},
	"notice.rests.roster.new":   {"尚未收到新名单", "no newer roster"},
	"notice.rests.look.new":     {"尚未收到新的群活动数据", "no newer activity data"},
	"notice.rests.row.new":      {"尚未收到新数据", "no newer data"},
	"notice.rests.registry.new": {"尚未收到新数据", "no newer data"},
	"notice.rests.roster.ask":   {"请报送新的群成员名单，或说明是否已办。", "Send a new roster, or say whether it is done."},
	"notice.rests.look.ask":     {"请报送新的群活动情况，或说明是否已办。", "Send the present activity, or say whether it is done."},
	"notice.rests.row.ask":      {"请报送新的数据，或说明是否已办。", "Send newer data, or say whether it is done."},
	"notice.rests.roster.check": {"请报送新的群成员名单，以便核对。", "Send a new roster, so that it can be checked."},
	"notice.rests.look.check":   {"请报送新的群活动情况，以便核对。", "Send the present activity, so that it can be checked."},
	"notice.rests.row.check":    {"请报送新的数据，以便核对。", "Send newer data, so that it can be checked."},
	"notice.rests.registry.ask": {"请说明是否已办。", "Say whether it is done."},
	"notice.due.demand":         {"{by}（原期限 {due}，已逾期 {n} 天）", "{by} (was due {due}, {n} days ago)"},
	"notice.due.late":           {"{by}（已逾期 {n} 天）", "{by} ({n} days overdue)"},

	"notice.call":                 {"请打电话或当面告知{name}（电话 {phone}）以下 {n} 项。", "Please call {name} ({phone}) or tell them in person about these {n} things."},
	"notice.call.no_number":       {"请当面或设法打电话告知{name}（没有登记号码）以下 {n} 项。", "Please tell {name} in person or find their number (none on file) about these {n} things."},
	"notice.calls.title":          {"请打电话：{n} 个", "Please call: {n}"},
	"notice.calls.intro":          {"以下 {n} 件按办法要由您（贵办）打电话或当面告知本人。", "By the rules these {n} are to be told by you, by telephone or in person."},
	"notice.calls.line":           {"{name}（电话 {phone}），涉及 {n} 项；告知后登记：qunguan notices relay {id} --by 您的工号", "{name} ({phone}), {n} things; then: qunguan notices relay {id} --by YOUR-CODE"},
	"notice.calls.line.no_number": {"{name}（没有登记号码），涉及 {n} 项；告知后登记：qunguan notices relay {id} --by 您的工号", "{name} (no number on file), {n} things; then: qunguan notices relay {id} --by YOUR-CODE"},
	"notice.calls.sheet":          {"要说的内容逐人列在转达清单里：qunguan notices relay-sheet -o 转达.txt", "What to say stands in the sheet: qunguan notices relay-sheet -o sheet.txt"},
	"notice.call.note":            {"告知后请登记：qunguan case note {id} --by 您的工号 --note 告知情况。", "Then note it: qunguan case note {id} --by CODE --note TEXT."},

	"notice.prior":      {"拟将您的账号移出本群，原因：{why}", "Your account is to be removed from this group: {why}"},
	"notice.prior.todo": {"有异议或工作需要留在群里的，请在期限前联系{contact}。", "If this is wrong, or your work needs you there, please contact {contact} by then."},

	"notice.prior.contact": {"{todo}；有疑问请联系{contact}", "{todo}; questions go to {contact}"},
	"notice.announce":      {"移出前可发到“{group}”的告知：“以下成员请在 {by} 前改正或说明情况，到期将移出本群：{list}。有疑问请联系{contact}。”", "To post in “{group}” before a removal: “These members, please mend it or explain by {by}; after that you will be removed: {list}. Questions go to {contact}.”"},
	"notice.announce.who":  {"{name}（{why}）", "{name} ({why})"},

	"notice.heir.admin":      {"现任管理员", "an administrator"},
	"notice.heir.active":     {"群内最近活跃", "active there most recently"},
	"notice.heir.proposal":   {"建议由{name}接任（{reason}）。", " {name} is proposed ({reason})."},
	"notice.and_more_groups": {"{list}等 {n} 个群", "{list} and others, {n} in all"},

	"notice.short.group.stage_ends": {"阶段性工作群即将到期", "stage-limited groups about to end"},
	"notice.one.group.stage_ends":   {"阶段性工作群将于 {date} 到期，还有 {days} 天", "The group's time ends on {date}, in {days} days"},
	"notice.todo.group.stage_ends":  {"到期前请解散；确需延长的，请报{office}批准，并登记新的截止日期。", "Dissolve it by then; if it must go on, ask {office} to approve a new end date."},
})
