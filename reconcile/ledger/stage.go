package ledger

import (
	"fmt"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/workgroup"
)

// StageEnd announces that a stage-limited group is about to end. On each day the nearest of the
// policy's notice days that has come counts; an earlier one that was missed is not announced late
// beside it. A notice day that is no working day moves to the one before. It reports false for groups
// that have no end, that are past it, or whose first notice day has not come.
func StageEnd(g workgroup.Group, noticeDays []int, days *calendar.Days, day workgroup.Date) (Notification, bool) {
	if !g.Live() || !g.Staged || g.EndsOn == "" || g.EndsOn < day {
		return Notification{}, false
	}
	nearest, on := -1, workgroup.Date("")
	for _, n := range noticeDays {
		d := OnOrBeforeWorkingDay(g.EndsOn.AddDays(-n), days)
		if d <= day && (nearest < 0 || n < nearest) {
			nearest, on = n, d
		}
	}
	if nearest < 0 {
		return Notification{}, false
	}
	return Notification{Group: g.Code, Rung: Rung{Kind: StageEnds, Step: fmt.Sprintf("%s %d", g.EndsOn, nearest), Target: ToResponsible}, Day: on}, true
}
