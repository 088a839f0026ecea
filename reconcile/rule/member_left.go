package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// MemberLeft is the rule's id.
const MemberLeft = "member.left"

var memberLeft = &Rule{
	ID: MemberLeft, Job: JobMemberCheck, Subject: ledger.SubjectAccount,
	Judge: Account(judgeLeft), Evidence: Fields[leftMember](),
	Confirmed: ByRoster, Removes: true, Concerned: ledger.ToldBeside, Due: leaverGoesBy,
	Words: Words{
		Name:  text("离职未退群", "left, still a member"),
		Short: text("离开单位的人员仍在群", "people who left"),
		Why:   text("已经不在职的人应当退出工作群。", "Whoever has left the organisation has to leave its work groups."),
		Title: Forms{
			"":        {Zh: "{name}已{status}（{left_on}），仍在群“{group}”里", En: "{name} has left ({status}, {left_on}) and is still in group “{group}”"},
			"undated": {Zh: "{name}已{status}，仍在群“{group}”里", En: "{name} has left ({status}) and is still in group “{group}”"},
		},
		Line: one("已不在单位，仍在群里：{who}", "Has left the organisation and is still here: {who}"),
		Many: text("{n} 人已不在单位，仍在群里：{list}", "{n} people have left the organisation and are still here: {list}"),
		Todo: Forms{
			"":     {Zh: "请告知本人并请其退群。", En: "Tell them and ask them to leave."},
			"died": {Zh: "请妥善将其账号移出本群。", En: "Please remove the account with due care."},
		},
		Demand: text("请告知本人后将其移出本群。", "Tell them and remove them."),
		Reason: text("已不在单位", "has left the organisation"),
		Prior:  one("将由群主或管理员移出，您不用操作", "The owner or an administrator will do it; you need do nothing"),
		Yours: Forms{
			"":        {Zh: "您已{status}（{left_on}），仍在本群里，将移出本群", En: "You have left ({status}, {left_on}), are still in this group, and will be removed from it"},
			"undated": {Zh: "您已{status}，仍在本群里，将移出本群", En: "You have left ({status}), are still in this group, and will be removed from it"},
		},
		Entry:   text("{name}已不在单位：告知本人后移出", "{name} has left: tell them, then remove the account"),
		Copy:    text("{name}，您好：您已不在本单位，按规定需要退出“{group}”，请您退群，感谢您的支持。", "{name}, hello: as you have left the organisation, please leave “{group}”. Thank you."),
		Measure: text("告知本人后清退。", "Tell the person and remove the account."),
	},
	Form: func(v View) string {
		if of[leftMember](v).LeftOn == "" {
			return "undated"
		}
		return ""
	},
	Asks: func(_ *Teller, v View) string {
		if of[leftMember](v).died() {
			return "died"
		}
		return ""
	},
	Apart: func(v View) string {
		if of[leftMember](v).died() {
			return "died"
		}
		return ""
	},
	Unannounced: func(v View) bool { return of[leftMember](v).died() },
	Named: func(t *Teller, v View) string {
		e := of[leftMember](v)
		return t.label(e.name(), t.otherCard(e.memberFacts), e.when(t))
	},
}

type leftMember struct {
	memberFacts

	Status string         `json:"status" zh:"人员状态" en:"Status"`
	LeftOn workgroup.Date `json:"left_on" zh:"离开日期" en:"Left on"` // empty: no date given
}

// died reports whether the person has died and cannot be told.
func (e leftMember) died() bool { return e.Status == "去世" }

// when is the day and the state: 2026年11月20日退休.
func (e leftMember) when(t *Teller) string {
	if e.Status == "" || e.LeftOn == "" {
		return e.Status
	}
	return t.Say("notice.left_on", "date", t.Date(string(e.LeftOn)), "status", e.Status)
}

// leaverGoesBy is the day by which a leaver must go: the day after the departure, or the next working
// day where that has passed or is unknown (S8.3).
func leaverGoesBy(d Deadline) workgroup.Date {
	next := d.Days.NextWorkingDay(d.Day)
	left := of[leftMember](d.View).LeftOn
	if left == "" {
		return next
	}
	return max(next, d.Days.OnOrNextWorkingDay(left.AddDays(d.Policy.Member.RemovalDays)))
}

var (
	reasonNotIdentified = because("not_identified", "没有认出", "not identified")
	reasonInService     = because("in_service", "在职", "in service")
)

// judgeLeft: the person has left the organisation and is still in the group.
func judgeLeft(m *MemberView) Verdict {
	switch {
	case !m.identified():
		return allClear(reasonNotIdentified, nil)
	case m.Here != workgroup.Left:
		return allClear(reasonInService, nil)
	}
	return violated(reasonLeft, leftMember{memberFacts: m.facts(), Status: m.Person.Status, LeftOn: m.Person.LeftOn})
}
