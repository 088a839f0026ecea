package phrase

// Sentences of the sheet from which notices are passed on by hand.
var _ = add(table{
	"relay.none":     {"没有等人工转达的通知。", "no notice waits for a hand"},
	"relay.title":    {"待转达通知：{people} 人（或单位）共 {n} 条，{at} 导出", "To pass on by hand: {n} notices to {people} recipients, written {at}"},
	"relay.how":      {"逐人把两条横线之间的文字复制到聊天里发出（写明打电话的请打电话），发完用该人下面的命令登记。内容只发给本人，用后请删除本表。", "Copy the text between two lines into the chat with each recipient, or call where the text says so; then note it with the command below. The texts are for their recipients only: delete this sheet afterwards."},
	"relay.block":    {"【{i}/{of}】发给：{who}", "[{i}/{of}] to: {who}"},
	"relay.who":      {"{name}（{known}）", "{name} ({known})"},
	"relay.unit":     {"{value}", "{value}"},
	"relay.mobile":   {"手机 {value}", "mobile {value}"},
	"relay.account":  {"{platform} {value}", "{platform} {value}"},
	"relay.note":     {"发出后登记：qunguan notices relay {ids} --by 您的工号", "then: qunguan notices relay {ids} --by YOUR-CODE"},
	"relay.no_note":  {"办公室已收到数量通知，这段转告后不用登记；问题办好后自动从本表消失。", "The office was told the number; nothing is to be noted, and the block ends with its cases."},
	"relay.note_all": {"全部发完也可一次登记：qunguan notices relay {ids} --by 您的工号", "or all at once: qunguan notices relay {ids} --by YOUR-CODE"},

	"help.relay_sheet": {"待转达的通知：每人一段，可直接粘贴到聊天里", "the notices that wait for a hand: a block per recipient, ready to paste into a chat"},
	"help.notice_ids":  {"通知编号，可以写多个", "notice ids, one or many"},
	"cli.relayed_many": {"已登记：{notices} 条通知已转达，涉及 {n} 个问题。", "noted: {notices} notices were passed on; they are about {n} cases."},
	"cli.relay_sheet":  {"已写入 {file}：{people} 人（或单位）共 {n} 条。发完请登记转达。", "wrote {file}: {n} notices to {people} recipients; note them once they are passed on"},
})
