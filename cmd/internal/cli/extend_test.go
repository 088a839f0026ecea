package cli_test

import (
	"fmt"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// covers S5.7
func TestADeadlineIsExtendedByWhoMayAndTheLadderWaits(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"] = w.Write("policy.yaml", longRosters)
		w.importSmall(sunday, r.routes())
		w.day("2026-11-23")
		card := w.only("member.card", "G1") // due on 2026-12-07, P11 is responsible
		at := "2026-11-24"
		extend := func(until, by string) []string {
			return []string{"case", "extend", fmt.Sprint(card.ID), "--until", until, "--by", by, "--reason", "系统升级后统一修改", "--at", at}
		}
		for said, args := range map[string][]string{
			"责任人不能批准自己延期":           extend("2026-12-21", "P11"),
			"P12 不能批准延期。可以批准的人：P10": extend("2026-12-21", "P12"),
			"要晚于现在的期限 2026-12-07":   extend("2026-12-07", "P10"),
			"最长只能延到 365 天":          extend("2027-12-07", "P10"),
			"没有工号 P1O":              extend("2026-12-21", "P1O"),
		} {
			if d := w.Exits(1, args...); !strings.Contains(d.Stderr, said) {
				t.Errorf("%v: want %q in:\n%s", args, said, d.Stderr)
			}
		}
		// The first reminder before the old day was given; the 20th is a Sunday.
		w.days("2026-11-24", "2026-12-02")
		at = "2026-12-02"
		if d := w.OK(extend("2026-12-20", "P10")...); !strings.Contains(d.Stdout, "由 2026-12-07 延至 2026-12-21") || !strings.Contains(d.Stderr, "不是工作日") {
			t.Errorf("%s%s", d.Stdout, d.Stderr)
		}
		if k := w.only("member.card", "G1"); k.DueOn != "2026-12-21" {
			t.Errorf("due on %s", k.DueOn)
		}
		w.roster("2026-12-03")
		w.days("2026-12-03", "2026-12-15")
		if diff := gocmp.Diff([]string{"2026-11-23 P11 reminder", "2026-12-02 P11 reminder"}, w.heard(card.ID)); diff != "" {
			t.Errorf("under the old deadline (-want +got):\n%s", diff)
		}
		w.days("2026-12-16", "2026-12-24")
		want := []string{
			"2026-11-23 P11 reminder", "2026-12-02 P11 reminder", "2026-12-16 P11 reminder", "2026-12-21 P11 reminder", "2026-12-24 P10 escalation",
		}
		if diff := gocmp.Diff(want, w.heard(card.ID)); diff != "" {
			t.Errorf("under the new one (-want +got):\n%s", diff)
		}
		said := 0
		for _, n := range w.notices("--state", "sent") {
			if n.SentAt > "2026-12-03" && strings.Contains(n.Body, "经钱江批准，期限已延至 2026年12月21日") {
				said++
			}
		}
		if said != 3 {
			t.Errorf("%d notices name the extension, want 3", said)
		}
		steps := w.OK("case", fmt.Sprint(card.ID)).Stdout
		for _, want := range []string{"经批准延期", "2026-12-07 → 2026-12-21 系统升级后统一修改", "延期批准人"} {
			if !strings.Contains(steps, want) {
				t.Errorf("the case does not say %q:\n%s", want, steps)
			}
		}
		rows := read[struct {
			ID    int64
			DueOn string `json:"due_on"`
			Note  string
		}](w, "report", "ledger", "--from", "2026-11-01", "--to", "2026-12-31")
		for _, row := range rows {
			if row.ID == card.ID && (row.DueOn != "2026-12-21" || !strings.Contains(row.Note, "系统升级后统一修改")) {
				t.Errorf("the ledger: %+v", row)
			}
		}
		w.OK("audit", "verify")
	})
}

// covers S5.7, S5.5
func TestAMeasureIsRemindedOfTheDayBeforeItIsToBeDone(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"] = w.Write("policy.yaml", longRosters)
		w.importSmall(sunday, r.routes())
		w.day("2026-11-23")
		card := w.only("member.card", "G1")
		note := func(words, until, at string) {
			w.OK("case", "note", fmt.Sprint(card.ID), "--by", "P11", "--note", words, "--until", until, "--at", at)
		}
		// Monday the 30th: its reminder is on Friday; set on the eve: on the day.
		note("先核对名单", "2026-11-30", "2026-11-24T10:00:00+08:00")
		note("逐个通知本人", "2026-11-30", "2026-11-24T10:05:00+08:00")
		w.OK("case", "step", fmt.Sprint(card.ID), "handling", "--by", "P11", "--note", "已安排", "--at", "2026-11-24T11:00:00+08:00")
		w.days("2026-11-24", "2026-12-01")
		if diff := gocmp.Diff([]string{"2026-11-23 P11 reminder", "2026-11-27 P11 reminder"}, w.heard(card.ID)); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		for _, n := range w.notices("--state", "sent") {
			if strings.HasPrefix(n.SentAt, "2026-11-27") && n.Recipient == "P11" {
				for _, want := range []string{"整改措施“先核对名单”应于 2026年11月30日 前完成", "整改措施“逐个通知本人”"} {
					if !strings.Contains(n.Body, want) {
						t.Errorf("the reminder does not say %q:\n%s", want, n.Body)
					}
				}
			}
		}
		note("复查", "2026-12-02", "2026-12-01T15:00:00+08:00")
		w.days("2026-12-02", "2026-12-03")
		if got := w.heard(card.ID); len(got) != 3 || got[2] != "2026-12-02 P11 reminder" {
			t.Errorf("a measure that was set on the eve: %v", got)
		}
		for _, row := range read[struct {
			ID       int64
			Measures []struct{ Until, Words string }
		}](w, "report", "ledger", "--from", "2026-11-01", "--to", "2026-12-31") {
			if row.ID == card.ID && (len(row.Measures) != 3 || row.Measures[0].Until != "2026-11-30" || row.Measures[0].Words != "先核对名单") {
				t.Errorf("the ledger's measures: %+v", row.Measures)
			}
		}
	})
}
