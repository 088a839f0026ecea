package overlap

import (
	"cmp"
	"slices"
	"strings"

	"qunguan/reconcile/naming"
	"qunguan/reconcile/workgroup"
)

// Group is a live group with the properties that pairs and plans need.
type Group struct {
	Code     string
	Unit     string
	Own      string // code of its own unit
	Name     string
	Purpose  string
	Category string
	Reach    string // 范围
	AllStaff bool
	Internal bool     // 类别 is one of internal.categories
	Counted  bool     // 类别 is none of group.uncounted_categories
	Scope    []string // units that 成员范围 names
	Since    workgroup.Date
	Members  int
}

// Class is equal for groups that may be compared: of one 范围, both counted or both of one uncounted
// category.
func (g *Group) Class() string {
	if g.Counted {
		return g.Reach
	}
	return g.Reach + "\x00" + g.Category
}

// Comparable reports whether a pair of groups of one class is judged for overlap. Pairs that have the
// same people on purpose are not judged: a general or all-staff group beside one for a matter, and a
// group that includes a unit beside a group of that unit.
func Comparable(a, b *Group, units workgroup.Units) bool {
	general := a.AllStaff || b.AllStaff || a.Internal || b.Internal
	if general && a.Category != b.Category {
		return false
	}
	larger, smaller := a, b
	if Larger(a, b) == b {
		larger, smaller = b, a
	}
	if larger.AllStaff || larger.Internal {
		return false
	}
	return !slices.ContainsFunc(larger.Scope, func(unit string) bool {
		return units.Within(smaller.Unit, unit) && !slices.Contains(smaller.Scope, unit)
	})
}

// Larger is the one of two groups with more members; of equally large ones the one with the smaller
// code.
func Larger(a, b *Group) *Group {
	if cmp.Or(cmp.Compare(b.Members, a.Members), strings.Compare(a.Code, b.Code)) > 0 {
		return b
	}
	return a
}

// Survives orders the groups of a set: the first is the one into which the others are merged. It has
// most members, then is older, then has the smaller code.
func Survives(a, b *Group) int {
	return cmp.Or(cmp.Compare(b.Members, a.Members), naming.CompareAge(a.Since, b.Since), strings.Compare(a.Code, b.Code))
}

// Set is a set of groups that pairs connect.
type Set struct {
	Groups   []int32 // places, by code
	Survivor int32
}

// Sets are the connected sets of the pairs, by the code of their first group.
func Sets(groups []Group, pairs []Pair) []Set {
	parent := make([]int32, len(groups))
	for i := range parent {
		parent[i] = int32(i)
	}
	root := func(i int32) int32 {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for _, p := range pairs {
		parent[root(p.A)] = root(p.B)
	}
	at := map[int32]int{}
	var sets []Set
	for _, p := range pairs {
		if _, ok := at[root(p.A)]; !ok {
			at[root(p.A)] = len(sets)
			sets = append(sets, Set{})
		}
		set := &sets[at[root(p.A)]]
		set.Groups = append(set.Groups, p.A, p.B)
	}
	byCode := func(a, b int32) int { return strings.Compare(groups[a].Code, groups[b].Code) }
	for i := range sets {
		s := &sets[i]
		slices.SortFunc(s.Groups, byCode)
		s.Groups = slices.Compact(s.Groups)
		s.Survivor = slices.MinFunc(s.Groups, func(a, b int32) int { return Survives(&groups[a], &groups[b]) })
	}
	slices.SortFunc(sets, func(a, b Set) int { return byCode(a.Groups[0], b.Groups[0]) })
	return sets
}
