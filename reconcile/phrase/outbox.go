package phrase

// Messages of delivery itself: to operators about routes that do not work.
var _ = add(table{
	"outbox.fault.title":                    {"通知渠道有故障：{channel}", "Routes do not work: {channel}"},
	"outbox.fault.intro":                    {"下列通知渠道发送失败，需要处理：", "Sending by these routes failed, and somebody has to mend it:"},
	"outbox.fault":                          {"{channel}：{reason}", "{channel}: {reason}"},
	"outbox.fault.todo":                     {"消息会改走该对象的下一个渠道；没有下一个的，渠道恢复后补发，或由上一级接收。请修正后重新导入“通知渠道”表，并用 qunguan doctor 核对。同一故障每天只报一次。", "The messages take the recipient's next route; without one they wait for the channel or go to the next person up. Mend the routes, import the sheet 通知渠道 again and check with qunguan doctor. Each fault is reported once a day."},
	"outbox.outage.title":                   {"通知渠道发不出去：{channel}", "Nothing can be sent by {channel}"},
	"outbox.outage.intro":                   {"自 {since} 起，{channel} 连续 {n} 次没有发送成功，涉及 {recipients} 个接收对象。最近一次的原因：{reason}。", "Since {since} nothing was accepted by {channel}: {n} sends failed, to {recipients} recipients. The last reason: {reason}."},
	"outbox.outage.todo":                    {"程序会隔一段时间再试，恢复后自动补发，期限相应顺延；有其他渠道的对象改走其他渠道。请检查网络、服务器和设置，并用 qunguan doctor --send-test 核对。同一故障每天只报一次。", "It is tried again from time to time; what waits is sent when it works, and deadlines move accordingly. Recipients with other routes are reached by those. Check network, server and settings, and qunguan doctor --send-test. Each fault is reported once a day."},
	"outbox.to.person":                      {"人员", "person"},
	"outbox.to.group":                       {"群", "group"},
	"outbox.to.unit":                        {"单位", "unit"},
	"outbox.to.office":                      {"办公室", "office"},
	"channel.reason.route_unreadable":       {"地址无法解密，请检查 QUNGUAN_SECRET_KEY 与 QUNGUAN_SECRET_KEY_PREVIOUS", "the address cannot be decrypted; check QUNGUAN_SECRET_KEY and QUNGUAN_SECRET_KEY_PREVIOUS"},
	"channel.reason.channel_not_configured": {"程序没有配置这个渠道（例如没有邮件服务器）", "this channel is not set up (for instance no mail server)"},
	"reason.unreachable":                    {"渠道都已失效，未能送达", "every route failed"},
})
