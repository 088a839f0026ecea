package overlap

import (
	"cmp"
	"slices"
)

// heavy is how many members, those with most groups, are kept apart and
// counted by bitmaps: leaders who sit everywhere would be in every list.
const heavy = 512

const heavyWords = heavy / 64

// compacted are rosters with their members numbered by rarity: member 0 has
// fewest groups. They are ordered by size.
type compacted struct {
	at      []int32  // places of the rosters
	size    []int32  // members, those that are left out included
	start   []int32  // set i has members[start[i]:start[i+1]], ascending
	members []int32  // numbers by rarity
	light   int32    // members from this number on are heavy
	bitmaps []uint64 // heavyWords a set
	groups  []int32  // member → number of sets that have it
}

func (c *compacted) set(i int) []int32 { return c.members[c.start[i]:c.start[i+1]] }

// compact numbers the members of the rosters by rarity; with a bitmap only
// those marked in it are kept.
func (j *joiner) compact(list []int32, only []uint64) *compacted {
	c := &compacted{at: slices.Clone(list)}
	slices.SortFunc(c.at, func(a, b int32) int {
		return cmp.Or(cmp.Compare(j.rosters[a].size(), j.rosters[b].size()), cmp.Compare(a, b))
	})
	kept := func(m int32) bool { return only == nil || only[m/64]>>(m%64)&1 == 1 }
	groups := make([]int32, j.highest+1)
	total := int32(0)
	c.start, c.size = make([]int32, len(c.at)+1), make([]int32, len(c.at))
	for i, at := range c.at {
		r := &j.rosters[at]
		c.size[i] = int32(r.size()) //nolint:gosec // a roster's members fit
		for _, m := range r.Members {
			if kept(m) {
				groups[m]++
				total++
			}
		}
		c.start[i+1] = total
	}
	lists := c.number(groups, j.heavy)
	// Lists of sets by member, rare ones first, then members by set: both ways
	// are in order without sorting anything.
	sets := make([]int32, total)
	for i, at := range c.at {
		for _, m := range j.rosters[at].Members {
			if kept(m) {
				n := groups[m]
				sets[lists[n]] = int32(i)
				lists[n]++
			}
		}
	}
	c.members = make([]int32, total)
	next := slices.Clone(c.start[:len(c.at)])
	from := int32(0)
	for n, to := range lists {
		for _, i := range sets[from:to] {
			c.members[next[i]] = int32(n)
			next[i]++
		}
		from = to
	}
	c.mark()
	return c
}

// number writes each member's number by rarity in place of its number of
// groups, and gives the place where each number's list of sets begins.
func (c *compacted) number(groups []int32, heavy int) (lists []int32) {
	most, used := int32(0), 0
	for _, n := range groups {
		most = max(most, n)
		if n > 0 {
			used++
		}
	}
	begin := make([]int32, most+2) // number of groups → first number of such members
	for _, n := range groups {
		if n > 0 {
			begin[n+1]++
		}
	}
	for n := 1; n < len(begin); n++ {
		begin[n] += begin[n-1]
	}
	c.groups = make([]int32, used)
	for m, n := range groups {
		if n > 0 {
			c.groups[begin[n]] = n
			groups[m] = begin[n]
			begin[n]++
		}
	}
	c.light = int32(max(0, used-heavy)) //nolint:gosec // as above
	lists, from := make([]int32, used), int32(0)
	for n, k := range c.groups {
		lists[n] = from
		from += k
	}
	return lists
}

// mark fills the bitmaps of heavy members.
func (c *compacted) mark() {
	c.bitmaps = make([]uint64, heavyWords*len(c.at))
	for i := range c.at {
		set, words := c.set(i), c.bitmaps[heavyWords*i:heavyWords*(i+1)]
		for k := len(set) - 1; k >= 0 && set[k] >= c.light; k-- {
			n := set[k] - c.light
			words[n/64] |= 1 << (n % 64)
		}
	}
}

// prefixJoin finds pairs by a prefix filter: two sets with enough members in
// common have one among the rarest of each, so only sets that share a rare
// member are compared. Within a unit contained groups are found too; across
// units only pairs of different units are, for the others are known.
func (j *joiner) prefixJoin(c *compacted, within bool) {
	index := c.index(j.limits, within)
	counts := make([]int32, len(c.at))
	var touched []int32
	for a := range c.at {
		set, size := c.set(a), int(c.size[a])
		need := j.limits.Jaccard.leastOfUnion(2 * size)
		last := int32(j.limits.Jaccard.most(size)) //nolint:gosec // a roster's members fit
		if within {
			need = min(need, j.limits.Containment.least(size))
			last = int32(j.largest) //nolint:gosec // as above
		}
		touched = touched[:0]
		for _, m := range set[:max(0, len(set)-need+1)] {
			for _, b := range index.after(m, int32(a)) {
				if c.size[b] > last {
					break
				}
				if counts[b] == 0 {
					touched = append(touched, b)
				}
				counts[b]++
			}
		}
		for _, b := range touched {
			counts[b] = 0
			j.compare(c, a, int(b), within)
		}
	}
}

// compare counts what two sets have in common, and stops as soon as it cannot
// be enough.
func (j *joiner) compare(c *compacted, a, b int, within bool) {
	x, y := c.at[a], c.at[b]
	if !within && j.rosters[x].Unit == j.rosters[y].Unit {
		return
	}
	need := j.limits.Jaccard.leastOfUnion(int(c.size[a]) + int(c.size[b]))
	if within {
		need = min(need, j.limits.Containment.least(int(min(c.size[a], c.size[b]))))
	}
	n := common(c.bitmaps[heavyWords*a:heavyWords*(a+1)], c.bitmaps[heavyWords*b:heavyWords*(b+1)])
	s, t := c.lightOf(a), c.lightOf(b)
	for len(s) > 0 && len(t) > 0 {
		if n+min(len(s), len(t)) < need {
			return
		}
		switch {
		case s[0] < t[0]:
			s = s[1:]
		case s[0] > t[0]:
			t = t[1:]
		default:
			n++
			s, t = s[1:], t[1:]
		}
	}
	if n >= need {
		j.found(x, y, n, within)
	}
}

// lightOf are the members of a set that are not heavy.
func (c *compacted) lightOf(i int) []int32 {
	set := c.set(i)
	end, _ := slices.BinarySearch(set, c.light)
	return set[:end]
}

// postings are the sets by member, ascending.
type postings struct {
	start []int32
	sets  []int32
}

// index lists the sets by those of their members by which a smaller set may
// find them: all, where one may be contained in them, else their rarest.
func (c *compacted) index(l Limits, within bool) *postings {
	indexed := func(i int) []int32 {
		set := c.set(i)
		if within {
			return set
		}
		return set[:max(0, len(set)-l.Jaccard.least(int(c.size[i]))+1)]
	}
	p := &postings{start: make([]int32, len(c.groups)+1)}
	total := 0
	for i := range c.at {
		for _, m := range indexed(i) {
			p.start[m+1]++
			total++
		}
	}
	for m := 1; m < len(p.start); m++ {
		p.start[m] += p.start[m-1]
	}
	p.sets = make([]int32, total)
	next := slices.Clone(p.start[:len(c.groups)])
	for i := range c.at {
		for _, m := range indexed(i) {
			p.sets[next[m]] = int32(i)
			next[m]++
		}
	}
	return p
}

// after are the member's sets that come after the one of this number: as
// large or larger. Sets are asked for in order, so what came before is
// forgotten.
func (p *postings) after(m, a int32) []int32 {
	list := p.sets[p.start[m]:p.start[m+1]]
	at, _ := slices.BinarySearch(list, a+1)
	return list[at:]
}
