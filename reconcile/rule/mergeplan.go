package rule

import (
	"slices"

	"qunguan/reconcile/naming"
	"qunguan/reconcile/overlap"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// MergePlanReads are the data that a merge plan needs beside the directory and the groups.
const MergePlanReads = ReadsRosters | ReadsMembership | ReadsActivity | ReadsHistory

// MergePlan decides about every live group, by the newest rosters however old they are. messages are
// the groups' known messages a day.
func (s *Snapshot) MergePlan(messages map[string]float64) *overlap.Plan {
	candidates := s.mergeCandidates(messages)
	return overlap.NewPlan(candidates, s.desiredPairs(candidates), s.mergeTerms())
}

func (s *Snapshot) mergeCandidates(messages map[string]float64) []overlap.Candidate {
	var list []overlap.Candidate
	for g := range s.County.Groups.All() {
		if !g.Live() {
			continue
		}
		activity := s.County.Activity.Of(g.Code)
		c := overlap.Candidate{
			Group: s.overlapGroup(g), Important: g.Importance == "重要", LastUsed: activity.LastDay,
			Zombie: judgeZombie(GroupFacts{Snapshot: s, Group: g, Activity: activity}).Outcome == Violated,
		}
		if s.past(g.Code) {
			c.Roster = slices.Concat([]int32{}, s.County.Membership.KnownList(g.Code)) // not nil where everybody is unknown
			c.Alone = s.County.Membership.Size(g.Code) - len(c.Roster)
			c.Belongs = s.belonging(g, c.Roster)
		}
		switch {
		case !c.Counted:
			c.Kept = overlap.KeptUncounted
		case s.isProtected(g.Category):
			c.Kept = overlap.KeptProtected
		}
		if g.Staged {
			c.Ends = g.EndsOn
		}
		if day, ok := messages[g.Code]; ok {
			c.Messages = overlap.Rate{Day: day, Known: true}
		}
		u, known := s.Dir.Units[g.Unit]
		c.Forbidden = known && c.Counted && g.Reach == reachCounty && slices.Contains(s.Policy.CountyWide.ForbiddenUnitKinds, u.Kind)
		list = append(list, c)
	}
	return list
}

// belonging are the people of the roster in the group's scope, its owner and administrators among
// them; nil where the scope names no person, or welcomes strangers: then every member belongs.
func (s *Snapshot) belonging(g workgroup.Group, roster []int32) []int32 {
	scope := g.EffectiveScope()
	if scope.Outsiders || !scope.NamesAnybody() {
		return nil
	}
	var list []int32
	for _, m := range roster {
		code, ok := s.County.Membership.Person(m)
		if ok && (scope.Includes(s.Dir.People.Of(code), s.Dir.Units) || slices.Contains(g.Responsible(), code)) {
			list = append(list, m)
		}
	}
	return list
}

// isProtected reports whether groups of the category are those that the policy
// lets protected posts sit in.
func (s *Snapshot) isProtected(category string) bool {
	return category != "" && slices.ContainsFunc(s.Policy.Member.Protected, func(p policy.Protected) bool {
		return slices.Contains(p.OnlyCategories, category)
	})
}

// desiredPairs are the pairs with the same name or purpose. A likeness is a question to the owners,
// and moves no member.
func (s *Snapshot) desiredPairs(candidates []overlap.Candidate) []overlap.DesiredPair {
	groups := make([]overlap.Group, len(candidates))
	for i := range candidates {
		groups[i] = candidates[i].Group
	}
	var desired []overlap.DesiredPair
	for _, d := range overlap.Duplicates(groups, s.cores(), 0) {
		desired = append(desired, overlap.DesiredPair{A: d.A, B: d.B, Reason: d.Reason})
	}
	return desired
}

// cores are the subjects of names, by the policy's naming rule.
func (s *Snapshot) cores() *naming.Cores {
	return naming.NewCores(s.namingRule(s.Policy.Group.Naming), s.Dir.Units, s.Policy.SectionKinds)
}

func (s *Snapshot) mergeTerms() overlap.Terms {
	t := overlap.Terms{
		Limits: s.overlapLimits(), Units: s.Dir.Units, AcrossUnits: s.Policy.Merge.AcrossUnits,
		MaxMembers: s.Policy.Merge.MaxMembers, MaxMessages: float64(s.Policy.Merge.MaxMessagesDay),
		CountyWide: s.Policy.CountyWide.PerUnit, Quota: map[string]int{},
	}
	heads := s.headcounts()
	for code, u := range s.Dir.Units {
		if s.OwnUnit(code) != code {
			continue
		}
		if q, ok := s.Policy.QuotaFor(u.Kind, heads(u)); ok {
			t.Quota[code] = q.Groups
		}
	}
	return t
}

// clauseRules are the rules whose passage a reason of a plan follows.
var clauseRules = map[string]string{
	overlap.SamePeople: GroupOverlap, overlap.Contained: GroupOverlap,
	overlap.SameName: GroupDuplicate, overlap.SamePurpose: GroupDuplicate,
	overlap.ByZombie: GroupZombie, overlap.ByStage: GroupStageExpired,
	overlap.ByQuota: UnitQuota, overlap.KeptUncounted: UnitQuota,
	overlap.ByForbiddenKind: UnitCountyWide, overlap.ByTooMany: UnitCountyWide, overlap.KeptProtected: PersonProtected,
}

// PlanRules are the rules whose open cases a row of a plan answers; none where
// the group is kept.
func PlanRules(row *overlap.Row) []string {
	switch row.Action {
	case overlap.Dissolve:
		return []string{GroupZombie}
	case overlap.DissolveAtEnd:
		return []string{GroupStageExpired}
	case overlap.Trim:
		return []string{MemberOutOfScope}
	case overlap.Merge:
		return []string{GroupOverlap, GroupDuplicate, UnitQuota, UnitCountyWide}
	}
	return nil
}

// PlanClause is the passage that the row follows.
func (s *Snapshot) PlanClause(row *overlap.Row) string {
	if row.Reason == overlap.ByQuiet {
		return "S4.3" // no rule opens a case of it
	}
	return s.Policy.Cites[clauseRules[row.Reason]]
}
