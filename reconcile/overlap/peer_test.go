package overlap

import (
	"encoding/binary"
	"math"
	"slices"
	"sort"
	"strconv"

	minhashlsh "github.com/ekzhu/minhash-lsh"
)

// The peers that the benchmark measures beside the join.

// allPairs is AllPairs of github.com/ekzhu/go-set-similarity-search for the
// Jaccard similarity (Apache License 2.0, text in
// reconcile/identity/opencc/LICENSE; author Eric Zhu), copied because not
// every module proxy serves that module. Changes: one similarity instead of
// three, and the pairs are collected instead of sent through a channel; filters,
// index and the order of work are the original's. Sets come ordered by rarity.
func allPairs(sets [][]int, threshold float64) [][2]int {
	type entry struct{ set, position, size int }
	overlapThreshold := func(x int) int { return max(1, int(float64(x)*threshold)) }
	positionFilter := func(s1, s2 []int, p1, p2 int) bool {
		l1, l2 := len(s1), len(s2)
		return float64(min(l1-p1, l2-p2))/float64(max(l1, l2)) >= threshold
	}
	var pairs [][2]int
	indexes := make([]int, len(sets))
	for i := range indexes {
		indexes[i] = i
	}
	sort.Slice(indexes, func(i, j int) bool { return len(sets[indexes[i]]) < len(sets[indexes[j]]) })
	postings := make(map[int][]entry)
	for _, x1 := range indexes {
		s1 := sets[x1]
		prefix := s1[:len(s1)-overlapThreshold(len(s1))+1]
		candidates := make([]int, 0)
		for p1, token := range prefix {
			for _, e := range postings[token] {
				if positionFilter(s1, sets[e.set], p1, e.position) {
					candidates = append(candidates, e.set)
				}
			}
		}
		sort.Ints(candidates)
		previous := -1
		for _, x2 := range candidates {
			if x2 == previous {
				continue
			}
			previous = x2
			n := intersection(s1, sets[x2])
			if float64(n)/float64(len(s1)+len(sets[x2])-n) >= threshold {
				pairs = append(pairs, [2]int{min(x1, x2), max(x1, x2)})
			}
		}
		for p, token := range prefix {
			postings[token] = append(postings[token], entry{x1, p, len(s1)})
		}
	}
	return pairs
}

// byRarity is FrequencyOrderTransform of the same module, with integers for
// tokens: it spares the peer the strings.
func byRarity(rosters []Roster) [][]int {
	counts := map[int32]int{}
	for i := range rosters {
		for _, m := range rosters[i].Members {
			counts[m]++
		}
	}
	tokens := make([]int32, 0, len(counts))
	for m := range counts {
		tokens = append(tokens, m)
	}
	sort.Slice(tokens, func(i, j int) bool { return counts[tokens[i]] < counts[tokens[j]] })
	rank := make(map[int32]int, len(tokens))
	for i, m := range tokens {
		rank[m] = i
	}
	sets := make([][]int, len(rosters))
	for i := range rosters {
		sets[i] = make([]int, len(rosters[i].Members))
		for k, m := range rosters[i].Members {
			sets[i][k] = rank[m]
		}
		sort.Ints(sets[i])
	}
	return sets
}

func intersection[T int | int32](a, b []T) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			n++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return n
}

// everyPair compares every two groups of a class by merging sorted members.
func everyPair(rosters []Roster, l Limits) []Pair {
	sorted := make([][]int32, len(rosters))
	for i := range rosters {
		sorted[i] = slices.Sorted(slices.Values(rosters[i].Members))
	}
	var pairs []Pair
	for a := range rosters {
		for b := a + 1; b < len(rosters); b++ {
			x, y := &rosters[a], &rosters[b]
			if x.Class != y.Class {
				continue
			}
			n := intersection(sorted[a], sorted[b])
			same := l.Jaccard.Reached(n, x.size()+y.size()-n)
			if same || x.Unit == y.Unit && l.Containment.Reached(n, min(x.size(), y.size())) {
				pairs = append(pairs, Pair{int32(a), int32(b), int32(n), !same})
			}
		}
	}
	return pairs
}

// minHash finds candidates by ekzhu/minhash-lsh with 128 hash functions and
// checks each exactly: a pair that it misses never was a candidate.
func minHash(rosters []Roster, threshold float64) [][2]int {
	index := minhashlsh.NewMinhashLSH(128, threshold)
	signatures := make([][]uint64, len(rosters))
	var word [8]byte
	for i := range rosters {
		m := minhashlsh.NewMinhash(1, 128)
		for _, member := range rosters[i].Members {
			binary.LittleEndian.PutUint64(word[:], uint64(member))
			m.Push(word[:])
		}
		signatures[i] = m.Signature()
		index.Add(strconv.Itoa(i), signatures[i])
	}
	index.Index()
	sorted := make([][]int32, len(rosters))
	for i := range rosters {
		sorted[i] = slices.Sorted(slices.Values(rosters[i].Members))
	}
	var pairs [][2]int
	for a := range rosters {
		for _, key := range index.Query(signatures[a]) {
			b, err := strconv.Atoi(key.(string))
			if err != nil || b <= a {
				continue
			}
			n := intersection(sorted[a], sorted[b])
			if float64(n) >= math.Nextafter(threshold, 0)*float64(len(sorted[a])+len(sorted[b])-n) {
				pairs = append(pairs, [2]int{a, b})
			}
		}
	}
	return pairs
}
