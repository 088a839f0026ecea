package overlap

import (
	"math/bits"
	"slices"
)

// patience is how many steps of work a membership may cost on average before a unit's pairs are left to
// the prefix filter: a unit of very many groups.
const patience = 64

// unit finds the pairs within an own unit and marks the members who sit in other units too.
func (j *joiner) unit(list []int32) {
	if len(list) < 2 {
		for _, m := range j.rosters[list[0]].Members {
			j.meet(m)
		}
		return
	}
	j.next0 += j.number(list)
	// Only members of at least two of the groups can be common to two.
	shared, steps := int32(0), 0
	for m, n := range j.groups {
		steps += int(n) * int(n-1) / 2
		j.groups[m] = -1
		if n > 1 {
			j.groups[m] = shared
			shared++
		}
	}
	words := (int(shared) + 63) / 64
	table := len(list) * (len(list) - 1) / 2 * (words + 2)
	switch budget := j.patience * (len(j.local) + 1); {
	case min(table, 2*steps) > budget:
		j.prefixJoin(j.compact(list, nil), true)
	case table <= 2*steps:
		j.byBitmaps(list, words)
	default:
		j.byLists(list, shared, steps)
	}
}

// slot is a place of the table of a unit's people. A place of an earlier unit is free: its number is
// smaller than the unit's first one.
type slot struct{ member, number int32 }

// golden is the golden ratio, by which a hash lays neighbours far apart.
const golden = 2654435769

// places makes room for so many memberships in the table of a unit's people, where a member's place is a
// hash. A list of all people by number outgrows the processor's caches, and each look into it waits for
// the memory; a unit of so many memberships that its table would be as long has that list.
func (j *joiner) places(memberships int) (table []slot, spread uint32, shift int) {
	width := bits.Len(uint(4 * memberships)) // a quarter full at most
	spread, shift = golden, 32-width
	if all := bits.Len32(uint32(j.highest)); all <= width { //nolint:gosec // not negative
		width, spread, shift = all, 1, 0
	}
	if len(j.table) < 1<<width {
		j.table = make([]slot, 1<<width)
	}
	return j.table[:1<<width], spread, shift
}

// number gives the unit's people numbers from 0, writes the memberships with them and counts the groups
// of each.
func (j *joiner) number(list []int32) (people int32) {
	memberships := 0
	for _, at := range list {
		memberships += len(j.rosters[at].Members)
	}
	table, spread, shift := j.places(memberships)
	mask := uint32(len(table) - 1) //nolint:gosec // a power of two
	j.local = slices.Grow(j.local[:0], memberships)[:memberships]
	rest, groups, first := j.local, j.groups[:0], j.next0
	for _, at := range list {
		members := j.rosters[at].Members
		mine := rest[:len(members)]
		rest = rest[len(members):]
		for k, m := range members {
			s := table[uint32(m)*spread>>shift] //nolint:gosec // a hash
			n := s.number
			if s.member != m {
				n = 0
			}
			mine[k] = n // in a loop of its own: many cache misses are served at once while no branch waits for one
		}
		for k, m := range members {
			h := mine[k] - first
			if h < 0 {
				place := uint32(m) * spread >> shift //nolint:gosec // a hash
				for table[place].number >= first && table[place].member != m {
					place = (place + 1) & mask
				}
				if h = table[place].number - first; h < 0 {
					h = int32(len(groups)) //nolint:gosec // memberships fit
					table[place] = slot{m, first + h}
					groups = append(groups, 0)
					j.meet(m)
				}
			}
			groups[h]++
			mine[k] = h
		}
	}
	j.groups = groups
	return int32(len(groups)) //nolint:gosec // as above
}

// meet marks a member who was met in an earlier unit of the class.
func (j *joiner) meet(m int32) {
	if bit := uint64(1) << (m % 64); j.met[m/64]&bit == 0 {
		j.met[m/64] |= bit
	} else {
		j.bridges[m/64] |= bit
	}
}

// byBitmaps compares every two groups by bitmaps of the members who sit in several.
func (j *joiner) byBitmaps(list []int32, words int) {
	j.bits = slices.Grow(j.bits[:0], words*len(list))[:words*len(list)]
	clear(j.bits)
	rest := j.local
	for i, at := range list {
		members := len(j.rosters[at].Members)
		mine := j.bits[words*i : words*(i+1)]
		for _, h := range rest[:members] {
			if n := j.groups[h]; n >= 0 {
				mine[n/64] |= 1 << (n % 64)
			}
		}
		rest = rest[members:]
		for k := range i {
			if n := common(j.bits[words*k:words*(k+1)], mine); n > 0 {
				j.found(list[k], at, n, true)
			}
		}
	}
}

// node records that a member sits in a group; next is the node for the member's next group, 0 for none.
type node struct{ group, next int32 }

// byLists counts, for each group, how often its members sit in the groups
// before it.
func (j *joiner) byLists(list []int32, shared int32, steps int) {
	first := make([]int32, shared) // member → newest node
	nodes := make([]node, 1, steps/2+2)
	j.counts = slices.Grow(j.counts[:0], len(list))[:len(list)]
	clear(j.counts)
	var met []int32
	rest := j.local
	for i, at := range list {
		members := len(j.rosters[at].Members)
		met = met[:0]
		for _, h := range rest[:members] {
			m := j.groups[h]
			if m < 0 {
				continue
			}
			for n := first[m]; n > 0; n = nodes[n].next {
				k := nodes[n].group
				if j.counts[k] == 0 {
					met = append(met, k)
				}
				j.counts[k]++
			}
			nodes = append(nodes, node{int32(i), first[m]})
			first[m] = int32(len(nodes) - 1) //nolint:gosec // as above
		}
		rest = rest[members:]
		for _, k := range met {
			j.found(list[k], at, int(j.counts[k]), true)
			j.counts[k] = 0
		}
	}
}
