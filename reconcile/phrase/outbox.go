package phrase

// What delivery says of itself: to operators about routes that do not work.
var _ = add(table{
	"outbox.fault.title":                    {"通知渠道有故障：{channel}", "Routes do not work: {channel}"},
	"outbox.fault.intro":                    {"下列通知渠道发送失败，重试也不会成功：", "Sending by these routes failed, and trying again will not help:"},
	"outbox.fault":                          {"{channel}：{reason}", "{channel}: {reason}"},
	"outbox.fault.todo":                     {"消息已改走该对象的下一个渠道；没有下一个的，由上一级接收。请修正后重新导入“通知渠道”表，并用 qunguan doctor 核对。同一故障每天只报一次。", "The messages took the recipient's next route or, without one, go to the next person up. Mend the routes, import the sheet 通知渠道 again and check with qunguan doctor. Each fault is reported once a day."},
	"outbox.to.person":                      {"人员", "person"},
	"outbox.to.group":                       {"群", "group"},
	"outbox.to.unit":                        {"单位", "unit"},
	"outbox.to.office":                      {"办公室", "office"},
	"channel.reason.route_unreadable":       {"地址无法解密，请检查 QUNGUAN_SECRET_KEY 与 QUNGUAN_SECRET_KEY_PREVIOUS", "the address cannot be decrypted; check QUNGUAN_SECRET_KEY and QUNGUAN_SECRET_KEY_PREVIOUS"},
	"channel.reason.channel_not_configured": {"程序没有配置这个渠道（例如没有邮件服务器）", "this channel is not set up (for instance no mail server)"},
	"reason.unreachable":                    {"渠道都已失效，未能送达", "every route failed"},
})
