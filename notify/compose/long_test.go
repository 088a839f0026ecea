package compose

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
)

func TestALongNoticeByMailCarriesItsReadersOwnList(t *testing.T) {
	in := county()
	mailbox(&in, "P002")
	var cases []ledger.Case
	for i := range 30 {
		c := cardCase(int64(i+1), "G002", fmt.Sprintf("P%03d", 20+i))
		c.Rule, c.Subject.Account = "member.out_of_scope", fmt.Sprint(1000+i)
		c.DueOn = in.day().AddDays(i + 3) // a line each
		cases = append(cases, c)
	}
	r := Plan(in, cases, nil)
	if len(r.Create) != 1 {
		t.Fatalf("%d notices", len(r.Create))
	}
	n := r.Create[0]
	if n.Document.LeftOut == 0 || len(n.Files) != 1 || !strings.Contains(n.Body, "全部 30 项见邮件附件") {
		t.Fatalf("left out %d, %d files:\n%s", n.Document.LeftOut, len(n.Files), n.Body)
	}
	book, err := excelize.OpenReader(bytes.NewReader(n.Files[0].Data))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows("待办清单")
	if err != nil || len(rows) != 31 {
		t.Fatalf("%d rows, want a heading and 30 (%v)", len(rows), err)
	}
	if copied := rows[1][5]; !strings.Contains(copied, "您好") {
		t.Errorf("no text to copy: %q", rows[1])
	}
	// A channel that carries no files, and a short notice, have none.
	for i := range in.Channels {
		in.Channels[i] = []string{notify.Slack}
	}
	if n := Plan(in, cases, nil).Create[0]; len(n.Files) != 0 || strings.Contains(n.Body, "附件") {
		t.Errorf("files over a channel that carries none")
	}
}

// A person who said that it is done reads that this was heard, with the newer data about it.
//
// covers S1.13
func TestAnAnswerIsHeardInTheNextNotice(t *testing.T) {
	said := time.Date(2026, 11, 21, 15, 0, 0, 0, shanghai)
	for _, c := range []struct {
		name string
		data time.Time
		want []string
		not  string
	}{
		{"no newer data", said.Add(-time.Hour), []string{"此后尚无新的数据；已办好的，请报送新数据以便核对", "（11月21日报告已整改，尚未收到新名单）", "要做：请报送新的群成员名单，以便核对"}, "仍需办理"},
		{"newer data shows it still", said.Add(20 * time.Hour), []string{"这些上次都已提醒过，仍需办理", "（11月21日报告已整改，11月22日采集的名单复查仍存在）", "要做：请提醒本人修改群昵称"}, "尚未收到"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := county()
			k := toldCard(&in, 1)
			k.SaidAt, k.DataAt = said, c.data
			in.Notifications = []ledger.Notification{dueRung(ledger.Rung{Kind: ledger.Reminder}, "P002")}
			made := Plan(in, []ledger.Case{k}, nil).Create
			if len(made) != 1 {
				t.Fatalf("%d notices, want 1", len(made))
			}
			for _, want := range c.want {
				if !strings.Contains(made[0].Body, want) {
					t.Errorf("the notice does not say %q:\n%s", want, made[0].Body)
				}
			}
			if strings.Contains(made[0].Body, c.not) {
				t.Errorf("the notice says %q:\n%s", c.not, made[0].Body)
			}
		})
	}
}

func TestTheSecondNoticeSaysWhatIsNewWhatIsStillThereAndWhatWasDone(t *testing.T) {
	in := county()
	old, fresh := toldCard(&in, 1), cardCase(2, "G002", "P025")
	in.Notifications = []ledger.Notification{dueRung(ledger.NewRung("due", "responsible"), "P002")}
	in.Done = map[string]int{"P002": 4}
	body := ""
	for _, n := range Plan(in, []ledger.Case{old, fresh}, nil).Create {
		if n.Recipient.Code == "P002" {
			body = n.Body
		}
	}
	for _, want := range []string{"其中新发现 1 项，上次已提醒、仍需办理 1 项。", "近 7 天核对已办好 4 项"} {
		if !strings.Contains(body, want) {
			t.Errorf("the notice does not say %q:\n%s", want, body)
		}
	}
	done := DoneOf([]ledger.Case{
		{State: ledger.Closed, ClosedReason: ledger.Fixed, ToldOn: "2026-11-20", ClosedOn: "2026-11-30", Responsible: "P1"},
		{State: ledger.Closed, ClosedReason: ledger.Fixed, ToldOn: "2026-11-20", ClosedOn: "2026-11-01", Responsible: "P1"}, // long ago
		{State: ledger.Closed, ClosedReason: ledger.RuleOff, ToldOn: "2026-11-20", ClosedOn: "2026-11-30", Responsible: "P1"},
		{State: ledger.Closed, ClosedReason: ledger.Fixed, ClosedOn: "2026-11-30", Responsible: "P1"}, // never heard of
	}, "2026-11-23")
	if done["P1"] != 1 {
		t.Errorf("%v", done)
	}
}

func TestTheOfficeIsNotSentToItself(t *testing.T) {
	in := county()
	in.Policy.Offices["office"] = policy.Office{Name: "县委办", Phone: "0716-8801234", Contact: "P002"}
	c := cardCase(1, "G002", "")
	c.Rule, c.Subject.Person, c.Subject.Account, c.Evidence = "roster.stale", "", "", []byte(`{"taken_at":"","max_age_days":10}`)
	n := Plan(in, []ledger.Case{c}, nil).Create[0]
	if n.Recipient.Code != "P002" || strings.Contains(n.Body, "县委办") || !strings.Contains(n.Body, "报本办") {
		t.Errorf("%s to %s:\n%s", n.Title, n.Recipient.Code, n.Body)
	}
}

func TestWhoHasToCallIsTold(t *testing.T) {
	in := county()
	in.Policy.Offices["office"] = policy.Office{Name: "县委办", Contact: "P030"}
	mailbox(&in, "P030")
	c := toldCard(&in, 3)
	call := dueRung(ledger.NewRung("due+1wd", "unit_principal"), "P001")
	call.Phone = true
	in.Notifications = []ledger.Notification{call}
	r := Plan(in, []ledger.Case{c}, nil)
	var calls, callers int
	for _, n := range r.Create {
		switch {
		case n.Channel == notify.Manual && n.Recipient.Code == "P001":
			calls++
		case n.Recipient.Code == "P030":
			callers++
			if len(n.Cases)+len(n.Notifications) != 0 || !strings.Contains(n.Body, "姚洋庆") || !strings.Contains(n.Body, "relay-sheet") {
				t.Errorf("%s", n.Body)
			}
		}
	}
	if calls != 1 || callers != 1 {
		t.Errorf("%d calls, %d callers told: %+v", calls, callers, ids(r.Create))
	}
	keep(&in, r.Create[:1])
	if again := Plan(in, []ledger.Case{c}, roundTrip(t, r.Create[:1])); len(again.Create) != 0 {
		t.Errorf("the caller is told again of the same call: %+v", ids(again.Create))
	}
}

// Six lines may hold sixty people: a reader who has to write to each needs the texts, however short
// the notice is.
func TestManyItemsInFewLinesAreListedToo(t *testing.T) {
	in := county()
	mailbox(&in, "P002")
	var cases []ledger.Case
	for i := range 30 {
		cases = append(cases, cardCase(int64(i+1), "G002", fmt.Sprintf("P%03d", 20+i)))
	}
	n := Plan(in, cases, nil).Create[0]
	if n.Document.LeftOut != 0 || len(n.Files) != 1 || !strings.Contains(n.Body, "全部 30 项见邮件附件") {
		t.Errorf("left out %d, %d files:\n%s", n.Document.LeftOut, len(n.Files), n.Body)
	}
}
