package overlap

// Hit is a roster that reaches a limit together with a proposed one.
type Hit struct {
	At        int32 // its place in the list
	Common    int32
	Contained bool // only the limit of containment is reached
}

// AnyClass is the class of a proposed roster that is compared with rosters of every class.
const AnyClass int32 = -1

// Query finds the rosters of the proposed one's class that reach a limit together with it, in order:
// one pass over all rosters, without an index.
func Query(proposed Roster, rosters []Roster, l Limits) []Hit {
	if proposed.size() < l.MinMembers {
		return nil
	}
	var hits []Hit
	members := setOf(proposed.Members)
	for b := range rosters {
		r := &rosters[b]
		if proposed.Class != r.Class && proposed.Class != AnyClass || r.size() < l.MinMembers {
			continue
		}
		n := members.common(r.Members)
		if n == 0 {
			continue
		}
		x, y := proposed.size(), r.size()
		same := l.Jaccard.Reached(n, x+y-n)
		if same || proposed.Unit == r.Unit && l.Containment.Reached(n, min(x, y)) {
			hits = append(hits, Hit{int32(b), int32(n), !same}) //nolint:gosec // a registry has fewer than two billion groups and members
		}
	}
	return hits
}

// memberSet is a set of members, a bit for each.
type memberSet []uint64

func setOf(members []int32) memberSet {
	var s memberSet
	for _, m := range members {
		if grow := int(m/64) + 1 - len(s); grow > 0 {
			s = append(s, make(memberSet, grow)...)
		}
		s[m/64] |= 1 << (m % 64)
	}
	return s
}

// common counts the members that are in the set.
func (s memberSet) common(members []int32) int {
	n := 0
	for _, m := range members {
		if int(m/64) < len(s) && s[m/64]>>(m%64)&1 == 1 {
			n++
		}
	}
	return n
}
