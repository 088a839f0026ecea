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

	dir       *workgroup.Directory
	concerned map[string][]bool // by rule: the people, by number, whom it concerns; made when asked for

	// The members of the groups of one unit, by their rows: most of them are in several.
	kinds groupKinds
	rows  map[memberRow]int32
}

// memberRow is everything by which a row's member is told apart.
type memberRow struct {
	kind                    int
	account, nickname, role string
}

// Rows that are nobody's number.
const (
	rowOfRobot = -1 - iota
	rowAlone
)

// groupMembers are a group's members.
type groupMembers struct {
	known []int32 // numbers, ascending, each once
	alone int     // rows without an account that identify no person: in this group and no other
}

// NewMembership is an empty one over the people of the directory.
func NewMembership(dir *workgroup.Directory) *Membership {
	m := &Membership{dir: dir, number: map[string]int32{}, concerned: map[string][]bool{}, of: map[string]*groupMembers{}, rows: map[memberRow]int32{}}
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

// Read takes a group's newest roster. It is cheaper where the groups of a unit come together.
func (m *Membership) Read(g *GroupView, rows []workgroup.Member) {
	members := &groupMembers{known: make([]int32, 0, len(rows))}
	kind, another := m.kinds.of(g)
	if another || len(m.rows) >= maxClearMembers {
		clear(m.rows)
	}
	v := MemberView{GroupView: g}
	for _, row := range rows {
		key := memberRow{kind, row.Account, row.Nickname, row.Role}
		n, met := m.rows[key]
		if !met {
			row = row.Detached()
			v.take(row)
			n = m.memberOf(&v)
			m.rows[memberRow{kind, row.Account, row.Nickname, row.Role}] = n
		}
		switch n {
		case rowOfRobot:
		case rowAlone:
			members.alone++
		default:
			members.known = append(members.known, n)
		}
	}
	members.finish()
	m.of[g.Group.Code] = members
}

func (g *groupMembers) finish() {
	slices.Sort(g.known)
	g.known = slices.Clip(slices.Compact(g.known))
}

// memberOf is the number of the row's member.
func (m *Membership) memberOf(v *MemberView) int32 {
	switch {
	case v.Robot():
		return rowOfRobot
	case v.identified():
		return m.numberOf("P:"+v.Person.Code, v.Person.Code)
	case v.Member.OwnAccount():
		name := v.Group.Platform + ":" + v.Member.Key()
		return m.numberOf("A:"+name, name)
	}
	return rowAlone
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

// hasAny reports whether a person whom the rule concerns is a member of the group.
func (m *Membership) hasAny(group, id string, concerns func(workgroup.Person) bool) bool {
	people := m.concerned[id]
	if people == nil {
		people = make([]bool, m.people)
		for i, code := range m.names[:m.people] {
			people[i] = concerns(m.dir.People[code])
		}
		m.concerned[id] = people
	}
	return slices.ContainsFunc(m.Known(group), func(n int32) bool { return int(n) < m.people && people[n] })
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
