package cli_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/notify/channeltest"
	"qunguan/reconcile/sheet"
)

const (
	saturday   = "2026-12-05T10:00:00+08:00" // a day off, two weeks after the small county's week
	nextMonday = "2026-12-07T09:00:00+08:00"
	officeMail = "对象类型,对象编码,渠道,地址\n办公室,office,email,office@mail.test\n"
)

// digests are the notices of the kind, by recipient.
func (w *world) digests() map[string]notice {
	w.Helper()
	found := map[string]notice{}
	for _, n := range w.notices() {
		if n.Kind == "digest" {
			found[n.Recipient] = n
		}
	}
	return found
}

// standing is the sentence that a digest owes about the units' cases.
func (w *world) standing(day string, units ...string) string {
	w.Helper()
	open, overdue := 0, 0
	for _, k := range w.cases("--open") {
		if !slices.Contains(units, k.Unit) {
			continue
		}
		open++
		if k.DueOn < day {
			overdue++
		}
	}
	if overdue == 0 {
		w.Fatalf("nothing of %v is overdue on %s: the test would see nothing", units, day)
	}
	return fmt.Sprintf("未销号 %d 件，其中逾期 %d 件", open, overdue)
}

// covers S7.4, S5.4, S5.5, S13.3
func TestDigestsGoOutWithTheLedger(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(sunday, officeMail)
		w.judge(sunday)
		if made := w.runJobs(saturday, "digest"); made[0].Notices != 3 {
			t.Fatalf("%d digests, want 3: the office and two principals", made[0].Notices)
		}
		if again := w.runJobs(saturday, "digest"); again[0].Notices != 0 {
			t.Errorf("the same digest once more: %d", again[0].Notices)
		}
		found := w.digests()
		for who, units := range map[string][]string{"office": {"U1", "U2", "U3"}, "P10": {"U1"}, "P20": {"U2"}} {
			if want := w.standing("2026-12-05", units...); !strings.Contains(found[who].Body, want) {
				t.Errorf("the digest to %s does not say %q:\n%s", who, want, found[who].Body)
			}
			if len(found[who].Cases) != 0 {
				t.Errorf("the digest to %s tells cases: reminders do", who)
			}
		}
		office := found["office"].Body
		for _, part := range []string{"孙丽（水利局）", "没有通知渠道", "石桥镇", "成员检查：11月22日以后没有再检查"} {
			if !strings.Contains(office, part) {
				t.Errorf("the office's digest does not say %q:\n%s", part, office)
			}
		}
		// The office asked for Saturday; people are left in peace until Monday.
		if sent := w.runJobs(saturday, "deliver"); sent[0].Sent != 1 {
			t.Fatalf("on Saturday %d were sent, want the office's", sent[0].Sent)
		}
		mail := r.mail.Mails()[0].Open(t)
		if !strings.Contains(mail.HTML, "逾期未整改") || len(mail.Files) != 1 {
			t.Fatalf("%d files with\n%s", len(mail.Files), mail.HTML)
		}
		for name, content := range mail.Files {
			if name != "问题整改台账2026-12-05.xlsx" {
				t.Errorf("the file is called %s", name)
			}
			if got, want := ledgerRows(t, content), len(w.cases()); got != want {
				t.Errorf("%d rows in the ledger, want %d", got, want)
			}
		}
		if sent := w.runJobs(nextMonday, "deliver"); sent[0].Sent != 2 {
			t.Errorf("on Monday %d were sent, want those of the two principals", sent[0].Sent)
		}
		for _, m := range r.mail.Mails() {
			if p := m.Open(t); len(p.Files) != 1 {
				t.Errorf("%s came with %d files", p.Subject, len(p.Files))
			}
		}
		w.burdened()
		// It told no person anything: everything still waits for its reminder.
		if made := w.runJobs(nextMonday, "compose"); made[0].Notices == 0 {
			t.Error("the digest took the place of the reminders")
		}
	})
}

// burdened demands the loads of Monday's two digests, and the number of each person's groups in the
// small county.
func (w *world) burdened() {
	w.Helper()
	type load struct {
		Person           string
		Groups, Messages int
		OffHours         int `json:"off_hours"`
	}
	got := read[load](w, "report", "burden", "--from", "2026-12-07", "--to", "2026-12-13")
	if diff := gocmp.Diff([]load{{"P10", 0, 1, 0}, {"P20", 0, 1, 0}}, got); diff != "" {
		w.Errorf("the week of the digests: -want +got\n%s", diff)
	}
	before := read[load](w, "report", "burden", "--to", "2026-11-23")
	i := slices.IndexFunc(before, func(l load) bool { return l.Person == "P11" })
	if i < 0 || before[i] != (load{"P11", 2, 0, 0}) { // G1 and G6
		w.Errorf("before anything was sent: %+v", before)
	}
}

// ledgerRows counts the numbered rows of a ledger's workbook.
func ledgerRows(t *testing.T, content []byte) int {
	t.Helper()
	book, err := sheet.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.Rows(0)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		if cells := rows.Row().Cells; len(cells) > 0 && cells[0].Text == fmt.Sprint(n+1) {
			n++
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestADigestInASharedRoomNamesNobody(t *testing.T) {
	w := newWorld(t, "embedded")
	r := w.act(t)
	w.importSmall(sunday, r.routes())
	w.judge(sunday)
	w.runJobs(saturday, "digest")
	w.runJobs(saturday, "deliver")
	texts := channeltest.SlackTexts(r.chat.Arrivals()[0].Body)
	for _, private := range []string{"孙丽", "郑凯", "冯涛", "星辰大海", "水利局"} {
		if strings.Contains(fmt.Sprint(texts), private) {
			t.Errorf("%s reached the room: %v", private, texts)
		}
	}
	if want := w.standing("2026-12-05", "U1", "U2", "U3"); !strings.Contains(channeltest.SlackReads(texts[0]), want) {
		t.Errorf("the room does not read %q: %v", want, texts)
	}
}

func TestAnEmptyDigestIsOneLineOrNothing(t *testing.T) {
	for _, c := range []struct {
		empty string
		want  int
	}{{"line", 1}, {"nothing", 0}} {
		t.Run(c.empty, func(t *testing.T) {
			w := newWorld(t, "embedded")
			w.Env["POLICY"] = w.Write("办法.yaml", "extends: [pack:county]\ndigest: {empty: "+c.empty+"}\n")
			w.OK("import", "--at", sunday, w.Write("单位.csv", units), w.Write("人员.csv", staff))
			if made := w.runJobs(saturday, "digest"); made[0].Notices != c.want {
				t.Fatalf("%d digests, want %d", made[0].Notices, c.want)
			}
			if n := w.digests()["office"]; c.want == 1 && strings.Count(strings.TrimSpace(n.Body), "\n") > 2 {
				t.Errorf("more than a title and a line:\n%s", n.Body)
			}
		})
	}
}
