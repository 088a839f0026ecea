package rule

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"qunguan/reconcile/naming"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// counted reports whether the group is live and of a category that quotas
// count.
func (s *Snapshot) counted(g workgroup.Group) bool {
	return g.Live() && !slices.Contains(s.Policy.Group.UncountedCategories, g.Category)
}

// groupsOf maps each own unit to the numbers of the wanted groups of it and of its sections, ascending.
// Groups of an unregistered unit belong to no own unit.
func (s *Snapshot) groupsOf(want func(workgroup.Group) bool) map[string][]int32 {
	of := map[string][]int32{}
	for n := range int32(s.County.Groups.Len()) { //nolint:gosec // fewer than two billion
		g := s.County.Groups.At(n)
		if _, known := s.Dir.Units[g.Unit]; known && want(g) {
			own := s.OwnUnit(g.Unit)
			of[own] = append(of[own], n)
		}
	}
	return of
}

// groupsAt are the groups with the numbers, in their order.
func (s *Snapshot) groupsAt(numbers []int32) []workgroup.Group {
	groups := make([]workgroup.Group, len(numbers))
	for i, n := range numbers {
		groups[i] = s.County.Groups.At(n)
	}
	return groups
}

// firstImport is the local day on which an import first brought the group;
// empty if that was after the moment.
func (s *Snapshot) firstImport(group string) workgroup.Date {
	began, ok := s.County.History.Began(group)
	if !ok || began.After(s.Moment) {
		return ""
	}
	return workgroup.DateOf(began.In(s.Moment.Location()))
}

// knownAge is the day by which groups are told older from younger: 建群日期,
// else the day of the first import.
func (s *Snapshot) knownAge(g workgroup.Group) workgroup.Date {
	return cmp.Or(g.FoundedOn, s.firstImport(g.Code))
}

// foundings tells the day on which a group was founded as far as that is known:
// 建群日期, else the day of its first import, if its own unit had groups from an
// earlier import. In a unit's very first import every group looks new.
func (s *Snapshot) foundings() func(workgroup.Group) workgroup.Date {
	first := map[string]workgroup.Date{} // own unit → day of its first import
	for g := range s.County.Groups.All() {
		day, own := s.firstImport(g.Code), s.OwnUnit(g.Unit)
		if known := first[own]; day != "" && (known == "" || day < known) {
			first[own] = day
		}
	}
	return func(g workgroup.Group) workgroup.Date {
		day := s.firstImport(g.Code)
		if g.FoundedOn != "" || day == "" || day <= first[s.OwnUnit(g.Unit)] {
			return g.FoundedOn
		}
		return day
	}
}

// past reports whether the group's newest roster is of the moment or before.
func (s *Snapshot) past(group string) bool {
	r, ok := s.County.Rosters.Find(group)
	return ok && !r.TakenAt.IsZero() && !r.TakenAt.After(s.Moment)
}

// sizeOf is how many members the group's newest roster has; -1 without one.
func (s *Snapshot) sizeOf(group string) int {
	if !s.past(group) {
		return -1
	}
	return s.County.Membership.Size(group)
}

// codesOf lists the codes of the groups with the numbers, sorted.
func (s *Snapshot) codesOf(numbers []int32) GroupCodes {
	codes := make(GroupCodes, len(numbers))
	for i, n := range numbers {
		codes[i] = GroupCode(s.County.Groups.Code(n))
	}
	slices.Sort(codes)
	return codes
}

// postsOf are the posts of a 岗位 cell, which may hold several.
func postsOf(p workgroup.Person) []string {
	posts := strings.FieldsFunc(p.Post, func(r rune) bool { return strings.ContainsRune(";；、,，", r) })
	for i := range posts {
		posts[i] = strings.TrimSpace(posts[i])
	}
	return posts
}

// holds reports whether the person has one of the posts.
func holds(p workgroup.Person, posts []string) bool {
	return slices.ContainsFunc(postsOf(p), func(post string) bool { return slices.Contains(posts, post) })
}

// namingRule compiles the policy's naming rule, which the policy has checked.
func (s *Snapshot) namingRule(n policy.Naming) *naming.Rule {
	r, err := naming.New(n, s.Dir.Units)
	if err != nil {
		panic("rule: " + err.Error())
	}
	return r
}

// sortedKeys are the keys in order: the output of a rule must not depend on a map's order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
