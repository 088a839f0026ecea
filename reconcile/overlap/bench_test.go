package overlap

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// benchRosters are groups as counties have them: about 200 members, clustered
// by unit, with a heavy tail; every tenth is nearly a copy of another of its
// unit, every fiftieth draws its people from several units (half of these are
// nearly copies too), and a few leaders sit in 30 to 300 groups each.
func benchRosters(groups int) []Roster {
	draw := rand.New(rand.NewPCG(uint64(groups), 18))
	var rosters []Roster
	var people, units []int32 // first number of each unit's people; each unit's number of people
	next := int32(0)
	for len(rosters) < groups {
		unit := int32(len(units))
		inUnit := int32(min(6000, 250+150/math.Pow(draw.Float64()+1e-9, 0.75)))
		people, units = append(people, next), append(units, inUnit)
		next += inUnit
		own := min(groups-len(rosters), 1+int(min(200, 5/math.Pow(draw.Float64()+1e-9, 0.6))))
		first := len(rosters)
		for range own {
			r := Roster{Unit: unit}
			size := int(min(2000, 150*math.Exp(draw.NormFloat64()*0.7)))
			size = max(5, min(size, int(inUnit)*6/10))
			switch {
			case len(rosters) > first && draw.IntN(10) == 0:
				r.Members = nearly(draw, rosters[first+draw.IntN(len(rosters)-first)].Members, people[unit], inUnit)
			case unit > 8 && draw.IntN(50) == 0:
				r.Members = fromUnits(draw, people, units, size)
			case unit > 8 && draw.IntN(100) == 0:
				other := draw.IntN(8)
				r.Members = nearly(draw, rosters[max(0, len(rosters)-1-other)].Members, people[unit], inUnit)
			default:
				r.Members = some(draw, people[unit], inUnit, size)
			}
			rosters = append(rosters, r)
		}
	}
	for range max(3, groups/500) { // leaders
		leader, at := next, draw.IntN(max(1, groups-700))
		next++
		for range 30 + draw.IntN(271) {
			r := &rosters[min(groups-1, at+draw.IntN(600))]
			if r.Members[len(r.Members)-1] != leader && !slices.Contains(r.Members, leader) {
				r.Members = append(r.Members, leader)
			}
		}
	}
	shuffleNumbers(draw, rosters, next)
	return rosters
}

// shuffleNumbers gives the people numbers by chance: numbers that follow the
// units would make every pass over the members quicker than it is.
func shuffleNumbers(draw *rand.Rand, rosters []Roster, people int32) {
	number := draw.Perm(int(people))
	for i := range rosters {
		for k, m := range rosters[i].Members {
			rosters[i].Members[k] = int32(number[m])
		}
	}
}

func some(draw *rand.Rand, from, of int32, size int) []int32 {
	list := make([]int32, 0, size+2)
	left, need := of, int32(size)
	for m := range of { // each with the chance that is left: sorted, none twice
		if draw.Int32N(left) < need {
			list = append(list, from+m)
			need--
		}
		left--
	}
	return list
}

// nearly is a copy in which up to 60 % of the members are others.
func nearly(draw *rand.Rand, members []int32, from, of int32) []int32 {
	list := slices.Clone(members)
	for range draw.IntN(len(list)*6/10 + 1) {
		if m := from + draw.Int32N(of); !slices.Contains(list, m) {
			list[draw.IntN(len(list))] = m
		}
	}
	return list
}

func fromUnits(draw *rand.Rand, people, units []int32, size int) []int32 {
	var list []int32
	for range 3 + draw.IntN(5) {
		u := len(units) - 1 - draw.IntN(min(40, len(units)))
		for _, m := range some(draw, people[u], units[u], min(size/5+1, int(units[u]))) {
			if !slices.Contains(list, m) {
				list = append(list, m)
			}
		}
	}
	return list
}

// benchFloor reads every membership once and counts each member's groups: the least that any exact
// answer has to do.
func benchFloor(rosters []Roster) int32 {
	highest := int32(0)
	for i := range rosters {
		for _, m := range rosters[i].Members {
			highest = max(highest, m)
		}
	}
	groups, most := make([]int32, highest+1), int32(0)
	for i := range rosters {
		for _, m := range rosters[i].Members {
			groups[m]++
			most = max(most, groups[m])
		}
	}
	return most
}

// benchTime is the processor time of the cheapest of several runs, in seconds:
// other work of the machine makes a run longer, never shorter.
func benchTime(runs int, run func()) float64 {
	best := math.MaxFloat64
	for range runs {
		runtime.GC()
		begun := processorTime()
		run()
		best = min(best, (processorTime() - begun).Seconds())
	}
	return best
}

func processorTime() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used) // it cannot fail for oneself
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func benchPeak(b *testing.B, run func()) float64 {
	b.Helper()
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // the peak begins anew
	run()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	return kib / 1024
}

// jaccardOf are the pairs that a peer for Jaccard alone can find.
func jaccardOf(pairs []Pair) [][2]int {
	var list [][2]int
	for _, p := range pairs {
		if !p.Contained {
			list = append(list, [2]int{int(p.A), int(p.B)})
		}
	}
	return list
}

func benchSame(b *testing.B, who string, got [][2]int, want [][2]int) {
	b.Helper()
	slices.SortFunc(got, func(x, y [2]int) int { return slices.Compare(x[:], y[:]) })
	if !slices.Equal(slices.Compact(got), want) {
		b.Errorf("%s finds %d pairs, the join %d", who, len(got), len(want))
	}
}

// BenchmarkOverlap joins 1,000, 10,000 and 100,000 groups (other numbers:
// QUNGUAN_BENCH_GROUPS) with the limits of the county pack and measures, in
// the same run: the floor, brute force (1,000), a plain all-pairs join with a
// prefix filter (our own, after Bayardo and others 2007), ekzhu/minhash-lsh with
// its recall, a query and an incremental run. The process's peak holds the rosters too.
//
// Beside the join's exponent of growth stand those of the memberships, of the pairs found and of the floor.
// The first two are about 1: the county keeps its shape. The floor's is larger, because the table of the
// people outgrows the processor's caches, and how much depends on the machine and on what else runs there.
func BenchmarkOverlap(b *testing.B) {
	l := limits(b, 0.7, 0.8, 5)
	grown := map[int]benchGrowth{}
	sizes := []int{1000, 10_000, 100_000}
	if s := os.Getenv("QUNGUAN_BENCH_GROUPS"); s != "" {
		sizes = nil
		for part := range strings.SplitSeq(s, ",") {
			n, err := strconv.Atoi(part)
			if err != nil {
				b.Fatal(err)
			}
			sizes = append(sizes, n)
		}
	}
	for i, groups := range sizes {
		b.Run(fmt.Sprintf("groups=%d", groups), func(b *testing.B) {
			rosters := benchRosters(groups)
			memberships := 0
			for i := range rosters {
				memberships += len(rosters[i].Members)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(memberships), "memberships")
			var pairs []Pair
			b.ReportMetric(benchPeak(b, func() { pairs = Join(rosters, l, nil) }), "MiB_peak")
			runs := max(3, 100_000/groups) // a run of a millisecond is soon disturbed
			join := benchTime(runs, func() { pairs = Join(rosters, l, nil) })
			b.ReportMetric(float64(len(pairs)), "pairs")
			b.ReportMetric(join, "s")
			floor := benchTime(runs, func() { runtime.KeepAlive(benchFloor(rosters)) })
			b.ReportMetric(floor, "floor_s")
			b.ReportMetric(join/floor, "of_floor")
			grown[groups] = benchGrowth{float64(groups), float64(memberships), float64(len(pairs)), floor, join}
			if i > 0 {
				grown[groups].report(b, grown[sizes[i-1]])
			}
			benchQuery(b, rosters, l)
			benchPeers(b, rosters, l, pairs, join)
		})
	}
}

// benchGrowth are the figures that grow with the number of groups.
type benchGrowth struct{ groups, memberships, pairs, floor, join float64 }

// report gives exponents of growth: 1 is linear in the number of groups.
func (g benchGrowth) report(b *testing.B, before benchGrowth) {
	b.Helper()
	exponent := func(now, then float64) float64 { return math.Log(now/then) / math.Log(g.groups/before.groups) }
	b.ReportMetric(exponent(g.memberships, before.memberships), "memberships_exponent")
	b.ReportMetric(exponent(g.pairs, before.pairs), "pairs_exponent")
	b.ReportMetric(exponent(g.floor, before.floor), "floor_exponent")
	b.ReportMetric(exponent(g.join, before.join), "exponent")
}

func benchQuery(b *testing.B, rosters []Roster, l Limits) {
	b.Helper()
	proposed := rosters[len(rosters)/2]
	b.ReportMetric(benchTime(5, func() { Query(proposed, rosters, l) })*1000, "query_ms")
}

func benchPeers(b *testing.B, rosters []Roster, l Limits, pairs []Pair, join float64) {
	b.Helper()
	want := jaccardOf(pairs)
	if len(rosters) <= 1000 {
		var every []Pair
		b.ReportMetric(benchTime(1, func() { every = everyPair(rosters, l) })/join, "brute_force_of_join")
		if !slices.Equal(every, pairs) {
			b.Errorf("brute force finds %d pairs, the join %d", len(every), len(pairs))
		}
	}
	var all, some [][2]int
	var plain float64
	limit, err := ShareOf(0.7)
	if err != nil {
		b.Fatal(err)
	}
	b.Log("all_pairs: a plain all-pairs join with a prefix filter, written for this measurement after Bayardo, Ma and Srikant (2007); minhash: github.com/ekzhu/minhash-lsh")
	peak := benchPeak(b, func() { plain = benchTime(1, func() { all = allPairs(byRarity(rosters), limit) }) })
	b.ReportMetric(plain, "all_pairs_s")
	b.ReportMetric(plain/join, "all_pairs_of_join")
	b.ReportMetric(peak, "all_pairs_MiB")
	benchSame(b, "all-pairs", all, want)
	b.ReportMetric(benchTime(1, func() { some = minHash(rosters, 0.7) })/join, "minhash_of_join")
	b.ReportMetric(float64(len(some))/float64(max(1, len(want))), "minhash_recall")
}
