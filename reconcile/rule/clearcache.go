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
	members []map[string]clearMember // of each kind, by account
	count   int
}

// clearMember is a clear member with everything besides the kind and the account that an account rule may
// look at in a row; the person behind it; and the way in which that is known.
type clearMember struct {
	nickname, role string
	person         string
	how            identity.How
}

// maxClearMembers is more than one unit's groups bring, as a rule.
const maxClearMembers = 1 << 14

// enter is the group's kind. The groups of a unit come together: the members of
// the unit before are forgotten.
func (r *ClearMembers) enter(g *GroupView) int {
	kind, another := r.kinds.of(g)
	if another {
		r.forget()
	}
	for len(r.members) <= kind {
		r.members = append(r.members, map[string]clearMember{})
	}
	return kind
}

func (r *ClearMembers) forget() {
	for _, members := range r.members {
		clear(members)
	}
	r.count = 0
}

// knows is the member's person, if every rule found such a member clear before.
func (r *ClearMembers) knows(kind int, m *workgroup.Member) (known clearMember, ok bool) {
	known, ok = r.members[kind][m.Account]
	return known, ok && known.nickname == m.Nickname && known.role == m.Role
}

// remember notes a member that every rule found clear.
func (r *ClearMembers) remember(kind int, m *MemberView) {
	if r.count++; r.count > maxClearMembers {
		r.forget()
	}
	r.members[kind][m.Member.Account] = clearMember{m.Member.Nickname, m.Member.Role, m.Person.Code, m.Who.How}
}

// isClearEverywhere reports whether an answer would be the same in every group
// of the kind: it is clear, and not for an office that the person holds in this
// one.
func isClearEverywhere(a Answer) bool { return a.Outcome == Clear && a.Reason != ReasonOwnerOrAdmin }
