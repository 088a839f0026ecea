package ledger

import (
	"strings"
	"testing"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// covers S1.11, S11.5
func TestWhenAGroupsTimeRunsOut(t *testing.T) {
	days := calendar.China().For()
	group := workgroup.Group{Code: "G1", Staged: true, EndsOn: "2026-10-06"} // 30 days before: Sunday, September 6th
	for _, c := range []struct {
		name   string
		day    workgroup.Date
		change func(*workgroup.Group)
		want   string
	}{
		{"before its first notice day nothing is said", "2026-09-03", nil, ""},
		{"a notice day on a Sunday moves to the Friday before", "2026-09-04", nil, "stage_end 2026-10-06 30 2026-09-04"},
		{"until the next one it stays the same telling", "2026-09-20", nil, "stage_end 2026-10-06 30 2026-09-04"},
		{"a missed one is not told beside the next", "2026-09-25", nil, "stage_end 2026-10-06 15 2026-09-21"},
		{"one day before is the last working day before the holiday", "2026-09-30", nil, "stage_end 2026-10-06 1 2026-09-30"},
		{"after the end it is a case", "2026-10-07", nil, ""},
		{"another end is another telling", "2026-09-30", func(g *workgroup.Group) { g.EndsOn = "2026-10-14" }, "stage_end 2026-10-14 15 2026-09-29"},
		{"a group without an end has none", "2026-09-30", func(g *workgroup.Group) { g.EndsOn = "" }, ""},
		{"a dissolved group has none", "2026-09-30", func(g *workgroup.Group) { g.State = workgroup.StateDissolved }, ""},
		{"a group that is not stage-limited has none", "2026-09-30", func(g *workgroup.Group) { g.Staged = false }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := group
			if c.change != nil {
				c.change(&g)
			}
			notification, ok := StageEnd(g, []int{30, 15, 1}, days, c.day)
			got := strings.TrimSpace(notification.Rung.Name() + " " + string(notification.Day))
			if ok != (c.want != "") || got != c.want {
				t.Errorf("%q, %v; want %q", got, ok, c.want)
			}
		})
	}
}
