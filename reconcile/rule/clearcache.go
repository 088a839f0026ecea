package rule

import (
	"qunguan/reconcile/identity"
	"qunguan/reconcile/workgroup"
)

// ClearMembers is a cache of members that every exclusive rule found clear, so
// that they pass in the next group of the same kind. A unit's groups mostly hold
// the same people with the same cards, and a member who was judged in one of
// them need not be judged in fifty. It decides nothing itself, holds for one
// snapshot, and is for one goroutine. The zero value is empty.
type ClearMembers struct {
	kinds   groupKinds
	members map[clearMember]clearPerson
}

// clearPerson is the person behind a clear member, and the way in which that is known.
type clearPerson struct {
	code string
	how  identity.How
}

// clearMember is everything that an account rule may look at in a row.
type clearMember struct {
	kind                    int
	account, nickname, role string
}

// maxClearMembers is more than one unit's groups bring, as a rule.
const maxClearMembers = 1 << 14

// enter is the group's kind. The groups of a unit come together: the members of
// the unit before are forgotten.
func (r *ClearMembers) enter(g *GroupView) int {
	kind, another := r.kinds.of(g)
	if another {
		clear(r.members)
	}
	return kind
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
