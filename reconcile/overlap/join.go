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

	// The unit in which each member was last seen. The numbers only grow, so a leftover of an earlier
	// unit or class is recognised by its number and the arrays need not be cleared.
	head    []int32  // member → number in the unit that was read last, from next0 on
	next0   int32    // first number of the unit
	class0  int32    // first number of the class
	bridges []uint64 // members who sit in several units of the class, as bits
	firsts  []int32  // of the class: first number of each unit
	bridged []int32  // of the class: number of bridges among each unit's people

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
		j.highest = max(j.highest, slices.Max(r.Members))
	}
	slices.SortFunc(j.order, func(a, b int32) int {
		x, y := &j.rosters[a], &j.rosters[b]
		return cmp.Or(cmp.Compare(x.Class, y.Class), cmp.Compare(x.Unit, y.Unit), cmp.Compare(a, b))
	})
	j.head = make([]int32, j.highest+1)
	j.bridges = make([]uint64, j.highest/64+1)
	j.next0, j.class0 = 1, 1 // 0 is a member who was never seen
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
	j.class0 = j.next0
	clear(j.bridges)
	j.firsts, j.bridged = j.firsts[:0], j.bridged[:0]
	for unit := range chunks(list, func(r *Roster) int32 { return r.Unit }, j.rosters) {
		j.firsts, j.bridged = append(j.firsts, j.next0), append(j.bridged, 0)
		j.unit(unit)
	}
	// A group with fewer bridges in its unit than it needs is dropped unread.
	var hopeful []int32
	unit := 0
	for list := range chunks(list, func(r *Roster) int32 { return r.Unit }, j.rosters) {
		for _, at := range list {
			if int(j.bridged[unit]) >= j.limits.Jaccard.least(j.rosters[at].size()) {
				hopeful = append(hopeful, at)
			}
		}
		unit++
	}
	j.across(hopeful)
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
			return j.bridging(r) < j.limits.Jaccard.least(r.size())
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

func (j *joiner) bridging(r *Roster) int {
	n := uint64(0)
	for _, m := range r.Members {
		n += j.bridges[m/64] >> (m % 64) & 1
	}
	return int(n)
}

// markBridges marks the members who sit in groups of several units among these.
func (j *joiner) markBridges(list []int32) {
	clear(j.bridges)
	j.class0 = j.next0
	for unit := range chunks(list, func(r *Roster) int32 { return r.Unit }, j.rosters) {
		j.next0++ // the unit's own number
		for _, at := range unit {
			for _, m := range j.rosters[at].Members {
				if h := j.head[m]; h > j.class0 && h != j.next0 {
					j.bridges[m/64] |= 1 << (m % 64)
				}
				j.head[m] = j.next0
			}
		}
	}
	j.next0++
}
