package rule

import (
	"iter"
	"slices"

	"qunguan/reconcile/compact"
	"qunguan/reconcile/workgroup"
)

// Membership maps groups to their members by every newest roster, robots apart. One person with two
// rows is one member.
type Membership struct {
	people workgroup.People      // members below their number are the people of the directory, by their numbers
	others compact.NumberedTexts // the other members, by platform:account key; their numbers follow
	groups workgroup.Groups
	of     []groupMembers // by the group's number
	codes  [][]byte       // chunks of the groups' coded members

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
	known closeNumbers // the place of their code apart
	place uint32       // where in which chunk their code begins
	alone int32        // rows without an account that identify no person: in this group and no other
}

const (
	codesChunkBits = 16
	codesChunk     = 1 << codesChunkBits // in bytes; the last code of a chunk may go beyond it
)

// NewMembership is an empty one over the people of the directory and the groups.
func NewMembership(dir *workgroup.Directory, groups workgroup.Groups) *Membership {
	return &Membership{people: dir.People, groups: groups, concerned: map[string][]bool{}, of: make([]groupMembers, groups.Len()), rows: map[memberRow]int32{}}
}

// Read takes the newest roster of a registered group. It is cheaper where the groups of a unit come
// together.
func (m *Membership) Read(g *GroupView, rows []workgroup.Member) {
	number, ok := m.groups.Number(g.Group.Code)
	if !ok {
		return
	}
	members := &m.of[number]
	*members = groupMembers{}
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
	last := len(m.codes) - 1
	if last < 0 || len(m.codes[last]) >= codesChunk {
		m.codes, last = append(m.codes, make([]byte, 0, codesChunk+codesChunk/32)), last+1
	}
	members.place = uint32(last<<codesChunkBits | len(m.codes[last])) //nolint:gosec // sixty thousand chunks hold more than any county has
	m.codes[last], members.known = appendCloseNumbers(m.codes[last], slices.Compact(m.known))
}

// End tells that all groups were read.
func (m *Membership) End() { m.rows, m.known = map[memberRow]int32{}, nil }

// find is the group's members, and the code of the known; none of a group that was not read.
func (m *Membership) find(group string) (members groupMembers, code []byte) {
	if n, ok := m.groups.Number(group); ok {
		members = m.of[n]
	}
	if members.known.size > 0 {
		code = m.codes[members.place>>codesChunkBits][members.place&(codesChunk-1):]
	}
	return members, code
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
	return int32(m.people.Len()) + m.others.NumberOf(key) //nolint:gosec // no registry has two thousand million accounts
}

// Size is how many members the group has.
func (m *Membership) Size(group string) int {
	g, _ := m.find(group)
	return int(g.known.size + g.alone)
}

// Known gives the numbers of the group's members that may be in other groups too, ascending. They mean
// the same in every group.
func (m *Membership) Known(group string) iter.Seq[int32] {
	g, code := m.find(group)
	return g.known.all(code)
}

// KnownList is Known as a list; nil for no member.
func (m *Membership) KnownList(group string) []int32 {
	g, code := m.find(group)
	if g.known.size == 0 {
		return nil
	}
	return slices.AppendSeq(make([]int32, 0, g.known.size), g.known.all(code))
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
