package overlap

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"sort"
	"strconv"

	minhashlsh "github.com/ekzhu/minhash-lsh"
)

// The peers that the benchmark measures beside the join.

// allPairs is the plain all-pairs join with a prefix filter, after Bayardo, Ma
// and Srikant, "Scaling up all pairs similarity search" (2007), for the Jaccard
// similarity: sets are met by growing size; each meets those before it that
// share one of its first, rarest tokens and are large enough, and each such
// pair is counted whole. Sets come ordered by rarity.
func allPairs(sets [][]int, limit Share) [][2]int {
	bySize := make([]int, len(sets))
	for i := range sets {
		bySize[i] = i
	}
	slices.SortStableFunc(bySize, func(a, b int) int { return cmp.Compare(len(sets[a]), len(sets[b])) })
	holders := map[int][]int{} // token → sets with it in their prefix, by growing size
	metBy := make([]int, len(sets))
	var pairs [][2]int
	for nth, at := range bySize {
		set := sets[at]
		smallest := limit.least(len(set))
		prefix := set[:len(set)-smallest+1]
		for _, token := range prefix {
			list := holders[token]
			for len(list) > 0 && len(sets[list[0]]) < smallest {
				list = list[1:] // too small for this set, and for all after it
			}
			for _, other := range list {
				if metBy[other] == nth+1 {
					continue
				}
				metBy[other] = nth + 1
				n := intersection(set, sets[other])
				if limit.Reached(n, len(set)+len(sets[other])-n) {
					pairs = append(pairs, [2]int{min(at, other), max(at, other)})
				}
			}
			holders[token] = append(list, at)
		}
	}
	return pairs
}

// byRarity gives the members numbers by growing frequency, and sorts each set
// by them: the tokens of a prefix are the rarest.
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
