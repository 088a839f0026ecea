package cli_test

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// A roster that will soon be stale is asked for in a notice about something else, from the people who
// answer for the group, and in no notice of its own.
func TestRostersThatWillSoonBeStaleAreAskedForInTheNextNotice(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.Env["POLICY"], w.Env["PUBLIC_URL"] = "pack:county", "https://qunguan.example.test"
		w.importSmall(sunday, r.routes())
		type due struct {
			Group, Responsible, Until string
			Stale                     bool
		}
		if list := read[due](w, "rosters", "due", "--at", monday); len(list) != 0 {
			t.Errorf("two days after they were taken: %+v", list)
		}
		w.day("2026-11-23")
		w.OK("roster", "paste", "--group", "G1", w.Write("名单.txt", "钱江\n孙丽\n李强\n周敏\n星辰大海"), "--count", "5", "--by", "P11", "--at", "2026-11-26T15:00:00+08:00")
		list := read[due](w, "rosters", "due", "--unit", "U1", "--at", "2026-11-26")
		if diff := gocmp.Diff([]due{{"G6", "P11", "2026-12-01", false}}, list); diff != "" {
			t.Errorf("rosters due of U1 (-want +got)\n%s", diff)
		}
		if list := read[due](w, "rosters", "due", "--at", "2026-12-02"); len(list) != 6 || !list[4].Stale || list[5].Stale {
			t.Errorf("after ten days: %+v", list)
		}
		w.runJobs("2026-11-27", "member-check", "escalate", "compose")
		asked := 0
		for _, n := range w.notices() {
			if !strings.Contains(n.Body, "名单将过期") {
				continue
			}
			asked++
			if n.Recipient == "P11" && (!strings.Contains(n.Body, "1 个群的成员名单将过期（最早 12月1日）：水利局灌区项目群") || strings.Contains(n.Body, "名单将过期（最早 12月1日）：平湖县")) {
				t.Errorf("the notice to %s:\n%s", n.Recipient, n.Body)
			}
			if len(n.Cases) == 0 {
				t.Errorf("a notice about nothing else: %+v", n)
			}
		}
		if asked == 0 {
			t.Errorf("nobody is asked:\n%+v", w.notices("--state", "pending"))
		}
	})
}
