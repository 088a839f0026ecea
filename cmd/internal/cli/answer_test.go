package cli_test

import (
	"fmt"
	"strings"
	"testing"
)

// Answers are checked by the people who answer for the case, become a request where another person
// decides, and are carried out from the day of the decision.
func TestAnswersAreTakenFromWhoAnswersForTheCase(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"] = w.Write("policy.yaml", longRosters)
		w.importSmall(sunday, r.routes())
		w.day("2026-11-23")
		card := w.only("member.card", "G1") // due on 2026-12-07, P11 is responsible
		answer := func(action, by string, more ...string) []string {
			return append([]string{"answer", fmt.Sprint(card.ID), action, "--by", by, "--at", "2026-11-24T10:00:00+08:00"}, more...)
		}
		for said, args := range map[string][]string{
			"P22":        answer("rectified", "P22"),
			"请写明理由":      answer("extend", "P11", "--until", "2026-12-20"),
			"请写明日期":      answer("extend", "P11", "--reason", "忙"),
			"日期须晚于今天":    answer("extend", "P11", "--until", "2026-12-01", "--reason", "忙"),
			"不能答复“这是某某”": answer("who", "P11", "--person", "P12"),
			"不能答复“仍需保留”": answer("keep", "P11", "--until", "2026-12-20", "--reason", "忙"),
			"没有要":        answer("phoned", "P11"),
			"没有工号":       answer("rectified", "P1O"),
		} {
			if d := w.Exits(1, args...); !strings.Contains(d.Stderr, said) {
				t.Errorf("%v: want %q in:\n%s", args, said, d.Stderr)
			}
		}
		if d := w.Exits(2, answer("shrug", "P11")...); !strings.Contains(d.Stderr, "rectified 已整改") {
			t.Errorf("an answer that does not exist: %s", d.Stderr)
		}
		w.OK(answer("extend", "P11", "--until", "2026-12-20", "--reason", "系统升级后统一修改")...)
		if d := w.Exits(1, answer("extend", "P11", "--until", "2026-12-21", "--reason", "再问一次")...); !strings.Contains(d.Stderr, "已在等待决定") {
			t.Errorf("asked twice: %s", d.Stderr)
		}
		tasks := read[struct {
			ID          int64
			Rule, DueOn string
			Responsible string
		}](w, "task", "list")
		if len(tasks) != 1 || tasks[0].Rule != "task.extension" || tasks[0].Responsible != "P10" {
			t.Fatalf("requests: %+v", tasks)
		}
		decide := func(what, by, at string) []string {
			return []string{"task", what, fmt.Sprint(tasks[0].ID), "--by", by, "--note", "理由充分", "--at", at}
		}
		if d := w.Exits(1, decide("approve", "P11", "2026-11-25")...); !strings.Contains(d.Stderr, "P10") {
			t.Errorf("who asks does not decide: %s", d.Stderr)
		}
		w.OK(decide("approve", "P10", "2026-11-25")...)
		if k := w.only("member.card", "G1"); k.DueOn != "2026-12-21" {
			t.Errorf("due on %s", k.DueOn)
		}
		if d := w.Exits(1, decide("deny", "P10", "2026-11-25")...); !strings.Contains(d.Stderr, "已办结") {
			t.Errorf("decided twice: %s", d.Stderr)
		}
		w.OK(answer("rectified", "P11")...)
		if d := w.Exits(1, answer("rectified", "P11")...); !strings.Contains(d.Stderr, "等新的数据") {
			t.Errorf("said twice: %s", d.Stderr)
		}
		w.OK("audit", "verify")
	})
}

// A request ends with the case that it was about, also while a notice of it waits: who decides hears of the
// other ones alone.
func TestARequestThatEndedWithItsCaseIsNotTold(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"] = w.Write("policy.yaml", longRosters)
		w.importSmall(sunday, r.routes())
		w.day("2026-11-23")
		for _, k := range []kase{w.only("member.card", "G1"), w.only("member.unknown", "G1")} {
			w.OK("answer", fmt.Sprint(k.ID), "extend", "--until", "2026-12-20", "--reason", "正在核对", "--by", "P11", "--at", "2026-11-23T15:00:00+08:00")
		}
		w.runJobs("2026-11-24T08:47:00+08:00", "compose")
		mended := strings.NewReplacer("小李飞刀", "李强", "2026-11-21 07:00", "2026-11-24 07:00").Replace(members)
		w.OK("import", "--at", "2026-11-24T08:48:00+08:00", w.Write("群成员.csv", mended))
		w.runJobs("2026-11-24T08:50:00+08:00", "deliver")
		var mails []string
		for _, m := range r.mail.Mails() {
			if m.Accepted && strings.Contains(m.To, "qian@mail.test") {
				mails = append(mails, m.Open(t).Text)
			}
		}
		heard := strings.Join(mails, "\n")
		if !strings.Contains(heard, "星辰大海") || strings.Contains(heard, "小李飞刀") {
			t.Errorf("who decides heard:\n%s", heard)
		}
	})
}
