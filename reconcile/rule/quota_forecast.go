package rule

import (
	"cmp"
	"slices"

	"qunguan/reconcile/workgroup"
)

// QuotaForecast is an own unit that has too many groups now, and as many as it
// may once stage-limited ones have ended.
type QuotaForecast struct {
	Unit         string
	Count, Limit int
	Ending       int            // stage-limited groups that end up to the day
	By           workgroup.Date // from the day after it the unit keeps its quota
}

// QuotaForecasts lists, by own unit, those that time alone brings to their
// quota. The snapshot has the county's groups.
func QuotaForecasts(s *Snapshot) map[string]QuotaForecast {
	counted := s.groupsOf(s.counted)
	heads := s.headcounts()
	found := map[string]QuotaForecast{}
	for own, groups := range counted {
		unit := s.Dir.Units[own]
		quota, ok := s.Policy.QuotaFor(unit.Kind, heads(unit))
		over := len(groups) - quota.Groups
		if !ok || over <= 0 {
			continue
		}
		ending := slices.DeleteFunc(s.groupsAt(groups), func(g workgroup.Group) bool { return !g.Staged || g.EndsOn < s.Day })
		if len(ending) < over {
			continue
		}
		slices.SortFunc(ending, func(a, b workgroup.Group) int { return cmp.Compare(a.EndsOn, b.EndsOn) })
		by := ending[over-1].EndsOn
		for over < len(ending) && ending[over].EndsOn == by {
			over++
		}
		found[own] = QuotaForecast{Unit: own, Count: len(groups), Limit: quota.Groups, Ending: over, By: by}
	}
	return found
}
