package cli_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"qunguan/cmd/internal/binarytest"
)

// decisions are the decision lines that a command logs, and their text.
func decisions(w *world, args ...string) (lines []map[string]any, text string) {
	w.Helper()
	for line := range strings.Lines(w.OK(args...).Stderr) {
		var fields map[string]any
		if json.Unmarshal([]byte(line), &fields) != nil || fields["msg"] != "decision" {
			continue
		}
		lines, text = append(lines, fields), text+line
	}
	return lines, text
}

func TestEveryDecisionIsOneLineOfTheLog(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.importSmall(monday, "")
		opened, text := decisions(w, "run", "member-check", "stage-expiry", "group-check", "--at", monday)
		want := map[string]bool{}
		for _, k := range w.cases() {
			want[fmt.Sprint("opened ", k.ID, " ", k.Rule, " ", k.Unit)] = true
		}
		for _, d := range opened {
			key := fmt.Sprint(d["decision"], " ", d["case"], " ", d["rule"], " ", d["unit"])
			if !want[key] || d["reason"] == "" || d["run"] == nil || d["run"] == 0.0 || d["level"] != "INFO" {
				t.Errorf("a line for no case, or without reason, run or level info: %v", d)
			}
			delete(want, key)
		}
		if len(want) > 0 || len(opened) < 8 {
			t.Errorf("of %d decisions these are not logged: %v", len(opened), want)
		}

		noticed, more := decisions(w, "run", "compose", "--at", monday)
		text += more
		var told []int64
		for _, n := range w.notices() {
			told = append(told, n.Cases...)
		}
		if n := countOf(noticed, "notice_made"); n != len(told) || n == 0 {
			t.Errorf("%d lines for %d cases in notices", n, len(told))
		}

		now := time.Now().In(time.FixedZone("CST", 8*3600)) // an exemption counts from the real day on
		w.OK("import", w.Write("群成员.csv", strings.NewReplacer("2026-11-21 07:00", now.Format(time.DateTime), "小李飞刀", "李强").Replace(members)))
		w.OK("exempt", "add", "--rule", "member.unknown", "--group", "G2", "--reason", "外聘", "--by", "P20", "--until", now.AddDate(0, 2, 0).Format(time.DateOnly))
		after, more := decisions(w, "run", "member-check")
		text += more
		if !slices.ContainsFunc(after, func(d map[string]any) bool {
			return d["decision"] == "closed" && d["rule"] == "member.card" && d["reason"] == "fixed"
		}) || countOf(after, "exempt") != 1 {
			t.Errorf("the closed card and the exempt stranger are not logged: %v", after)
		}
		for _, personal := range []string{"李强", "小李飞刀", "星辰大海", "静待花开", "wx_", "P12", "qian@mail.test", "平湖"} {
			if strings.Contains(text, personal) {
				t.Errorf("a decision's line holds %q:\n%s", personal, binarytest.Tail(text))
			}
		}
		if lines, _ := decisions(w, "run", "member-check", "--dry-run"); len(lines) != 0 {
			t.Errorf("a dry run decides nothing, and logged %v", lines)
		}
	})
}

func countOf(lines []map[string]any, decision string) int {
	return sum(lines, func(d map[string]any) int {
		if d["decision"] == decision {
			return 1
		}
		return 0
	})
}
