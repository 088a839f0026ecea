package overlap

import (
	"cmp"
	"slices"
)

// Roster is a group's newest roster in the form that Join reads.
type Roster struct {
	Members []int32 // numbers of people and of unidentified accounts, from 0, dense, each once, in any order
	Alone   int     // rows without an account that identify no one: members of this group alone
	Class   int32   // groups of different classes are never compared: a class for each 范围 and, if not counted, 类别
	Unit    int32   // own unit: a group can be contained in another only within it
}

// size is the number of members.
func (r *Roster) size() int { return len(r.Members) + r.Alone }

// Limits are the thresholds of the policy.
type Limits struct {
	Jaccard     Share
	Containment Share
	MinMembers  int
}

// Pair is two rosters that reach a limit, by their places in the list, A < B.
type Pair struct {
	A, B      int32
	Common    int32 // members of both
	Contained bool  // only the limit of containment is reached, which is a reason of its own
}

// Judged reports whether a pair that reaches a limit is to be reported; it is called for such pairs
// alone. A nil Judged reports every pair.
type Judged func(a, b int32) bool

// Join finds every pair that reaches a limit, sorted. The result is exact; nothing is sampled.
//
// Within an own unit people share many of their groups, so every two groups are compared, by bitmaps or
// by each member's list of groups, whichever is less work. Across units only people who sit in several
// units matter: a group with too few of them to reach the limit is dropped before any comparison, and
// the others go through a prefix filter (see prefixJoin). Memory grows with the rosters, time with the
// rosters and the number of pairs found.
func Join(rosters []Roster, l Limits, judged Judged) []Pair {
	return (&joiner{rosters: rosters, limits: l, judged: judged, patience: patience, heavy: heavy}).run()
}

func (j *joiner) run() []Pair {
	j.read()
	for c := range chunks(j.order, func(r *Roster) int32 { return r.Class }, j.rosters) {
		j.class(c)
	}
	sortPairs(j.pairs)
	return j.pairs
}

func sortPairs(pairs []Pair) {
	slices.SortFunc(pairs, func(a, b Pair) int {
		if a.A != b.A {
			return int(a.A) - int(b.A)
		}
		return int(a.B) - int(b.B)
	})
}

// joiner is one run of Join.
type joiner struct {
	rosters []Roster
	limits  Limits
	judged  Judged
	pairs   []Pair

	patience, heavy int

	order   []int32 // rosters that are large enough, by class, unit, place
	highest int32   // largest member number
	largest int     // most members of a roster

	met     []uint64 // members of the class's units that were read, as bits
	bridges []uint64 // members who sit in several units of the class, as bits

	table []slot // of the unit: its people; the numbers only grow, so it need not be cleared
	next0 int32  // first number of the unit

	local  []int32  // of the unit: its memberships, by numbers from 0
	groups []int32  // of the unit: number of groups of each member
	bits   []uint64 // of the unit: a bitmap of members a group
	counts []int32  // of the unit: members in common with the group being read
}

func (j *joiner) read() {
	j.order = make([]int32, 0, len(j.rosters))
	for i := range j.rosters {
		r := &j.rosters[i]
		if r.size() < j.limits.MinMembers || len(r.Members) == 0 {
			continue
		}
		j.order = append(j.order, int32(i))
		j.largest = max(j.largest, r.size())
		j.highest = max(j.highest, highest(r.Members))
	}
	slices.SortFunc(j.order, func(a, b int32) int {
		x, y := &j.rosters[a], &j.rosters[b]
		return cmp.Or(cmp.Compare(x.Class, y.Class), cmp.Compare(x.Unit, y.Unit), cmp.Compare(a, b))
	})
	j.met, j.bridges = make([]uint64, j.highest/64+1), make([]uint64, j.highest/64+1)
	j.next0 = 1 // 0 is a free place
}

// highest is the largest number, four at a time: in one chain each comparison waits for the last.
func highest(members []int32) int32 {
	var a, b, c, d int32
	for ; len(members) >= 4; members = members[4:] {
		a, b, c, d = max(a, members[0]), max(b, members[1]), max(c, members[2]), max(d, members[3])
	}
	for _, m := range members {
		a = max(a, m)
	}
	return max(a, b, c, d)
}

// chunks are the runs of rosters with an equal key.
func chunks(order []int32, key func(*Roster) int32, rosters []Roster) func(yield func([]int32) bool) {
	return func(yield func([]int32) bool) {
		for from := 0; from < len(order); {
			to, k := from+1, key(&rosters[order[from]])
			for to < len(order) && key(&rosters[order[to]]) == k {
				to++
			}
			if !yield(order[from:to]) {
				return
			}
			from = to
		}
	}
}

// class finds the pairs of one class.
func (j *joiner) class(list []int32) {
	clear(j.met)
	clear(j.bridges)
	for unit := range chunks(list, func(r *Roster) int32 { return r.Unit }, j.rosters) {
		j.unit(unit)
	}
	j.across(slices.Clone(list))
}

// found keeps a pair if it reaches a limit and is judged.
func (j *joiner) found(a, b int32, common int, sameUnit bool) {
	x, y := j.rosters[a].size(), j.rosters[b].size()
	same := j.limits.Jaccard.Reached(common, x+y-common)
	if !same && (!sameUnit || !j.limits.Containment.Reached(common, min(x, y))) {
		return
	}
	if a > b {
		a, b = b, a
	}
	if j.judged == nil || j.judged(a, b) {
		j.pairs = append(j.pairs, Pair{a, b, int32(common), !same}) //nolint:gosec // a roster's members fit
	}
}

// across finds the pairs of groups in different units. Both must have enough members who sit in several
// units; dropping groups leaves fewer such members, so the step is repeated until nothing changes.
func (j *joiner) across(list []int32) {
	kept := list
	for rounds := 0; ; rounds++ {
		n := len(kept)
		kept = slices.DeleteFunc(kept, func(at int32) bool {
			r := &j.rosters[at]
			return !j.enough(r.Members, j.limits.Jaccard.least(r.size()))
		})
		if len(kept) < 2 {
			return
		}
		if len(kept) == n || rounds > 8 {
			break
		}
		j.markBridges(kept)
	}
	j.prefixJoin(j.compact(kept, j.bridges), false)
}

// enough reports whether so many of the members are bridges. It reads no further than it must: most
// groups have hardly any.
func (j *joiner) enough(members []int32, need int) bool {
	spare := len(members) - need
	for _, m := range members {
		if spare -= int(^j.bridges[m/64] >> (m % 64) & 1); spare < 0 {
			return false
		}
	}
	return spare >= 0
}

// markBridges marks the members who sit in groups of several units among these.
func (j *joiner) markBridges(list []int32) {
	clear(j.met)
	clear(j.bridges)
	for unit := range chunks(list, func(r *Roster) int32 { return r.Unit }, j.rosters) {
		for _, at := range unit {
			for _, m := range j.rosters[at].Members {
				j.bridges[m/64] |= j.met[m/64] & (1 << (m % 64))
			}
		}
		for _, at := range unit { // now that they have met no group of their own unit
			for _, m := range j.rosters[at].Members {
				j.met[m/64] |= 1 << (m % 64)
			}
		}
	}
}
