package relaysheet

import (
	"strings"
	"testing"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

func TestTheTextsOfOnePersonStandInOneBlockThatSaysHowToReachThem(t *testing.T) {
	units := workgroup.Units{"U1": {Code: "U1", Name: "水利局"}}
	people := map[string]workgroup.Person{"P1": {
		Code: "P1", Name: "李娜", Unit: "U1", Post: "科长", Mobile: "13800001234",
		Accounts: workgroup.AccountsOf(map[string]string{"微信": "wx_lina"}),
	}}
	to := notify.Recipient{Type: notify.ToPerson, Code: "P1"}
	blocks := Blocks([]outbox.Notice{
		{ID: "msg_A", Recipient: to, Body: "第一条"},
		{ID: "msg_B", Recipient: notify.Recipient{Type: notify.ToUnit, Code: "U1"}, Body: "给单位"},
		{ID: "msg_C", Recipient: to, Body: "第二条\n"},
	}, units, workgroup.PeopleOf(people))
	const want = `待转达通知：2 人（或单位）共 3 条，2026-11-30 09:05 导出
逐人把两条横线之间的文字复制到聊天里发出（写明打电话的请打电话），发完用该人下面的命令登记。内容只发给本人，用后请删除本表。


【1/2】发给：李娜（水利局 科长，手机 13800001234，微信 wx_lina）
--------------------------------
第一条
--------------------------------
--------------------------------
第二条
--------------------------------
发出后登记：qunguan notices relay msg_A msg_C --by 您的工号


【2/2】发给：水利局
--------------------------------
给单位
--------------------------------
发出后登记：qunguan notices relay msg_B --by 您的工号


全部发完也可一次登记：qunguan notices relay msg_A msg_C msg_B --by 您的工号
`
	if got := Text(phrase.Zh, blocks, time.Date(2026, 11, 30, 9, 5, 0, 0, time.UTC)); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := Text("en", blocks, time.Time{}); strings.Contains(got, "转达") || strings.Contains(got, "登记") {
		t.Errorf("the English sheet has Chinese frame words:\n%s", got)
	}
}
