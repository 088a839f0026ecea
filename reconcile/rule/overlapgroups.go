package rule

import (
	"slices"

	"qunguan/reconcile/overlap"
	"qunguan/reconcile/workgroup"
)

// overlapGroup is the group as overlaps, duplicates and merge plans see it.
func (s *Snapshot) overlapGroup(g workgroup.Group) overlap.Group {
	return overlap.Group{
		Code: g.Code, Unit: g.Unit, Own: s.OwnUnit(g.Unit), Name: g.Name, Purpose: g.Purpose, Category: g.Category, Reach: g.Reach,
		AllStaff: g.AllStaff, Internal: s.internal(g.Category), Counted: s.counted(g), Scope: g.Scope.Units,
		Since: s.knownAge(g), Members: max(0, s.sizeOf(g.Code)),
	}
}

func (s *Snapshot) internal(category string) bool {
	return slices.Contains(s.Policy.Internal.Categories, category)
}

// overlapLimits are the policy's thresholds.
func (s *Snapshot) overlapLimits() overlap.Limits {
	l := overlap.Limits{MinMembers: s.Policy.Overlap.MinMembers}
	var errJ, errC error
	l.Jaccard, errJ = overlap.ShareOf(s.Policy.Overlap.Jaccard)
	l.Containment, errC = overlap.ShareOf(s.Policy.Overlap.Containment)
	if errJ != nil || errC != nil {
		panic("rule: the policy has thresholds that are no shares") // it checks them
	}
	return l
}

// overlapRosters are the groups' newest rosters for the join, one each.
func (s *Snapshot) overlapRosters(groups []overlap.Group) []overlap.Roster {
	classes, units := map[string]int32{}, map[string]int32{}
	number := func(m map[string]int32, key string) int32 {
		n, ok := m[key]
		if !ok {
			n = int32(len(m)) //nolint:gosec // fewer than there are groups
			m[key] = n
		}
		return n
	}
	rosters := make([]overlap.Roster, len(groups))
	for i := range groups {
		g := &groups[i]
		known := s.County.Membership.KnownList(g.Code)
		rosters[i] = overlap.Roster{
			Members: known, Alone: s.County.Membership.Size(g.Code) - len(known),
			Class: number(classes, g.Class()), Unit: number(units, g.Own),
		}
	}
	return rosters
}

// overlappingPairs are the live groups with fresh rosters, the pairs of them
// that hold the policy's limits, and for each group of a pair the one of its
// connected set that survives.
func (s *Snapshot) overlappingPairs() (groups []overlap.Group, pairs []overlap.Pair, survivor []int32) {
	for g := range s.County.Groups.All() {
		if g.Live() && s.Fresh(g.Code) {
			groups = append(groups, s.overlapGroup(g))
		}
	}
	pairs = overlap.Join(s.overlapRosters(groups), s.overlapLimits(), func(a, b int32) bool {
		return overlap.Comparable(&groups[a], &groups[b], s.Dir.Units)
	})
	return groups, pairs, survivors(groups, pairs)
}

// survivors gives each group of the pairs the one of its connected set that
// survives.
func survivors(groups []overlap.Group, pairs []overlap.Pair) []int32 {
	survivor := make([]int32, len(groups))
	for _, set := range overlap.Sets(groups, pairs) {
		for _, g := range set.Groups {
			survivor[g] = set.Survivor
		}
	}
	return survivor
}

// overlapOf is the part of an overlap that a duplicate of the same pair takes over.
type overlapOf struct {
	Survivor GroupCode
	asked    GroupCode // the group whose owner is asked about the overlap
}

func pairOf(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// togetherBySurvivor is the key of the task of a connected set.
func togetherBySurvivor(survivor GroupCode) string { return "people:" + string(survivor) }

// overlapsByPair are the pairs that overlap: by survivor, and by the group
// whose owner is asked.
func (s *Snapshot) overlapsByPair() map[[2]string]overlapOf {
	groups, pairs, survivor := s.overlappingPairs()
	found := make(map[[2]string]overlapOf, len(pairs))
	for _, p := range pairs {
		a, b, kept := &groups[p.A], &groups[p.B], &groups[survivor[p.A]]
		asked := b
		if kept == b || kept != a && overlap.Larger(a, b) == b {
			asked = a
		}
		found[pairOf(a.Code, b.Code)] = overlapOf{GroupCode(kept.Code), GroupCode(asked.Code)}
	}
	return found
}
