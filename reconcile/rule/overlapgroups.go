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
		known := s.County.Membership.Known(g.Code)
		rosters[i] = overlap.Roster{
			Members: known, Alone: s.County.Membership.Size(g.Code) - len(known),
			Class: number(classes, g.Class()), Unit: number(units, g.Own),
		}
	}
	return rosters
}
