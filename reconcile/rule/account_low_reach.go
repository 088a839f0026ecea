package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// AccountLowReach is the rule's id.
const AccountLowReach = "account.low_reach"

var accountLowReach = &Rule{
	ID: AccountLowReach, Job: JobAccountCheck, Subject: ledger.SubjectOfficialAccount,
	Judge: County(judgeLowReach), Reads: ReadsAccounts, Evidence: Fields[lowReach](), Figure: Figure{Fact: "followers", By: "required"},
	Confirmed: ByImport, Starts: startsInCharge,
	Words: Words{
		Name:    text("账号效果不显著", "low reach"),
		Short:   text("粉丝不多的政务账号", "official accounts of low reach"),
		Why:     text("粉丝不多、效果不显著，维护却要花时间。", "Few people follow the account, and running it takes time."),
		Title:   one("{platform}“{name}”只有 {followers} 个粉丝，少于 {required}", "{platform} “{name}” has {followers} followers, fewer than {required}"),
		Line:    one("{platform}“{name}”只有 {followers} 个粉丝，少于 {required}", "{platform} “{name}” has {followers} followers, fewer than {required}"),
		Todo:    one("请与其他账号合并，或发停更公告后停止运营；确需保留的，请向{office}说明。", "Merge it with another account, or announce its end and stop it; if it is needed, tell {office} why."),
		Measure: text("合并或停止运营。", "Merge or stop it."),
	},
}

type lowReach struct {
	accountFacts

	Followers int      `json:"followers" zh:"粉丝数" en:"Followers"`
	Required  int      `json:"required" zh:"至少要有" en:"Required"`
	Posts     *int     `json:"posts,omitempty" zh:"近30天发布数" en:"Posts in 30 days"`
	Hours     *float64 `json:"hours,omitempty" zh:"每月维护工时" en:"Hours a month"`
}

var reasonLowReach = because("low_reach", "粉丝不多", "few followers")

// judgeLowReach finds accounts with few followers whose running costs are known.
func judgeLowReach(s *Snapshot) []Ruling {
	p := s.Policy.Account
	return eachOfficial(s, runningAccount, func(a workgroup.OfficialAccount) Verdict {
		e := lowReach{accountFacts: factsOf(a), Followers: a.Followers, Required: p.FollowersMin}
		if a.Posts30 >= 0 {
			e.Posts = &a.Posts30
		}
		if a.HoursMonth >= 0 {
			e.Hours = &a.HoursMonth
		}
		effort := float64(p.EffortMin)
		switch {
		case a.Followers < 0, e.Posts == nil && e.Hours == nil, p.EffortMin > 0 && e.Hours == nil:
			return cannotJudge(reasonUnknownFigure, nil)
		case a.Followers >= p.FollowersMin, p.EffortMin > 0 && a.HoursMonth < effort:
			return allClear(reasonFits, nil)
		}
		return violated(reasonLowReach, e)
	})
}
