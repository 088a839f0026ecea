package rule

import (
	"slices"

	"qunguan/reconcile/workgroup"
)

// Membership maps groups to their members by every newest roster, robots apart. One person with two
// rows is one member.
type Membership struct {
	names  []string // of a member: a person's code, or platform:account key
	people int      // members below this number are people of the directory, by code
	number map[string]int32
	of     map[string]*groupMembers
}

// groupMembers are a group's members.
type groupMembers struct {
	known []int32 // numbers, ascending, each once
	alone int     // rows without an account that identify no person: in this group and no other
}

// NewMembership is an empty one over the people of the directory.
func NewMembership(dir *workgroup.Directory) *Membership {
	m := &Membership{number: map[string]int32{}, of: map[string]*groupMembers{}}
	for code := range dir.People {
		m.names = append(m.names, code)
	}
	slices.Sort(m.names)
	m.people = len(m.names)
	for i, code := range m.names {
		m.number["P:"+code] = int32(i)
	}
	return m
}

// Read takes a group's newest roster.
func (m *Membership) Read(g *GroupView, rows []workgroup.Member) {
	members := &groupMembers{}
	v := MemberView{GroupView: g}
	for _, row := range rows {
		v.take(row.Detached())
		m.add(members, &v)
	}
	members.finish()
	m.of[g.Group.Code] = members
}

func (g *groupMembers) finish() {
	slices.Sort(g.known)
	g.known = slices.Clip(slices.Compact(g.known))
}

func (m *Membership) add(members *groupMembers, v *MemberView) {
	switch {
	case v.Robot():
	case v.identified():
		members.known = append(members.known, m.numberOf("P:"+v.Person.Code, v.Person.Code))
	case v.Member.OwnAccount():
		name := v.Group.Platform + ":" + v.Member.Key()
		members.known = append(members.known, m.numberOf("A:"+name, name))
	default:
		members.alone++
	}
}

func (m *Membership) numberOf(key, name string) int32 {
	n, ok := m.number[key]
	if !ok {
		n = int32(len(m.names)) //nolint:gosec // no registry has two thousand million accounts
		m.names, m.number[key] = append(m.names, name), n
	}
	return n
}

// Size is how many members the group has.
func (m *Membership) Size(group string) int {
	g := m.of[group]
	if g == nil {
		return 0
	}
	return len(g.known) + g.alone
}

// Known are the numbers of the group's members that may be in other groups
// too, ascending. They mean the same in every group.
func (m *Membership) Known(group string) []int32 {
	if g := m.of[group]; g != nil {
		return g.known
	}
	return nil
}

// People is how many people of the directory there are: the first numbers are
// theirs.
func (m *Membership) People() int { return m.people }

// Person is the code of the member with the number; false for an account without a person.
func (m *Membership) Person(number int32) (string, bool) {
	if int(number) < m.people {
		return m.names[number], true
	}
	return "", false
}
