package rule

import (
	"encoding/binary"
	"iter"
	"slices"

	"qunguan/reconcile/workgroup"
)

// Membership maps groups to their members by every newest roster, robots apart. One person with two
// rows is one member.
type Membership struct {
	people workgroup.People // members below their number are the people of the directory, by their numbers
	number map[string]int32 // of the other members, by platform:account key
	of     map[string]groupMembers

	concerned map[string][]bool // by rule: the people, by number, whom it concerns; made when asked for

	// The members of the groups of one unit, by their rows: most of them are in several.
	kinds groupKinds
	rows  map[memberRow]int32

	known []int32 // of the group that is read; its memory is used again
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
	// known are numbers, ascending, each once: of each its distance from the one before, as a varint. Most
	// members of a group are people of one unit, whose numbers are near each other, and take one byte.
	known []byte
	size  int // of known
	alone int // rows without an account that identify no person: in this group and no other
}

// NewMembership is an empty one over the people of the directory.
func NewMembership(dir *workgroup.Directory) *Membership {
	return &Membership{people: dir.People, number: map[string]int32{}, concerned: map[string][]bool{}, of: map[string]groupMembers{}, rows: map[memberRow]int32{}}
}

// Read takes a group's newest roster. It is cheaper where the groups of a unit come together.
func (m *Membership) Read(g *GroupView, rows []workgroup.Member) {
	var members groupMembers
	m.known = m.known[:0]
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
			m.known = append(m.known, n)
		}
	}
	slices.Sort(m.known)
	members.keep(slices.Compact(m.known))
	m.of[g.Group.Code] = members
}

func (g *groupMembers) keep(numbers []int32) {
	bytes, before := make([]byte, 0, len(numbers)*5/4), int32(0)
	for _, n := range numbers {
		bytes = binary.AppendUvarint(bytes, uint64(n-before)) //nolint:gosec // they ascend
		before = n
	}
	g.known, g.size = slices.Clip(bytes), len(numbers)
}

// memberOf is the number of the row's member.
func (m *Membership) memberOf(v *MemberView) int32 {
	switch {
	case v.Robot():
		return rowOfRobot
	case v.identified():
		if n, ok := m.people.Number(v.Who.Person); ok {
			return n
		}
		return m.numberOf("P:" + v.Who.Person) // of a binding to somebody whom the directory does not know
	case v.Member.OwnAccount():
		return m.numberOf("A:" + v.Group.Platform + ":" + v.Member.Key())
	}
	return rowAlone
}

func (m *Membership) numberOf(key string) int32 {
	n, ok := m.number[key]
	if !ok {
		n = int32(m.people.Len() + len(m.number)) //nolint:gosec // no registry has two thousand million accounts
		m.number[key] = n
	}
	return n
}

// Size is how many members the group has.
func (m *Membership) Size(group string) int {
	g := m.of[group]
	return g.size + g.alone
}

// Known gives the numbers of the group's members that may be in other groups too, ascending. They mean
// the same in every group.
func (m *Membership) Known(group string) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for rest, n := m.of[group].known, int32(0); len(rest) > 0; {
			distance, read := binary.Uvarint(rest)
			n, rest = n+int32(distance), rest[read:] //nolint:gosec // keep wrote it
			if !yield(n) {
				return
			}
		}
	}
}

// KnownList is Known as a list; nil for no member.
func (m *Membership) KnownList(group string) []int32 {
	g := m.of[group]
	if g.size == 0 {
		return nil
	}
	return slices.AppendSeq(make([]int32, 0, g.size), m.Known(group))
}

// hasAny reports whether a person whom the rule concerns is a member of the group.
func (m *Membership) hasAny(group, id string, concerns func(workgroup.Person) bool) bool {
	people := m.concerned[id]
	if people == nil {
		for p := range m.people.All() {
			people = append(people, concerns(p))
		}
		m.concerned[id] = people
	}
	for n := range m.Known(group) {
		if int(n) >= len(people) {
			break // the rest are accounts without a person
		}
		if people[n] {
			return true
		}
	}
	return false
}

// People is how many people of the directory there are: the first numbers are
// theirs.
func (m *Membership) People() int { return m.people.Len() }

// Person is the code of the member with the number; false for an account without a person.
func (m *Membership) Person(number int32) (string, bool) {
	if int(number) < m.people.Len() {
		return m.people.Code(number), true
	}
	return "", false
}
