package overlap

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// planner makes a plan: it performs the desirable mergers one after the other, each on the state that
// the earlier ones left.
type planner struct {
	terms   Terms
	rooms   []*room // by code
	desired []pairing
}

type pairing struct {
	a, b   *room
	reason string
}

// Obstacles to a merger.
const (
	TooManyMembers  = "too_many_members"
	TooManyMessages = "too_many_messages"
	NarrowerReach   = "narrower_reach"
	OtherUnit       = "other_unit"
	NoRoster        = "no_roster"
)

// obstacle is the reason why a group cannot be merged into another; empty if it can.
func (p *planner) obstacle(into, from *room) (string, Forecast) {
	f := ForecastOf(&into.Candidate, &from.Candidate)
	switch {
	case into.Own != from.Own && !p.terms.AcrossUnits:
		return OtherUnit, f
	case !covers(into.Reach, from.Reach):
		return NarrowerReach, f
	case into.Roster == nil || from.Roster == nil:
		return NoRoster, f
	case f.Members > p.terms.MaxMembers:
		return TooManyMembers, f
	case f.MessagesDay.Day > p.terms.MaxMessages: // the known part of the messages alone is too much
		return TooManyMessages, f
	}
	return "", f
}

// merge moves the members of the one group who are in its scope into the other.
func (p *planner) merge(into, from *room, reason string) {
	all, fresh := union(into.Roster, from.Belongs)
	into.Roster, into.joins = all, into.joins+fresh
	into.Belongs, _ = union(into.Belongs, from.Belongs)
	into.Members = len(all) + into.Alone
	into.Messages = into.Messages.plus(from.Messages)
	into.LastUsed = max(into.LastUsed, from.LastUsed)
	into.grown = true
	from.action, from.reason, from.into = Merge, reason, into
}

// pairs are the pairs of open groups that should be one group in the present state.
func (p *planner) pairs() []pairing {
	var open []*room
	var rosters []Roster
	classes, owns := map[string]int32{}, map[string]int32{}
	number := func(m map[string]int32, key string) int32 {
		if _, ok := m[key]; !ok {
			m[key] = int32(len(m)) //nolint:gosec // as many as there are groups at most
		}
		return m[key]
	}
	for _, r := range p.rooms {
		if r.open() {
			open = append(open, r)
			rosters = append(rosters, Roster{r.Roster, r.Alone, number(classes, r.Class()), number(owns, r.Own)})
		}
	}
	var list []pairing
	for _, pair := range Join(rosters, p.terms.Limits, func(a, b int32) bool {
		x, y := open[a], open[b]
		return (x.Own == y.Own || p.terms.AcrossUnits) && Comparable(&x.Group, &y.Group, p.terms.Units)
	}) {
		reason := SamePeople
		if pair.Contained {
			reason = Contained
		}
		list = append(list, pairing{open[pair.A], open[pair.B], reason})
	}
	for _, w := range p.desired {
		if w.a.open() && w.b.open() {
			list = append(list, w)
		}
	}
	return list
}

// stays orders the two groups of a pair, the surviving one first: the wider reach, then the order of
// Survives, then a group that may be county-wide before one that may not.
func stays(a, b *room) int {
	forbidden := func(r *room) int {
		if r.Forbidden {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(widths[b.Reach], widths[a.Reach]), cmp.Compare(forbidden(a), forbidden(b)), Survives(&a.Group, &b.Group))
}

// mergePairs performs the possible mergers of pairs, those of the strongest survivors first, and
// reports whether there was one.
func (p *planner) mergePairs() bool {
	list := p.pairs()
	for i := range list {
		if w := &list[i]; stays(w.a, w.b) > 0 {
			w.a, w.b = w.b, w.a
		}
	}
	slices.SortStableFunc(list, func(x, y pairing) int {
		return cmp.Or(stays(x.a, y.a), strings.Compare(x.b.Code, y.b.Code))
	})
	grown, merged := map[*room]bool{}, false
	for _, w := range list {
		// A group that grew may no longer form a pair with the others: they wait for the next round.
		if !w.a.open() || !w.b.open() || grown[w.b] {
			continue
		}
		if why, _ := p.obstacle(w.a, w.b); why == "" {
			p.merge(w.a, w.b, w.reason)
			grown[w.a], merged = true, true
		}
	}
	return merged
}

// inOwnUnits are the open groups of each own unit for which ok holds.
func (p *planner) inOwnUnits(ok func(*room) bool) map[string][]*room {
	byOwn := map[string][]*room{}
	for _, r := range p.rooms {
		if r.open() && ok(r) {
			byOwn[r.Own] = append(byOwn[r.Own], r)
		}
	}
	return byOwn
}

func isCountyWide(r *room) bool { return r.Counted && r.Reach == countyWide }

// meetCountyWide merges a surplus or forbidden county-wide group into another of its own unit, and
// reports whether it could.
func (p *planner) meetCountyWide() bool {
	byOwn := p.inOwnUnits(isCountyWide)
	return eachUnit(byOwn, func(rooms []*room) bool {
		allowed := slices.DeleteFunc(slices.Clone(rooms), func(r *room) bool { return r.Forbidden })
		for _, r := range rooms {
			if r.Forbidden && p.mergeIntoOne(r, allowed, ByForbiddenKind) {
				return true
			}
		}
		return p.mergeDown(rooms, p.terms.CountyWide, ByTooMany)
	})
}

// meetQuotas merges the least used group of an own unit over its quota into the group that suits it
// best, and reports whether it could.
func (p *planner) meetQuotas() bool {
	byOwn := p.inOwnUnits(func(r *room) bool { return r.Counted })
	return eachUnit(byOwn, func(rooms []*room) bool {
		limit, ok := p.terms.Quota[rooms[0].Own]
		return ok && p.mergeDown(rooms, limit, ByQuota)
	})
}

// eachUnit calls do for the units in order until one of them changed something, and reports whether one
// did.
func eachUnit(byOwn map[string][]*room, do func([]*room) bool) bool {
	done := false
	for _, own := range slices.Sorted(maps.Keys(byOwn)) {
		done = do(byOwn[own]) || done
	}
	return done
}

// mergeDown merges least used groups until no more are left than the limit allows, or no merger is
// possible, and reports whether there was one.
func (p *planner) mergeDown(rooms []*room, limit int, reason string) bool {
	done := false
	for len(rooms) > limit && p.mergeLeastUsed(rooms, reason) {
		done = true
		rooms = slices.DeleteFunc(slices.Clone(rooms), func(r *room) bool { return !r.open() })
	}
	return done
}

// mergeLeastUsed merges the least used group that can be merged. A group that already took in others
// comes last, because their members would have to move twice.
func (p *planner) mergeLeastUsed(rooms []*room, reason string) bool {
	list := slices.SortedFunc(slices.Values(rooms), lessUsed)
	slices.SortStableFunc(list, func(a, b *room) int {
		switch {
		case a.grown == b.grown:
			return 0
		case b.grown:
			return -1
		}
		return 1
	})
	for _, r := range list {
		if p.mergeIntoOne(r, rooms, reason) {
			return true
		}
	}
	return false
}

// mergeIntoOne merges the group into the target that has most of its people, then into the one that
// stays orders first.
func (p *planner) mergeIntoOne(from *room, targets []*room, reason string) bool {
	var best *room
	most := -1
	for _, into := range targets {
		if into == from || !into.open() {
			continue
		}
		if why, _ := p.obstacle(into, from); why != "" {
			continue
		}
		if n := shared(into.Roster, from.Belongs); n > most || n == most && stays(into, best) < 0 {
			best, most = into, n
		}
	}
	if best == nil {
		return false
	}
	p.merge(best, from, reason)
	return true
}
