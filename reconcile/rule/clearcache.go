package rule

import (
	"slices"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/workgroup"
)

// ClearMembers is a cache of members that every exclusive rule found clear, so
// that they pass in the next group of the same kind. A unit's groups mostly hold
// the same people with the same cards, and a member who was judged in one of
// them need not be judged in fifty. It decides nothing itself, holds for one
// snapshot, and is for one goroutine. The zero value is empty.
type ClearMembers struct {
	kinds   []kindOfGroup
	members map[clearMember]clearPerson
}

// clearPerson is the person behind a clear member, and the way in which that is known.
type clearPerson struct {
	code string
	how  identity.How
}

// kindOfGroup is everything about a group by which an account rule may decide,
// apart from who is responsible for the group.
type kindOfGroup struct {
	platform, category, unit string
	scope                    workgroup.Scope
	nicknames                bool
}

// clearMember is everything that an account rule may look at in a row.
type clearMember struct {
	kind                    int
	account, nickname, role string
}

// maxClearMembers is more than one unit's groups bring, as a rule.
const maxClearMembers = 1 << 14

// enter is the group's kind. The groups of a unit come together: those of the
// unit before are forgotten.
func (r *ClearMembers) enter(g *GroupView) int {
	k := kindOfGroup{g.Group.Platform, g.Group.Category, g.Group.Unit, g.Scope, g.Roster.HasNicknames}
	if at := slices.IndexFunc(r.kinds, k.same); at >= 0 {
		return at
	}
	if len(r.kinds) > 0 && r.kinds[0].unit != k.unit {
		r.kinds = r.kinds[:0]
		clear(r.members)
	}
	r.kinds = append(r.kinds, k)
	return len(r.kinds) - 1
}

func (k kindOfGroup) same(o kindOfGroup) bool {
	return k.platform == o.platform && k.category == o.category && k.unit == o.unit && k.nicknames == o.nicknames &&
		slices.Equal(k.scope.Units, o.scope.Units) && slices.Equal(k.scope.Roles, o.scope.Roles) &&
		slices.Equal(k.scope.Posts, o.scope.Posts) && slices.Equal(k.scope.People, o.scope.People) && k.scope.Outsiders == o.scope.Outsiders
}

// knows is the member's person, if every rule found such a member clear before.
func (r *ClearMembers) knows(kind int, m *workgroup.Member) (person clearPerson, ok bool) {
	person, ok = r.members[clearMember{kind, m.Account, m.Nickname, m.Role}]
	return person, ok
}

// remember notes a member that every rule found clear.
func (r *ClearMembers) remember(kind int, m *MemberView) {
	if r.members == nil {
		r.members = map[clearMember]clearPerson{}
	}
	if len(r.members) >= maxClearMembers {
		clear(r.members)
	}
	r.members[clearMember{kind, m.Member.Account, m.Member.Nickname, m.Member.Role}] = clearPerson{m.Person.Code, m.Who.How}
}

// isClearEverywhere reports whether an answer would be the same in every group
// of the kind: it is clear, and not for an office that the person holds in this
// one.
func isClearEverywhere(a Answer) bool { return a.Outcome == Clear && a.Reason != ReasonOwnerOrAdmin }
