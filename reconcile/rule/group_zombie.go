package rule

import (
	"cmp"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// GroupZombie is the rule's id.
const GroupZombie = "group.zombie"

var groupZombie = &Rule{
	ID: GroupZombie, Job: JobZombieScan, Subject: ledger.SubjectGroup,
	Judge: Group(judgeZombie), Reads: ReadsActivity, Evidence: Fields[silence](), Figure: Figure{Fact: "last_activity", By: "days"},
	Confirmed: ByLook,
	Words: Words{
		Name:    text("僵尸群", "zombie group"),
		Short:   text("长期无人发言", "silent groups"),
		Why:     text("群里长期没有人发言（机器人不算），而且最近确实查看过。", "Nobody has said anything for long (robots apart), and somebody has looked recently."),
		Title:   one("群“{group}”自 {last_activity} 起无人发言，属于“僵尸群”", "Group “{group}” has been silent since {last_activity}"),
		Line:    one("自 {last_activity} 起无人发言，已满 {days} 天", "Silent since {last_activity}, {days} days or more"),
		Todo:    one("不再使用的，请解散并报{office}登记；仍需使用的，请向{office}说明用途。", "Dissolve it if it is no longer used, and tell {office}; if it is used, tell {office} what for."),
		Measure: text("不再使用的解散；仍需使用的说明用途。", "Dissolve it, or say what it is for."),
	},
}

// silence has no count of days, nor the newest look: they would change the
// case at every run, and the date of the last word says it all.
type silence struct {
	LastActivity workgroup.Date `json:"last_activity,omitempty" zh:"最后有动静" en:"Last activity"`
	Source       activitySource `json:"source,omitempty" zh:"怎么知道的" en:"Known from"`
	Days         int            `json:"days,omitempty" zh:"多少天无人发言算僵尸群" en:"Days of silence that make a zombie"`
}

func (e *silence) complete(t *Teller, _ ledger.Case) {
	if t.Policy != nil {
		e.Days = cmp.Or(e.Days, t.Policy.Zombie.Days)
	}
}

// activitySource is one of workgroup's sources of activity.
type activitySource string

var sourceWords = map[activitySource]phrase.Text{
	workgroup.FromLastMessage: {Zh: "群里的最后一条消息", En: "the group's last message"},
	workgroup.FromDayCount:    {Zh: "每日消息数", En: "messages per day"},
	workgroup.FromMember:      {Zh: "成员的最后发言时间", En: "a member's last words"},
}

func (s activitySource) say(t *Teller, m manner) string {
	if words, ok := sourceWords[s]; ok {
		return words.In(t.Lang)
	}
	return t.plain(string(s), m)
}

// Evidence of verdicts that open no case.
type (
	youth struct {
		FoundedOn workgroup.Date `json:"founded_on"`
	}
	oldLook struct {
		Look string `json:"look"`
	}
)

var (
	reasonYoung       = because("young", "建群不久", "young group")
	reasonActive      = because("active", "近期有人发言", "active")
	reasonSilent      = because("silent", "长期无人发言", "silent")
	reasonNoActivity  = since("no_activity_known", "没有任何活动记录", "no activity known", "{n} 个群没有任何活动记录，没有判断是否僵尸群", "not judged as zombies, no activity is known: {n} group(s)")
	reasonNeverLooked = since("never_looked", "没有人查看过最后发言", "never looked", "{n} 个群没有人查看过最近的发言，没有判断是否僵尸群", "not judged as zombies, nobody has looked: {n} group(s)")
	reasonLookTooOld  = since("look_too_old", "最后一次查看太久以前", "look too old", "{n} 个群最近没有查看过，没有判断是否僵尸群", "not judged as zombies, nobody has looked recently: {n} group(s)")
)

// judgeZombie finds groups without a message for the policy's days, given an observation that is
// recent enough.
func judgeZombie(f GroupFacts) Verdict {
	limit := f.Policy.Zombie.Days
	if f.Group.FoundedOn != "" && f.Group.FoundedOn.DaysUntil(f.Day) < limit {
		return allClear(reasonYoung, youth{f.Group.FoundedOn})
	}
	a := f.Activity
	maxAge := time.Duration(f.Policy.Member.RosterMaxAgeDays) * 24 * time.Hour
	switch {
	case a.LastDay == "":
		return cannotJudge(reasonNoActivity, nil)
	case a.ObservedAt.IsZero():
		return cannotJudge(reasonNeverLooked, nil)
	case f.Moment.Sub(a.ObservedAt) > maxAge:
		return cannotJudge(reasonLookTooOld, oldLook{a.ObservedAt.In(f.Moment.Location()).Format(timeLayout)})
	}
	e := silence{LastActivity: a.LastDay, Source: activitySource(a.Source), Days: limit}
	if a.LastDay.DaysUntil(f.Day) < limit {
		return allClear(reasonActive, e)
	}
	return violated(reasonSilent, e)
}
