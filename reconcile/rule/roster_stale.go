package rule

import (
	"cmp"

	"qunguan/reconcile/ledger"
)

// RosterStale is the rule's id.
const RosterStale = "roster.stale"

var rosterStale = &Rule{
	ID: RosterStale, Job: JobMemberCheck, Subject: ledger.SubjectGroup,
	Judge: Group(judgeStale), Reads: ReadsRosters, Evidence: Fields[staleRoster](),
	// Unread rosters come in numbers whenever groups are registered.
	OutsideGuard: true,
	Words: Words{
		Name:  text("名单过期", "roster out of date"),
		Short: text("成员名单过期", "stale rosters"),
		Why:   text("最近没有采集成员名单，群里的成员没法核对。没有名单不等于没有问题。", "Nobody has read the members recently, so they cannot be checked. No roster does not mean no problem."),
		Title: Forms{
			"":           {Zh: "群“{group}”的成员名单已过期（最近一次采集于 {taken_at}）", En: "The roster of group “{group}” is out of date (last read on {taken_at})"},
			"never_read": {Zh: "群“{group}”的成员名单从未采集", En: "The roster of group “{group}” has never been read"},
		},
		Line: Forms{
			"":           {Zh: "群成员名单采集于 {taken_at}，已超过 {max_age_days} 天", En: "The roster was read on {taken_at}, more than {max_age_days} days ago"},
			"never_read": {Zh: "还没有采集过群成员名单", En: "The roster has never been read"},
		},
		// Not every platform can export a roster: the text must ask for something possible there.
		Todo: Forms{
			"":     {Zh: "请报送最新的群成员名单给{office}。", En: "Send the present roster to {office}."},
			"微信":   {Zh: "微信不能导出名单：请在“聊天信息”里查看全部群成员，把群昵称一行一个发给{office}，写明总人数；从截图识别出来的文字也可以。", En: "WeChat exports no roster: open the chat's info, view all members, and send their cards to {office}, one a line, with their number; text recognised from screenshots will do."},
			"QQ":   {Zh: "请在电脑上打开 qun.qq.com 的“成员管理”，把成员表（群名片、QQ号、最后发言）复制到表格里，报{office}。", En: "Open the members page of qun.qq.com on a computer, copy the table of members (card, QQ number, last message) and send it to {office}."},
			"企业微信": {Zh: "请企业微信管理员取得最新的群成员名单（手机端可在群聊设置里查看全部成员），报{office}。", En: "Ask the WeCom administrator for the present roster (or view all members in the chat's settings) and send it to {office}."},
			"钉钉":   {Zh: "请在群设置的“群成员”里查看全部成员并抄录成表（或请钉钉管理员提供），报{office}。", En: "View all members in the group's settings and write them down (or ask the DingTalk administrator), and send the list to {office}."},
			"飞书":   {Zh: "请在群设置的“群成员”里查看全部成员并抄录成表（或请飞书管理员提供），报{office}。", En: "View all members in the group's settings and write them down (or ask the Feishu administrator), and send the list to {office}."},
		},
		Measure: text("报送最新成员名单。", "Send the present roster."),
	},
	Form: func(v View) string {
		if of[staleRoster](v).TakenAt == "" {
			return "never_read"
		}
		return ""
	},
	Asks: func(t *Teller, v View) string { return t.Group(v.Case.Subject.Group).Platform },
}

type staleRoster struct {
	TakenAt    Moment `json:"taken_at" zh:"名单最近一次采集" en:"Roster last read"`
	MaxAgeDays int    `json:"max_age_days" zh:"名单有效期（天）" en:"A roster is good for (days)"`
}

func (e *staleRoster) complete(t *Teller, _ ledger.Case) {
	if t.dayOf(string(e.TakenAt)) == "" {
		e.TakenAt = ""
	}
	if t.Policy != nil {
		e.MaxAgeDays = cmp.Or(e.MaxAgeDays, t.Policy.Member.RosterMaxAgeDays)
	}
}

// freshRoster is the evidence of a clear verdict.
type freshRoster struct {
	MaxAgeDays int `json:"max_age_days"`
}

var (
	reasonFresh     = because("fresh", "名单是新的", "fresh")
	reasonNeverRead = because("never_read", "从未采集", "never read")
	reasonTooOld    = because("too_old", "已过期", "too old")
)

// judgeStale finds live groups without a recent roster. All other rules about their members are blind
// there.
func judgeStale(f GroupFacts) Verdict {
	maxAge := f.Policy.Member.RosterMaxAgeDays
	r := f.Roster
	switch {
	case r.TakenAt.IsZero():
		return violated(reasonNeverRead, staleRoster{MaxAgeDays: maxAge})
	case r.TakenAt.After(f.Moment):
		return cannotJudge(reasonRosterInFuture, nil)
	case r.FreshAt(f.Moment, maxAge):
		return allClear(reasonFresh, freshRoster{maxAge})
	}
	return violated(reasonTooOld, staleRoster{TakenAt: Moment(r.TakenAt.In(f.Moment.Location()).Format(timeLayout)), MaxAgeDays: maxAge})
}
