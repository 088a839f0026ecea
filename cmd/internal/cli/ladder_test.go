package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

// day runs a whole day's work at nine o'clock: judge, climb, compose, deliver.
func (w *world) day(date string) []report {
	w.Helper()
	return w.runJobs(date, slices.Concat(judging, []string{"escalate", "compose", "deliver"})...)
}

// days runs every day from the first to the last, days off too.
func (w *world) days(from, to string) {
	w.Helper()
	first, err := time.Parse(time.DateOnly, from)
	if err != nil {
		w.Fatal(err)
	}
	for d := first; d.Format(time.DateOnly) <= to; d = d.AddDate(0, 0, 1) {
		w.day(d.Format(time.DateOnly))
	}
}

// heard lists the notices about one case, in order: day, recipient, kind.
func (w *world) heard(id int64) []string {
	w.Helper()
	var list []string
	for _, n := range w.notices() {
		if n.SentAt != "" && slices.Contains(n.Cases, id) {
			list = append(list, fmt.Sprintf("%s %s %s", n.SentAt[:10], n.Recipient, n.Kind))
		}
	}
	slices.Sort(list)
	return list
}

// rung is a rung as `explain CASE --format json` prints it.
type rung struct {
	Rung, Day, To, Reason, Notice string
	ToldOn                        string `json:"told_on"`
}

func (w *world) ladder(id int64, at string) map[string]string {
	w.Helper()
	list := read[struct{ Ladder []rung }](w, "explain", fmt.Sprint(id), "--at", at)
	stands := map[string]string{}
	for _, r := range list[0].Ladder {
		stands[r.Rung] = r.Reason
	}
	return stands
}

// longRosters keeps the small county's rosters fresh for the whole story.
const longRosters = `extends: [pack:county]
member: {roster_max_age_days: 90}
offices: {office: {name: 平湖县委办, phone: "0573-1"}}
`

// roster reads the rosters of the small county anew on a day: the faults are still there.
func (w *world) roster(day string) {
	w.Helper()
	w.OK("import", "--at", day, w.Write("名单"+day+".csv", strings.ReplaceAll(members, "2026-11-21", day)))
}

func (w *world) only(rule, group string) kase {
	w.Helper()
	list := w.cases("--rule", rule, "--group", group)
	if len(list) != 1 {
		w.Fatalf("%d cases of %s in %s", len(list), rule, group)
	}
	return list[0]
}

// covers S1.13, S2.2, S6.2, S8.7
func TestACaseClimbsOnlyWhileNobodyActs(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"] = w.Write("policy.yaml", longRosters)
		// P12, the second administrator, has mail in this story.
		w.importSmall(sunday, r.routes())
		w.OK("import", "--at", sunday, w.Write("邮箱.csv", "工号,姓名,单位编码,在职状态,邮箱\nP12,李强,U1,在职,li@mail.test\n"))
		w.day("2026-11-23")
		card := w.only("member.card", "G1")
		if card.DueOn != "2026-12-07" {
			t.Fatalf("due on %s", card.DueOn)
		}
		w.days("2026-11-24", "2026-11-24")
		w.roster("2026-11-25")
		w.days("2026-11-25", "2026-11-28")
		w.days("2026-12-01", "2026-12-16")
		// The card is P12's own: with the last reminder before the demand to remove
		// them they are told why; as the second administrator they hear again.
		want := []string{
			"2026-11-23 P11 reminder", "2026-12-02 P11 reminder", "2026-12-02 P12 reminder", "2026-12-07 P11 reminder",
			"2026-12-08 P12 escalation", "2026-12-10 P10 escalation", "2026-12-15 office escalation",
		}
		if diff := gocmp.Diff(want, w.heard(card.ID)); diff != "" {
			t.Errorf("who heard of the card (-want +got):\n%s", diff)
		}
		last := w.ladder(card.ID, "2026-12-16")
		for name, reason := range last {
			if reason != "told" {
				t.Errorf("%s: %s", name, reason)
			}
		}
		// The stranger is due earlier; the demand comes after two reminders.
		stranger := w.only("member.unknown", "G1")
		if got := w.heard(stranger.ID); len(got) != 6 || got[1] != "2026-11-26 P11 reminder" || got[2] != "2026-11-27 P11 reminder" {
			t.Errorf("who heard of the stranger: %v", got)
		}
		demanded := 0
		for _, n := range w.notices("--state", "sent") {
			if n.Recipient == "P11" && strings.Contains(n.Body, "移出前可发到") {
				demanded++
			}
			if n.Recipient == "P12" && n.Kind == "reminder" && (!strings.Contains(n.Body, "您的群昵称现为") || strings.Contains(n.Body, "周敏")) {
				t.Errorf("the prior notice does not say what it is about, or speaks of others:\n%s", n.Body)
			}
		}
		if demanded == 0 {
			t.Error("no removal was ever demanded with a text for the group")
		}
		// A day run again sends nothing.
		before := r.arrived()
		if w.day("2026-12-16"); r.arrived() != before {
			t.Errorf("%d more messages on a day that was run before", r.arrived()-before)
		}
		for _, n := range w.notices("--state", "sent") {
			if when, err := time.Parse(time.RFC3339, n.SentAt); err != nil || when.Weekday() == time.Saturday || when.Weekday() == time.Sunday {
				t.Errorf("sent to %s at %s", n.Recipient, n.SentAt)
			}
		}
	})
}

// covers S13.2, S3.4
func TestWhatAPersonDoesMovesTheCase(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"] = w.Write("policy.yaml", longRosters)
		w.importSmall(sunday, r.routes())
		w.day("2026-11-23")
		card, left := w.only("member.card", "G1"), w.only("member.left", "G1")
		id := func(k kase) string { return fmt.Sprint(k.ID) }

		w.days("2026-11-24", "2026-11-25")
		// A step lies between the case's last one and now.
		w.Exits(1, "case", "step", id(card), "处置", "--by", "P11", "--note", "已联系本人", "--at", "2026-09-01")
		w.Exits(1, "case", "step", id(card), "处置", "--by", "P11", "--note", "已联系本人", "--at", "2099-01-01")
		w.Exits(1, "case", "step", id(card), "通报", "--by", "P10", "--note", "还没有移交", "--at", "2026-11-25")
		w.OK("case", "step", id(card), "处置", "--by", "P11", "--note", "已联系本人", "--at", "2026-11-25")
		w.days("2026-11-26", "2026-12-04")
		if got := w.heard(card.ID); len(got) != 1 {
			t.Errorf("a case that was taken up was reminded of: %v", got)
		}
		w.OK("case", "note", id(card), "--by", "P11", "--note", "改群昵称", "--until", "2026-12-04", "--at", "2026-12-04")
		w.OK("case", "step", id(card), "closed", "--by", "P11", "--note", "改好了", "--at", "2026-12-04")
		if k := w.only("member.card", "G1"); k.State != "handling" {
			t.Errorf("the responsible person closed their own case: %s", k.State)
		}
		w.days("2026-12-05", "2026-12-08")
		if got := w.heard(card.ID); len(got) != 1 || w.ladder(card.ID, "2026-12-08")["due responsible"] != "rectified_pause" {
			t.Errorf("%v, %v; want the ladder to rest", got, w.ladder(card.ID, "2026-12-08"))
		}
		w.day("2026-12-09")
		if got := w.heard(card.ID); len(got) != 2 {
			t.Errorf("after the rest: %v", got)
		}

		if left.State == "closed" {
			t.Fatal("P13 is gone already")
		}
		w.Exits(1, "case", "step", id(left), "closed", "--by", "P13", "--note", "我已退群", "--at", "2026-12-09") // the person it is about
		w.OK("case", "step", id(left), "closed", "--by", "P10", "--note", "当面核对过，已退群", "--at", "2026-12-09")
		if k := w.only("member.left", "G1"); k.State != "closed" || k.ClosedReason != "by_hand" {
			t.Errorf("%s, %s; want closed by hand", k.State, k.ClosedReason)
		}
		w.Exits(1, "case", "step", id(left), "handling", "--by", "P10", "--note", "x")
		w.Exits(1, "case", "step", id(card), "handling", "--by", "P404", "--note", "x")
		w.Exits(2, "case", "step", id(card), "exempt", "--by", "P10", "--note", "x")
		w.day("2026-12-10")
		if k := w.only("member.left", "G1"); k.State != "closed" {
			t.Error("data that is older than the closing opened the case again")
		}
		w.OK("import", "--at", "2026-12-11", w.Write("新名单.csv", strings.ReplaceAll(members, "2026-11-21", "2026-12-11")))
		w.day("2026-12-11")
		if k := w.only("member.left", "G1"); k.State != "found" || k.Reopened != 1 {
			t.Errorf("newer data shows P13 there: %s, reopened %d", k.State, k.Reopened)
		}
		var reasons []string
		for _, s := range read[struct{ Steps []struct{ Reason, By string } }](w, "case", id(card))[0].Steps {
			reasons = append(reasons, s.Reason+" "+s.By)
		}
		want := []string{
			"opened member-check", "told deliver", "step P11", "rung_skipped escalate", "milestone P11", "rectified P11", "rung_told deliver", "still_there member-check",
		}
		if diff := gocmp.Diff(want, reasons[:min(len(want), len(reasons))]); diff != "" {
			t.Errorf("the case's steps (-want +got):\n%s", diff)
		}
	})
}
