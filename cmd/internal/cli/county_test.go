package cli_test

import (
	"encoding/base64"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"qunguan/notify/channeltest"
)

// A county small enough to know by heart. 2026-11-22 is a Sunday.
const (
	units = `单位编码,单位名称,简称,类别,上级单位编码,主要负责人工号
U1,平湖县水利局,水利局,县直部门,,P10
U2,平湖县教育局,教育局,县直部门,,P20
U3,石桥镇,石桥镇,乡镇,,
`
	staff = `工号,姓名,单位编码,岗位,在职状态,离职日期,邮箱,微信号
P10,钱江,U1,局长,在职,,qian@mail.test,wx_qian
P11,孙丽,U1,主任,在职,,sun@mail.test,wx_sun
P12,李强,U1,科员,在职,,,wx_li
P13,周敏,U1,科员,退休,2026-11-20,,wx_zhou
P20,吴刚,U2,局长,在职,,wu@mail.test,wx_wu
P21,郑凯,U2,科长,在职,,,wx_zheng
P22,王芳,U2,科员,在职,,,wx_wang
P30,冯涛,U3,镇长,在职,,,wx_feng
`
	groups = `群编号,平台,平台群号,群名称,范围,单位编码,群主工号,管理员工号,建群日期,阶段性,截止日期,成员范围,全员,备案编号
G1,微信,wxg1,平湖县水利局工作群,单位内部,U1,P11,P12,2026-10-01,否,,单位:U1,是,BA1
G2,微信,wxg2,平湖县教育局工作群,单位内部,U2,P21,P22,2026-10-01,否,,单位:U2,是,BA2
G3,微信,wxg3,石桥镇防汛群,单位内部,U3,P30,,2026-10-01,否,,,否,BA3
G4,微信,wxg4,教育局校园安全专班群,单位内部,U2,P21,P22,2026-10-01,是,2026-10-31,,否,BA4
G5,微信,wxg5,石桥镇便民群,单位内部,U3,,,2026-10-01,否,,,否,BA5
G6,微信,wxg6,水利局灌区项目群,单位内部,U1,,P11;P12,2026-10-01,否,,,否,BA6
`
	// Wrong: the card of P12 in G1, P13 who has left, an unknown account in G1 and in G2, P20 who is
	// missing in G2.
	members = `平台,平台群号,账号,群昵称,群内角色,采集时间
微信,wxg1,wx_qian,钱江,成员,2026-11-21 07:00
微信,wxg1,wx_sun,孙丽,群主,2026-11-21 07:00
微信,wxg1,wx_li,小李飞刀,管理员,2026-11-21 07:00
微信,wxg1,wx_zhou,周敏,成员,2026-11-21 07:00
微信,wxg1,wx_stranger,星辰大海,成员,2026-11-21 07:00
微信,wxg2,wx_zheng,郑凯,群主,2026-11-21 07:00
微信,wxg2,wx_wang,王芳,管理员,2026-11-21 07:00
微信,wxg2,wx_guest,静待花开,成员,2026-11-21 07:00
微信,wxg3,wx_feng,冯涛,群主,2026-11-21 07:00
微信,wxg4,wx_zheng,郑凯,群主,2026-11-21 07:00
微信,wxg4,wx_wang,王芳,管理员,2026-11-21 07:00
微信,wxg5,wx_feng,冯涛,成员,2026-11-21 07:00
微信,wxg6,wx_sun,孙丽,管理员,2026-11-21 07:00
微信,wxg6,wx_li,李强,管理员,2026-11-21 07:00
`
)

// The moments of the small county's week, in working order.
const (
	sunday  = "2026-11-22T10:00:00+08:00" // a day off
	early   = "2026-11-23T07:00:00+08:00" // quiet hours
	monday  = "2026-11-23T09:00:00+08:00"
	later   = "2026-11-23T10:30:00+08:00"
	evening = "2026-11-23T19:00:00+08:00" // quiet hours
	tuesday = "2026-11-24T09:00:00+08:00"
)

// importSmall takes the small county in, with a file of routes if one is
// given.
func (w *world) importSmall(at, routes string) {
	w.Helper()
	all := []string{
		w.Write("单位.csv", units), w.Write("人员.csv", staff), w.Write("工作群.csv", groups), w.Write("群成员.csv", members),
	}
	if routes != "" {
		all = append(all, w.Write("通知渠道.csv", routes))
	}
	w.OK(slices.Concat([]string{"import", "--at", at}, all)...)
}

// importOnly takes in as much of the small county as makes one recipient
// hear something: the groups that person owns.
func (w *world) importOnly(at, owner, routes string) {
	w.Helper()
	rows := strings.SplitAfter(groups, "\n")
	kept := []string{rows[0]}
	for _, row := range rows[1:] {
		if strings.Contains(row, ","+owner+",") {
			kept = append(kept, row)
		}
	}
	w.OK("import", "--at", at, w.Write("单位.csv", units), w.Write("人员.csv", staff), w.Write("工作群.csv", strings.Join(kept, "")),
		w.Write("群成员.csv", members), w.Write("通知渠道.csv", routes))
}

// receivers are the outside world that messages go to.
type receivers struct {
	mail          *channeltest.SMTP
	webhook, chat *channeltest.Fake
}

// act lets the world send, and starts real receivers on this machine: a mail
// server with a login, a webhook that verifies signatures, Slack.
func (w *world) act(t *testing.T) receivers {
	t.Helper()
	r := receivers{
		mail:    channeltest.NewSMTP(t, channeltest.WithoutTLS, channeltest.WithLogin("worker", "mail-password-1")),
		webhook: channeltest.NewWebhook(t), chat: channeltest.NewSlack(t),
	}
	key := base64.StdEncoding.EncodeToString([]byte("0123456789abcdefghijklmnopqrstuv"))
	maps.Copy(w.Env, map[string]string{
		"MODE": "act", "LOG_LEVEL": "debug", "SECRET_KEY": key, "ALLOW_PRIVATE_ADDRESSES": "true", "CHANNEL_HOSTS": "slack=" + r.chat.Host(),
		"SMTP_HOST": r.mail.Host(), "SMTP_PORT": strconv.Itoa(r.mail.Port()), "SMTP_FROM": "群管 <worker@mail.test>", "SMTP_TLS": "none",
		"SMTP_USERNAME": "worker", "SMTP_PASSWORD": "mail-password-1",
	})
	w.secrets = append(w.secrets, key, "mail-password-1", r.webhook.Secret, "webhook-secret", "secrettoken")
	return r
}

// routes reach P21 by webhook, P30 and the office by Slack; everybody else
// has a mail address in the directory.
func (r receivers) routes() string {
	return "对象类型,对象编码,渠道,地址,密钥,关键词\n" +
		fmt.Sprintf("人员,P21,webhook,%s,%s,\n", r.webhook.Address(), r.webhook.Secret) +
		fmt.Sprintf("人员,P30,slack,%s,,\n", r.chat.ProviderAddress()) +
		fmt.Sprintf("办公室,office,slack,%s,,\n", r.chat.ProviderAddress())
}

// arrived counts everything that the receivers accepted.
func (r receivers) arrived() int {
	n := len(r.mail.Mails())
	for _, f := range []*channeltest.Fake{r.webhook, r.chat} {
		for _, a := range f.Arrivals() {
			if a.Accepted {
				n++
			}
		}
	}
	return n
}

// stored reads every file of the data directory, to look for texts that must not stand in it.
func (w *world) stored() string {
	w.Helper()
	names, err := filepath.Glob(filepath.Join(w.Env["DATA_DIR"], "*"))
	if err != nil {
		w.Fatal(err)
	}
	var all strings.Builder
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			continue // notes of sends in progress: ids and moments
		}
		all.WriteString(text(w, name))
	}
	return all.String()
}
