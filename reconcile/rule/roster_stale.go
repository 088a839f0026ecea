package rule

import "qunguan/reconcile/workgroup"

// judgeStale: a live group whose members nobody has read recently. All other
// member rules are blind there.
func judgeStale(w *World, r workgroup.Roster) Verdict {
	maxAge := w.Policy.Member.RosterMaxAgeDays
	e := Evidence{"max_age_days": maxAge}
	switch {
	case r.TakenAt.IsZero():
		e["taken_at"] = ""
		return violated("never_read", e)
	case r.TakenAt.After(w.Moment):
		return cannotJudge("roster_from_the_future", nil)
	case r.FreshAt(w.Moment, maxAge):
		return allClear("fresh", nil)
	}
	e["taken_at"] = r.TakenAt.In(w.Moment.Location()).Format(timeLayout)
	return violated("too_old", e)
}
