package intake

import (
	"context"
	"fmt"
	"time"

	"qunguan/reconcile/workgroup"
)

// Speakers are rows of 发言统计: the speakers of one group, how often and when they last spoke. Such a list
// is no roster, because it lacks the members who never spoke.
const Speakers Kind = "speakers"

const headTimes = "发言次数"

// speakerLine is a row of 发言统计 as it is read.
type speakerLine struct {
	groupLine

	account, nickname string
	times             int
	spoke             time.Time
}

func (s *speakerLine) group() *groupLine { return &s.groupLine }

// SpokenRow is the last time that a present or former member spoke in a group. Account or nickname may
// be empty.
type SpokenRow struct {
	Group             string // as in MemberRow
	Account, Nickname string
	SpokeAt           time.Time
}

// speakerRows is the kind 发言统计.
var speakerRows = &stagedRows[speakerLine]{
	kind: Speakers, sheet: "发言统计", oneOf: []OneOf{oneGroup, {{headAccount}, {headNickname}}}, line: (*speakerLine).group, stage: putSpeaker, finish: putSpeakers,
	columns: append(groupColumns((*speakerLine).group), []Column[speakerLine]{
		{
			Heading: accountHeading, Field: func(s *speakerLine) any { return &s.account },
			check: func(c *Cells, h string, s *speakerLine) { c.checkAccount(h, s.ref.platform, s.account, false) },
		},
		{Heading: nicknameHeading, Set: func(c *Cells, h string, s *speakerLine) { s.nickname = c.asWritten(h) }},
		{
			Heading: Heading{Name: headTimes, Required: true, Form: FormWhole, Synonyms: []string{"发言数", "发言条数", "发言量", "消息条数", "消息数", "说话次数", "count", "msg_count", "message_count"}, Example: "12"},
			Field:   func(s *speakerLine) any { return &s.times },
		},
		{
			Heading: spokeHeading.required().mayBlank(), Field: func(s *speakerLine) any { return &s.spoke },
			check: func(c *Cells, h string, s *speakerLine) { notAfter(c, h, &s.spoke, s.taken) },
		},
		takenColumn((*speakerLine).group),
	}...),
}

// putSpeaker passes on the time at which a member spoke, and counts them for their group.
func putSpeaker(ctx context.Context, rr *rosterReader, c *Cells, s *speakerLine) error {
	if c.bad || s.spoke.IsZero() || s.times == 0 {
		return nil
	}
	rr.see(&s.groupLine, 0)
	row := rr.speakers[s.key]
	if row == nil {
		row = &ActivityRow{Place: c.place, Platform: s.ref.platform, Number: s.ref.number, GroupName: s.ref.name}
		row.Activity = workgroup.Activity{Group: s.key, Messages: -1}
		rr.speakers[s.key] = row
	}
	row.Activity.Speakers++
	if s.spoke.After(row.Activity.LastMessageAt) {
		row.Activity.LastMessageAt = s.spoke
	}
	if s.taken.After(row.Activity.TakenAt) {
		row.Activity.TakenAt = s.taken
	}
	if err := rr.stage.Spoke(ctx, SpokenRow{Group: s.key, Account: s.account, Nickname: s.nickname, SpokeAt: s.spoke}); err != nil {
		return fmt.Errorf("stage speaker row %d of %s: %w", c.place.Row, c.place.File, err)
	}
	return nil
}

// putSpeakers passes on the summary of a list for each group: its last activity, and the number of
// speakers.
func putSpeakers(ctx context.Context, rr *rosterReader) error {
	for key, row := range rr.speakers {
		delete(rr.speakers, key)
		if err := rr.stage.Activity(ctx, *row); err != nil {
			return fmt.Errorf("stage activity of the speakers of %s: %w", key, err)
		}
	}
	return nil
}
