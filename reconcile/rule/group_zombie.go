package rule

import "time"

// judgeZombie: nobody has said anything for the policy's days, and somebody
// has looked recently enough to know.
func judgeZombie(f GroupFacts) Verdict {
	limit := f.Policy.Zombie.Days
	if f.Group.FoundedOn != "" && f.Group.FoundedOn.DaysUntil(f.Day) < limit {
		return allClear("young", Evidence{"founded_on": string(f.Group.FoundedOn)})
	}
	a := f.Activity
	maxAge := time.Duration(f.Policy.Member.RosterMaxAgeDays) * 24 * time.Hour
	switch {
	case a.LastDay == "":
		return cannotJudge("no_activity_known", nil)
	case a.Look.IsZero():
		return cannotJudge("never_looked", nil)
	case f.Moment.Sub(a.Look) > maxAge:
		return cannotJudge("look_too_old", Evidence{"look": a.Look.In(f.Moment.Location()).Format(timeLayout)})
	}
	days := a.LastDay.DaysUntil(f.Day)
	if days < limit {
		return allClear("active", Evidence{"last_activity": string(a.LastDay), "source": a.Source, "days": limit})
	}
	// A count of days, or the newest look, would change the case at every run;
	// the date of the last word says it all.
	return violated("silent", Evidence{"last_activity": string(a.LastDay), "source": a.Source, "days": limit})
}
