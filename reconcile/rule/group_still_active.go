package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// GroupStillActive is the rule's id.
const GroupStillActive = "group.still_active"

var groupStillActive = &Rule{
	ID: GroupStillActive, Job: JobGroupCheck, Subject: ledger.SubjectGroup,
	Judge: Group(judgeStillActive), Reads: ReadsActivity, Evidence: Fields[lifeAfterEnd](),
	Confirmed: ByRow, EndedGroups: true,
	Words: Words{
		Name:  text("解散后仍在用", "used after its end"),
		Short: text("登记为解散、合并后仍有人发言", "groups used after their end"),
		Why:   text("登记为已解散或已合并，之后却还有人发言：明减暗增。", "On record it has ended, and people still write in it."),
		Title: Forms{
			"":        {Zh: "群“{group}”登记为 {ended_on} 已解散或合并，{last_activity} 仍有人发言", En: "Group “{group}” ended on {ended_on} on record; it was used on {last_activity}"},
			"undated": {Zh: "群“{group}”登记为已解散或合并，{last_activity} 仍有人发言", En: "Group “{group}” has ended on record; it was used on {last_activity}"},
		},
		Line: Forms{
			"":        {Zh: "登记为 {ended_on} 已解散或合并，{last_activity} 仍有人发言", En: "Ended on {ended_on} on record; used on {last_activity}"},
			"undated": {Zh: "登记为已解散或合并，{last_activity} 仍有人发言", En: "Ended on record; used on {last_activity}"},
		},
		Todo:    one("请真正解散；确需保留的，请向{office}重新登记。", "Really dissolve it; if it is needed, register it with {office} again."),
		Measure: text("真正解散，或重新登记。", "Really dissolve it, or register it again."),
	},
	Form: func(v View) string {
		if of[lifeAfterEnd](v).EndedOn == "" {
			return "undated"
		}
		return ""
	},
}

type lifeAfterEnd struct {
	LastActivity workgroup.Date `json:"last_activity" zh:"最后有动静" en:"Last activity"`
	EndedOn      workgroup.Date `json:"ended_on,omitempty" zh:"登记的解散日期" en:"Ended on, by the registry"`
}

// stillActiveDays is how long after its last activity a group that ended on
// paper is spoken of.
const stillActiveDays = 30

var (
	reasonNotEnded      = because("not_ended", "没有解散或合并", "has not ended")
	reasonUsedAfterEnd  = because("used_after_end", "解散后仍有人发言", "used after its end")
	reasonQuietSinceEnd = because("quiet_since_end", "解散后没有人发言", "quiet since its end")
	reasonNothingKnown  = because("nothing_known", "没有任何活动记录", "no activity known")
)

// judgeStillActive: a group that ended on paper was used since, and lately.
func judgeStillActive(f GroupFacts) Verdict {
	last := f.Activity.LastDay
	switch {
	case !f.Group.Ended():
		return allClear(reasonNotEnded, nil)
	case last == "":
		return allClear(reasonNothingKnown, nil)
	case last <= f.Group.DissolvedOn || last.DaysUntil(f.Day) > stillActiveDays:
		return allClear(reasonQuietSinceEnd, lifeAfterEnd{last, f.Group.DissolvedOn})
	}
	return violated(reasonUsedAfterEnd, lifeAfterEnd{last, f.Group.DissolvedOn})
}
