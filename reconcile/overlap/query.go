package overlap

// Touching finds the pairs of Join in which at least one roster is among the changed ones, sorted.
// Pairs of unchanged rosters are as before, so these are all that can be new. It reads every roster
// once.
func Touching(rosters []Roster, changed []int32, l Limits, judged Judged) []Pair {
	j := &joiner{rosters: rosters, limits: l, judged: judged}
	p := newProbes(rosters, changed, l)
	for b := range rosters {
		p.meet(&rosters[b], func(probe int, common int32) {
			a := p.at[probe]
			// A pair of two changed rosters is met twice.
			if a == int32(b) || p.isProbe[int32(b)] && a > int32(b) { //nolint:gosec // a registry has fewer than two billion groups
				return
			}
			j.found(a, int32(b), int(common), rosters[a].Unit == rosters[b].Unit) //nolint:gosec // as above
		})
	}
	sortPairs(j.pairs)
	return j.pairs
}

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
	var hits []Hit
	p := newProbes([]Roster{proposed}, []int32{0}, l)
	for b := range rosters {
		r := &rosters[b]
		p.meet(r, func(_ int, common int32) {
			x, y, n := proposed.size(), r.size(), int(common)
			same := l.Jaccard.Reached(n, x+y-n)
			if same || proposed.Unit == r.Unit && l.Containment.Reached(n, min(x, y)) {
				hits = append(hits, Hit{int32(b), common, !same}) //nolint:gosec // as above
			}
		})
	}
	return hits
}

// probes are a few rosters that all others are compared with.
type probes struct {
	limits  Limits
	at      []int32
	isProbe map[int32]bool
	classes map[int32]bool
	class   []int32
	bits    []uint64 // members of any of them
	head    []int32  // member → newest node + 1
	nodes   []node
	counts  []int32
	met     []int32
}

func newProbes(rosters []Roster, at []int32, l Limits) *probes {
	p := &probes{limits: l, isProbe: map[int32]bool{}, classes: map[int32]bool{}}
	for _, i := range at {
		r := &rosters[i]
		if r.size() < l.MinMembers || p.isProbe[i] {
			continue
		}
		k := int32(len(p.at)) //nolint:gosec // as many as there are groups at most
		p.at, p.class, p.isProbe[i], p.classes[r.Class] = append(p.at, i), append(p.class, r.Class), true, true
		for _, m := range r.Members {
			if grow := int(m) + 1 - len(p.head); grow > 0 {
				p.head = append(p.head, make([]int32, grow)...)
				p.bits = append(p.bits, make([]uint64, len(p.head)/64+1-len(p.bits))...)
			}
			p.bits[m/64] |= 1 << (m % 64)
			p.nodes = append(p.nodes, node{k, p.head[m]})
			p.head[m] = int32(len(p.nodes)) //nolint:gosec // memberships fit
		}
	}
	p.counts = make([]int32, len(p.at))
	return p
}

// meet calls tell for every probe that has members in common with the roster.
func (p *probes) meet(r *Roster, tell func(probe int, common int32)) {
	if !p.classes[r.Class] && !p.classes[AnyClass] || r.size() < p.limits.MinMembers {
		return
	}
	p.met = p.met[:0]
	for _, m := range r.Members {
		// Nearly all members are in no probe, and the bits fit into a cache.
		if int(m/64) >= len(p.bits) || p.bits[m/64]>>(m%64)&1 == 0 {
			continue
		}
		for n := p.head[m]; n > 0; n = p.nodes[n-1].next {
			k := p.nodes[n-1].group
			if p.counts[k] == 0 {
				p.met = append(p.met, k)
			}
			p.counts[k]++
		}
	}
	for _, k := range p.met {
		n := p.counts[k]
		p.counts[k] = 0
		if p.class[k] == r.Class || p.class[k] == AnyClass {
			tell(int(k), n)
		}
	}
}

// node records that a member sits in a group; next is the node for the member's next group, 0 for none.
type node struct{ group, next int32 }
