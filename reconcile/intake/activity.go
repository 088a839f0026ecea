package intake

import (
	"context"
	"fmt"

	"qunguan/reconcile/workgroup"
)

// Activity is the kind of rows of 群活动.
const Activity Kind = "activity"

const (
	headLast     = "最后消息时间"
	headDay      = "日期"
	headMessages = "消息数"
)

// activityLine is a row of 群活动 as it is read.
type activityLine struct {
	groupLine

	workgroup.Activity
}

func (a *activityLine) group() *groupLine { return &a.groupLine }

// activityRows is the kind 群活动.
var activityRows = &stagedRows[activityLine]{
	kind: Activity, sheet: "群活动", oneOf: []OneOf{oneGroup, {{headLast}, {headDay, headMessages}}}, line: (*activityLine).group, stage: putActivity,
	blank: func() activityLine { return activityLine{Activity: workgroup.Activity{Messages: -1, Speakers: -1}} },
	columns: append(groupColumns((*activityLine).group), []Column[activityLine]{
		takenColumn((*activityLine).group),
		{
			Heading: Heading{Name: headLast, Form: FormMoment, Synonyms: []string{"最后消息", "最后消息日期", "最近消息时间", "最近消息", "最后活动时间", "最近活动时间"}, Example: "2026-11-13 06:20"},
			Field:   func(a *activityLine) any { return &a.LastMessageAt },
			check:   func(c *Cells, h string, a *activityLine) { notAfter(c, h, &a.LastMessageAt, a.taken) },
		},
		{
			Heading: Heading{Name: headDay, Form: FormDate, Synonyms: []string{"统计日期", "活动日期", "消息日期"}, Example: "2026-11-13"},
			Field:   func(a *activityLine) any { return &a.Day },
			check: func(c *Cells, h string, a *activityLine) {
				if taken := workgroup.DateOf(a.taken); taken != "" && a.Day > taken {
					c.problem(Warning, h, string(a.Day), "intake.day_after_taken", "taken", taken)
				}
			},
		},
		{
			Heading: Heading{Name: headMessages, Form: FormWhole, Synonyms: []string{"消息数量", "消息条数", "消息量", "发言条数", "发言数"}, Example: "22"},
			Field:   func(a *activityLine) any { return &a.Messages },
		},
		{
			Heading: Heading{Name: "发言人数", Form: FormWhole, Synonyms: []string{"活跃人数", "发言成员数"}, Example: "4"},
			Field:   func(a *activityLine) any { return &a.Speakers },
		},
	}...),
}

func putActivity(ctx context.Context, rr *rosterReader, c *Cells, a *activityLine) error {
	if c.bad {
		return nil
	}
	a.Group, a.TakenAt = a.key, a.taken
	row := ActivityRow{Place: c.place, Platform: a.ref.platform, Number: a.ref.number, GroupName: a.ref.name, Activity: a.Activity}
	rr.see(&a.groupLine, 0)
	if err := rr.stage.Activity(ctx, row); err != nil {
		return fmt.Errorf("stage activity row %d of %s: %w", c.place.Row, c.place.File, err)
	}
	return nil
}
