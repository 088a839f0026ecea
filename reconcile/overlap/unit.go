package overlap

import "slices"

// patience is how many steps of work a membership may cost on average before a unit's pairs are left to
// the prefix filter: a unit of very many groups.
const patience = 64

// unit finds the pairs within an own unit and marks the members who sit in other units too.
func (j *joiner) unit(list []int32) {
	people := j.number(list)
	j.next0 += people
	if len(list) < 2 {
		return
	}
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

// number gives the unit's people numbers from 0, writes the memberships with them and counts the groups
// of each.
func (j *joiner) number(list []int32) (people int32) {
	j.local, j.groups = j.local[:0], j.groups[:0]
	for _, at := range list {
		members := j.rosters[at].Members
		from := len(j.local)
		j.local = slices.Grow(j.local, len(members))[:from+len(members)]
		mine := j.local[from:]
		for k, m := range members {
			mine[k] = j.head[m] // in a loop of its own: many cache misses are served at once while no branch waits for one
		}
		for k, m := range members {
			h := mine[k]
			if h >= j.next0 {
				h -= j.next0
				j.groups[h]++
			} else {
				if h >= j.class0 {
					j.bridge(m, h)
				}
				h = int32(len(j.groups)) //nolint:gosec // memberships fit
				j.groups = append(j.groups, 1)
				j.head[m] = j.next0 + h
			}
			mine[k] = h
		}
	}
	return int32(len(j.groups)) //nolint:gosec // as above
}

// bridge marks a member who was seen in an earlier unit of the class under the number h.
func (j *joiner) bridge(m, h int32) {
	j.bridged[len(j.bridged)-1]++
	if bit := uint64(1) << (m % 64); j.bridges[m/64]&bit == 0 {
		j.bridges[m/64] |= bit
		earlier, exact := slices.BinarySearch(j.firsts, h)
		if !exact {
			earlier--
		}
		j.bridged[earlier]++
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
