package rule

import (
	"slices"
	"time"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/workgroup"
)

// GroupView is one group with its newest roster, as rules about its members
// see it.
type GroupView struct {
	*Snapshot
	Group   workgroup.Group
	Roster  workgroup.Roster
	Matcher *identity.Matcher
	Scope   workgroup.Scope // the effective one
	Open    bool            // strangers are welcome: open category or 外部
}

// NewGroupView prepares a group for its member check.
func NewGroupView(s *Snapshot, g workgroup.Group, roster workgroup.Roster, m *identity.Matcher) *GroupView {
	scope := g.EffectiveScope()
	return &GroupView{
		Snapshot: s, Group: g, Roster: roster, Matcher: m, Scope: scope,
		Open: scope.Outsiders || (g.Category != "" && slices.Contains(s.Policy.Member.OpenCategories, g.Category)),
	}
}

// candidates names people for evidence.
func (g *GroupView) candidates(codes []string) Candidates {
	list := make(Candidates, 0, len(codes))
	for _, c := range codes {
		p := g.Dir.People.Of(c)
		list = append(list, Candidate{Code: c, Name: p.Name, Unit: g.Dir.Units[p.Unit].Short()})
	}
	return list
}

const timeLayout = time.RFC3339

// GroupFacts are the data for rules about groups: one group, with its roster and its activity where
// the rule reads them.
type GroupFacts struct {
	*Snapshot
	Group    workgroup.Group
	Roster   workgroup.Roster        // ReadsRosters
	Activity workgroup.GroupActivity // ReadsActivity
}
