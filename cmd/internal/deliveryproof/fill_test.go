package deliveryproof

import (
	"fmt"
	"testing"
	"time"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/registry"
)

// letter is a document whose text has about 1 KB.
var letter = notify.Document{
	Title: "工作群提醒：水利局等 2 个群有 8 件事要处理", Intro: []string{"王伟您好："},
	Sections: []notify.Section{{Heading: "云溪县水利局工作群", Lines: []notify.Line{
		{Text: "群成员“张伟”的群名片不合规范", Todo: "请改为“水利局张伟”", DueOn: "11月26日 周四"},
		{Text: "群成员“小李”不能确认是谁", Todo: "请确认其身份，或移出群", DueOn: "11月26日 周四", Urgent: true},
		{Text: "群成员“风轻云淡”不能确认是谁", Todo: "请确认其身份，或移出群", DueOn: "11月26日 周四", Urgent: true},
		{Text: "王芳已于 11 月 1 日调出，仍在群内", Todo: "请移出群", DueOn: "11月24日 周二", Urgent: true},
		{Text: "李强不在群内", Todo: "请邀请入群", DueOn: "12月4日 周五"},
		{Text: "赵敏不在群内", Todo: "请邀请入群", DueOn: "12月4日 周五"},
	}}},
}

var letterText = letter.Text()

func recipient(i int) notify.Recipient {
	return notify.Recipient{Type: notify.ToPerson, Code: fmt.Sprintf("P%05d", i), Name: "王伟"}
}

// fill makes n people with a route to the address and a notice for each, due
// from when(i) on, about a case each or about nothing.
func fill(t testing.TB, store *registry.Store, address func(i int) string, n int, cases bool, when func(i int) time.Time) {
	t.Helper()
	var routes []workgroup.Route
	var notices []outbox.Notice
	var plan reconcile.Plan
	for i := range n {
		to, from := recipient(i), when(i)
		routes = append(routes, workgroup.Route{TargetType: "人员", Target: to.Code, Channel: notify.Webhook, Address: workgroup.Secret(address(i))})
		notice := outbox.Notice{
			ID: fmt.Sprintf("msg_%05d", i), Kind: notify.KindReminder, Recipient: to, Channel: notify.Webhook, State: outbox.Pending,
			CreatedAt: from, NotBefore: from, Title: letter.Title, Body: letterText, Document: letter,
		}
		if cases {
			notice.Cases = []int64{int64(i + 1)}
			plan.Changes = append(plan.Changes, reconcile.Change{Event: ledger.EventOpened, After: ledger.Case{
				Rule: "member.card", Clause: "S6.2", Unit: "U001", State: ledger.Found, Severity: "normal", OpenedOn: "2026-11-20", DueOn: "2099-12-31",
				LastSeenOn: "2026-11-20", Responsible: to.Code, Title: "群名片不合规范",
				Subject: ledger.Subject{Type: ledger.SubjectAccount, Group: "G1", Account: fmt.Sprint("a", i)},
			}})
		}
		notices = append(notices, notice)
	}
	imported := intake.ImportInfo{At: when(0), WrittenAt: when(0)}
	stage, err := store.NewStage(t.Context())
	if err == nil {
		err = stage.Settle(t.Context(), func(intake.RosterChange) (intake.Disposition, error) { return "", nil })
	}
	if err == nil {
		_, err = stage.Publish(t.Context(), intake.Batch{intake.Routes: intake.RouteRecords.Pack(routes...)}, imported)
	}
	if err == nil {
		err = stage.Close()
	}
	if err == nil && cases {
		err = store.CommitParts(t.Context(), reconcile.Part{Job: "member-check", Unit: "U001", Moment: when(0), Plan: plan})
	}
	if err == nil {
		err = store.WriteNotices(t.Context(), nil, notices)
	}
	if err != nil {
		t.Fatal(err)
	}
}
