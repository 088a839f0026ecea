package policy

import (
	"math"
	"slices"
)

// Headcount is the number of people of a unit; Unknown fits only lines without bounds.
type Headcount int

// Unknown is the headcount of a unit that states none and has no imported people.
const Unknown Headcount = -1

// Matches reports whether the line counts for a unit of the kind with the
// headcount. A line without kinds counts for every kind.
func (q Quota) Matches(kind string, heads Headcount) bool {
	if len(q.UnitKinds) > 0 && !has(q.UnitKinds, kind) {
		return false
	}
	low, high := q.bounds()
	return !q.bounded() || heads != Unknown && low <= heads && heads <= high
}

func (q Quota) bounded() bool { return q.HeadcountMin != nil || q.HeadcountMax != nil }

func (q Quota) bounds() (low, high Headcount) {
	low, high = 0, math.MaxInt
	if q.HeadcountMin != nil {
		low = Headcount(*q.HeadcountMin)
	}
	if q.HeadcountMax != nil {
		high = Headcount(*q.HeadcountMax)
	}
	return low, high
}

// QuotaFor is the first line that matches; false when the unit has no quota.
func (p *Policy) QuotaFor(kind string, heads Headcount) (Quota, bool) {
	for _, q := range p.Quota {
		if q.Matches(kind, heads) {
			return q, true
		}
	}
	return Quota{}, false
}

// quota reports lines with reversed bounds and lines that the lines above make unreachable.
func (l *loader) quota(root *entry, p *Policy) {
	var above []Quota
	for i, q := range p.Quota {
		e, at := root.get("quota", i), "quota"+index(i)
		if !e.sound() {
			continue
		}
		if low, high := q.bounds(); low > high {
			l.add(e.get("headcount_max").at, at, say("policy.quota.inverted", "min", low, "max", high))
			continue
		}
		if q.hidden(above) {
			l.add(e.at, at, say("policy.quota.hidden"))
		}
		above = append(above, q)
	}
}

// hidden reports whether the lines above match everything that q matches. A line without bounds also
// serves units of unknown headcount.
func (q Quota) hidden(above []Quota) bool {
	kinds := q.UnitKinds
	if len(kinds) == 0 {
		kinds = []string{""} // stands for all kinds that only lines without kinds match
	}
	for _, kind := range kinds {
		next, high := q.bounds()
		if !q.bounded() && !slices.ContainsFunc(above, func(a Quota) bool { return a.Matches(kind, Unknown) }) {
			return false
		}
		for moved := true; moved && next <= high; {
			moved = false
			for _, a := range above {
				if _, end := a.bounds(); a.Matches(kind, next) {
					if end >= high {
						next, moved = math.MaxInt, false
						break
					}
					next, moved = end+1, true
				}
			}
		}
		if next != math.MaxInt {
			return false
		}
	}
	return true
}
