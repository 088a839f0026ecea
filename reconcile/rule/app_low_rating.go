package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// AppLowRating is the rule's id.
const AppLowRating = "app.low_rating"

var appLowRating = &Rule{
	ID: AppLowRating, Job: JobAccountCheck, Subject: ledger.SubjectApp,
	Judge: County(judgeLowRating), Reads: ReadsApps, Evidence: Fields[lowRating](), Figure: Figure{Fact: "rating", By: "required"},
	Confirmed: ByImport, Starts: startsInCharge,
	Words: Words{
		Name:    text("应用评分低", "low rating"),
		Short:   text("用户评分低的应用程序", "applications of low rating"),
		Why:     text("用户反馈差的应用程序要改进或下线。", "Applications that their users rate badly are mended or taken down."),
		Title:   one("应用“{name}”用户评分 {rating}，低于 {required}", "Application “{name}” is rated {rating}, below {required}"),
		Line:    one("应用“{name}”用户评分 {rating}，低于 {required}", "Application “{name}” is rated {rating}, below {required}"),
		Todo:    one("请改进；改进不了的，请下线或合并，报{office}登记。", "Mend it; if that fails, take it down or merge it, and tell {office}."),
		Measure: text("改进、下线或合并。", "Mend, take down or merge it."),
	},
}

type lowRating struct {
	appFacts

	Rating   float64 `json:"rating" zh:"用户评分" en:"Rating"`
	Required float64 `json:"required" zh:"至少要有" en:"Required"`
}

var reasonLowRating = because("low_rating", "评分低", "low rating")

// judgeLowRating: the application's users rate it badly.
func judgeLowRating(s *Snapshot) []Ruling {
	least := s.Policy.App.RatingMin
	return eachApp(s, func(a workgroup.App) Verdict {
		switch {
		case a.Rating < 0:
			return cannotJudge(reasonUnknownFigure, nil)
		case a.Rating >= least:
			return allClear(reasonFits, nil)
		}
		return violated(reasonLowRating, lowRating{appFacts{a.Name, PersonCode(a.Responsible)}, a.Rating, least})
	})
}
