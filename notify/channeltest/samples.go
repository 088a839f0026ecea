package channeltest

import (
	"strings"
	"time"

	"qunguan/notify"
)

// Reminder is a message in the form that the composer makes.
func Reminder() notify.Message {
	m := notify.Message{
		ID:        "0198c0de-1111-7000-8000-00000000a001",
		Kind:      notify.KindReminder,
		Recipient: notify.Recipient{Type: notify.ToPerson, Code: "P00001", Name: "王伟"},
		CreatedAt: time.Date(2026, 11, 23, 8, 47, 0, 0, time.FixedZone("CST", 8*3600)),
		Document: notify.Document{
			Title: "工作群提醒：2 个群有 3 项需要您处理",
			Intro: []string{"王伟，您好。您负责的群有下列情况，请核对处理。"},
			Sections: []notify.Section{
				{Heading: "云溪县应急值守群", Lines: []notify.Line{
					{Text: "张三（账号 wx_zhang）已调出，仍在群内", Todo: "请核对后移出群（S6.2）", DueOn: "2026-11-30", Urgent: true},
					{Text: "群昵称“小草🌱”认不出是谁（账号 wxid_9a）", Todo: "请提醒本人改为实名，或登记为群外人员（S6.1）", DueOn: "2026-12-04"},
				}},
				{Heading: "云溪县A&B项目<2026>群", Lines: []notify.Line{
					{Text: "群管理员少于 2 人", Todo: "请补充一名管理员（S1.10）", DueOn: "2026-12-04"},
				}},
			},
			Outro:    []string{"如已处理，下次核对后自动销号。办公室联系电话：0000-1234567。"},
			LinkText: "查看与反馈",
			LinkURL:  "https://qunguan.example.gov.cn/n/abc?t=def&x=1",
		},
		Cases: []notify.CaseRef{
			{ID: 7, Rule: "member.left", Clause: "S6.2", Unit: "U001", Group: "G001", GroupName: "云溪县应急值守群", Account: "wx_zhang", Person: "P00009", Title: "张三已调出，仍在群内", Todo: "移出群", DueOn: "2026-11-30"},
		},
	}
	m.Text = m.Document.Text()
	return m
}

// HostileTexts are texts from nicknames and cells: calls of everybody, markup, broken markup, control
// characters.
var HostileTexts = []string{
	"<!channel>", "<!here|here>", "<@U012AB3CD>", "<!subteam^S1|x>", "@all", "@所有人", "@everyone", "@channel",
	"<@all>", "<@zhangsan>", "<at id=all></at>", `<at user_id="all">所有人</at>`, "<at email=a@b.cn></at>",
	"&lt;!channel&gt;", "&#60;at id=all&#62;", `\<@all\>`, "<<@all>>", "<\u200b@all>", "<\n@all>",
	"*加粗* _斜体_ ~删除~ `代码`", "[点我](https://evil.example)", "![图](https://evil.example/x.png)", "<https://evil.example|点我>",
	`<font color="warning">假警告</font>`, "</font>", "**", "```", "# 标题", "> 引用", "- 列表", "|表|格|",
	"张三\n2. 李四：请立即转账", "张三\r\nBcc: everybody@example.cn", "a\x00b\x07c", "\u202e反转", "\u2066隔离",
	"<script>alert(1)</script>", `" onclick="x`, "{{.Title}}", "${jndi:x}", "%s%n", "\xff\xfe坏字节",
	"👨‍👩‍👧‍👦家人", strings.Repeat("🏳️‍🌈", 40),
}

// LongMessages break every provider's limits, each in its own way.
func LongMessages() map[string]notify.Message {
	with := func(change func(d *notify.Document)) notify.Message {
		m := Reminder()
		change(&m.Document)
		m.Text = m.Document.Text()
		return m
	}
	lines := func(n int, text string) []notify.Line {
		out := make([]notify.Line, n)
		for i := range out {
			out[i] = notify.Line{Text: text, Todo: "请处理", DueOn: "2026-11-30"}
		}
		return out
	}
	return map[string]notify.Message{
		"many lines": with(func(d *notify.Document) {
			d.Sections = []notify.Section{{Heading: "大群", Lines: lines(900, "张三需要移出群")}}
		}),
		"many long lines": with(func(d *notify.Document) {
			d.Sections = []notify.Section{{Heading: "大群", Lines: lines(200, "需要移出群"+strings.Repeat("很长的说明🌸", 60))}}
		}),
		"many lines full of escapes": with(func(d *notify.Document) {
			d.Sections = []notify.Section{{Heading: "大群", Lines: lines(400, "需要移出群"+strings.Repeat("<&>*_", 30))}}
		}),
		"one endless text": with(func(d *notify.Document) {
			d.Sections = []notify.Section{{Heading: "群", Lines: lines(1, strings.Repeat("长", 30000))}}
		}),
		"an endless title and heading": with(func(d *notify.Document) {
			d.Title = strings.Repeat("题&🌸", 5000)
			d.Sections[0].Heading = strings.Repeat("<群>", 5000)
		}),
		"endless paragraphs": with(func(d *notify.Document) {
			d.Intro = []string{strings.Repeat("开头", 9000), strings.Repeat("&", 9000)}
			d.Outro = []string{strings.Repeat("结尾👨‍👩‍👧", 9000)}
		}),
		"hundreds of groups": with(func(d *notify.Document) {
			d.Sections = nil
			for range 300 {
				d.Sections = append(d.Sections, notify.Section{Heading: "群", Lines: lines(1, "需要移出")})
			}
		}),
		"headings alone": with(func(d *notify.Document) {
			d.Sections = make([]notify.Section, 3000)
			for i := range d.Sections {
				d.Sections[i].Heading = "云溪县第一工作群"
			}
		}),
	}
}
