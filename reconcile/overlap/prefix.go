package overlap

import (
	"cmp"
	"math/bits"
	"slices"
)

// heavy is the number of members, those with most groups, that are counted by bitmaps instead of lists:
// leaders who sit in every group would lengthen every list.
const heavy = 512

const heavyWords = heavy / 64

// compacted are rosters with their members numbered by rarity: member 0 has the fewest groups. They are
// ordered by size.
type compacted struct {
	at      []int32 // places of the rosters
	size    []int32 // number of members, those left out included
	start   []int32 // set i has members[start[i]:start[i+1]], ascending
	members []int32 // numbers by rarity
	sets    []int32 // member m sits in sets[lists[m]:lists[m+1]], ascending
	lists   []int32
	light   int32    // members from this number on are heavy
	bitmaps []uint64 // heavyWords a set
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
	// The marked members alone have places: a list of all people outgrows the processor's caches.
	before, places := ranks(only)
	place := func(m int32) int32 {
		if only == nil {
			return m
		}
		return before[m/64] + int32(bits.OnesCount64(only[m/64]&(1<<(m%64)-1))) //nolint:gosec // at most 64
	}
	if only == nil {
		places = j.highest + 1
	}
	groups := make([]int32, places)
	total := int32(0)
	c.start, c.size = make([]int32, len(c.at)+1), make([]int32, len(c.at))
	for i, at := range c.at {
		r := &j.rosters[at]
		c.size[i] = int32(r.size()) //nolint:gosec // a roster's members fit
		for _, m := range r.Members {
			if kept(m) {
				groups[place(m)]++
				total++
			}
		}
		c.start[i+1] = total
	}
	next := c.number(groups, j.heavy)
	// Sets by member, rare members first, then members by set: both come out in order without sorting.
	c.sets = make([]int32, total)
	for i, at := range c.at {
		for _, m := range j.rosters[at].Members {
			if kept(m) {
				n := groups[place(m)]
				c.sets[next[n]] = int32(i)
				next[n]++
			}
		}
	}
	c.members = make([]int32, total)
	next = slices.Clone(c.start[:len(c.at)])
	for m := range len(c.lists) - 1 {
		for _, i := range c.sets[c.lists[m]:c.lists[m+1]] {
			c.members[next[i]] = int32(m)
			next[i]++
		}
	}
	c.mark()
	return c
}

// ranks counts the marked bits before each word, and all of them.
func ranks(marked []uint64) (before []int32, all int32) {
	before = make([]int32, len(marked))
	for i, word := range marked {
		before[i] = all
		all += int32(bits.OnesCount64(word)) //nolint:gosec // people fit
	}
	return before, all
}

// number replaces each member's number of groups by its number by rarity, and returns the place where
// each number's list of sets begins.
func (c *compacted) number(groups []int32, heavy int) (begins []int32) {
	most, used := int32(0), 0
	for _, n := range groups {
		most = max(most, n)
		if n > 0 {
			used++
		}
	}
	first := make([]int32, most+2) // number of groups → first number of such members
	for _, n := range groups {
		if n > 0 {
			first[n+1]++
		}
	}
	for n := 1; n < len(first); n++ {
		first[n] += first[n-1]
	}
	c.lists = make([]int32, used+1)
	for m, n := range groups {
		if n > 0 {
			c.lists[first[n]+1] = n
			groups[m] = first[n]
			first[n]++
		}
	}
	for m := range used {
		c.lists[m+1] += c.lists[m]
	}
	c.light = int32(max(0, used-heavy)) //nolint:gosec // people fit
	return slices.Clone(c.lists[:used])
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

// prefixJoin finds pairs by a prefix filter: two sets with enough members in common have one among the
// rarest of each, so only sets that share a rare member are candidates. Where there are many
// candidates, more members are read: each further one raises the number that must be common. Within a
// unit contained groups are found too; across units only pairs of different units are reported, because
// those within a unit are known already.
func (j *joiner) prefixJoin(c *compacted, within bool) {
	counts := make([]int32, len(c.at))
	var candidates []int32
	for a := range c.at {
		set, size := c.set(a), int(c.size[a])
		need := j.limits.Jaccard.leastOfUnion(2 * size)
		last := int32(j.limits.Jaccard.most(size)) //nolint:gosec // a roster's members fit
		if within {
			need = min(need, j.limits.Containment.least(size))
			last = int32(j.largest) //nolint:gosec // as above
		}
		prefix := max(0, len(set)-need+1)
		candidates = candidates[:0]
		for _, m := range set[:prefix] {
			for _, b := range c.after(m, int32(a)) {
				if c.size[b] > last {
					break
				}
				if counts[b] == 0 {
					candidates = append(candidates, b)
				}
				counts[b]++
			}
		}
		common := c.narrow(a, set[prefix:], counts, last, len(candidates))
		for _, b := range candidates {
			if counts[b] >= common {
				j.compare(c, a, int(b), within)
			}
			counts[b] = 0
		}
	}
}

// narrowing is the number of list entries worth reading to spare one comparison.
const narrowing = 24

// narrow continues the count over the next rarest members of a set, among its candidates alone, and
// returns how many of the members read must be common.
func (c *compacted) narrow(a int, rest, counts []int32, last int32, candidates int) (common int32) {
	common = 1
	budget := narrowing * candidates
	for _, m := range rest {
		list := c.after(m, int32(a)) //nolint:gosec // a registry has fewer than two billion groups
		if budget -= len(list) + 4; budget < 0 {
			break
		}
		for _, b := range list {
			if c.size[b] > last {
				break
			}
			if counts[b] > 0 {
				counts[b]++
			}
		}
		common++
	}
	return common
}

// after are the member's sets that follow the given one: as large or larger.
func (c *compacted) after(m, a int32) []int32 {
	list := c.sets[c.lists[m]:c.lists[m+1]]
	at, _ := slices.BinarySearch(list, a+1)
	return list[at:]
}

// compare counts the members that two sets have in common, and stops as soon as they cannot be enough.
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
