package overlap

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func limits(t testing.TB, jaccard, containment float64, least int) Limits {
	t.Helper()
	j, err := ShareOf(jaccard)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ShareOf(containment)
	if err != nil {
		t.Fatal(err)
	}
	return Limits{j, c, least}
}

// bruteForce compares everything with everything, by sets and by the words of
// the contract.
func bruteForce(rosters []Roster, l Limits, judged Judged) []Pair {
	var pairs []Pair
	for a := range rosters {
		members := map[int32]bool{}
		for _, m := range rosters[a].Members {
			members[m] = true
		}
		for b := a + 1; b < len(rosters); b++ {
			x, y := &rosters[a], &rosters[b]
			if x.Class != y.Class || x.size() < l.MinMembers || y.size() < l.MinMembers {
				continue
			}
			n := 0
			for _, m := range y.Members {
				if members[m] {
					n++
				}
			}
			same := n > 0 && uint64(n)*l.Jaccard.den >= l.Jaccard.num*uint64(x.size()+y.size()-n)
			contained := n > 0 && x.Unit == y.Unit && uint64(n)*l.Containment.den >= l.Containment.num*uint64(min(x.size(), y.size()))
			if (same || contained) && (judged == nil || judged(int32(a), int32(b))) {
				pairs = append(pairs, Pair{int32(a), int32(b), int32(n), !same})
			}
		}
	}
	return pairs
}

// drawRosters draws rosters that are alike often: copies with a few members
// exchanged, of few people, in few units and classes.
func drawRosters(t *rapid.T) []Roster {
	people := rapid.Int32Range(5, 60).Draw(t, "people")
	rosters := make([]Roster, rapid.IntRange(0, 24).Draw(t, "groups"))
	for i := range rosters {
		r := &rosters[i]
		r.Class, r.Unit = rapid.Int32Range(0, 1).Draw(t, "class"), rapid.Int32Range(0, 2).Draw(t, "unit")
		if rapid.IntRange(0, 3).Draw(t, "alone?") == 0 {
			r.Alone = rapid.IntRange(0, 4).Draw(t, "alone")
		}
		if i > 0 && rapid.Bool().Draw(t, "copy") {
			r.Members = slices.Clone(rosters[rapid.IntRange(0, i-1).Draw(t, "of")].Members)
			for range rapid.IntRange(0, 4).Draw(t, "changes") {
				if len(r.Members) > 1 {
					r.Members = slices.Delete(r.Members, 0, 1)
				}
			}
		}
		for range rapid.IntRange(0, 12).Draw(t, "more") {
			if m := rapid.Int32Range(0, people).Draw(t, "member"); !slices.Contains(r.Members, m) {
				r.Members = append(r.Members, m)
			}
		}
	}
	return rosters
}

// amongMany are the same rosters in a county of so many people that each unit's are few among them.
func amongMany(rosters []Roster) []Roster {
	wide := slices.Clone(rosters)
	for i := range wide {
		wide[i].Members = slices.Clone(wide[i].Members)
		for k := range wide[i].Members {
			wide[i].Members[k] *= 4999
		}
	}
	return wide
}

// covers S1.4
func TestTheJoinFindsWhatBruteForceFinds(t *testing.T) {
	shares := []float64{0.3, 0.5, 0.6, 2.0 / 3, 0.7, 0.75, 0.8, 0.9, 1}
	for i := range shares {
		shares[i] = math.Round(shares[i]*1000) / 1000
	}
	rapid.Check(t, func(t *rapid.T) {
		rosters := drawRosters(t)
		j, err1 := ShareOf(rapid.SampledFrom(shares).Draw(t, "jaccard"))
		c, err2 := ShareOf(rapid.SampledFrom(shares).Draw(t, "containment"))
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		l := Limits{j, c, rapid.IntRange(0, 6).Draw(t, "least")}
		judged := func(a, b int32) bool { return (a+b)%5 != 0 }
		want := bruteForce(rosters, l, judged)
		for _, way := range []joiner{
			{patience: patience, heavy: heavy},
			{patience: patience, heavy: 3},
			{patience: -1, heavy: heavy}, // units too by the prefix filter
			{patience: -1, heavy: 3},
		} {
			way.rosters, way.limits, way.judged = rosters, l, judged
			wide := way
			if diff := cmp.Diff(want, way.run()); diff != "" {
				t.Fatalf("patience %d, heavy %d (-want +got)\n%s", way.patience, way.heavy, diff)
			}
			wide.rosters = amongMany(rosters)
			if diff := cmp.Diff(want, wide.run()); diff != "" {
				t.Fatalf("patience %d, heavy %d, numbers far apart (-want +got)\n%s", way.patience, way.heavy, diff)
			}
		}
		if len(rosters) > 0 {
			if diff := cmp.Diff(hitsOf(rosters[0], rosters, l), Query(rosters[0], rosters, l)); diff != "" {
				t.Fatalf("query (-want +got)\n%s", diff)
			}
			proposed, one := rosters[0], slices.Clone(rosters)
			for i := range one {
				one[i].Class = 0
			}
			proposed.Class = AnyClass
			if diff := cmp.Diff(hitsOf(one[0], one, l), Query(proposed, rosters, l)); diff != "" {
				t.Fatalf("query of every class (-want +got)\n%s", diff)
			}
		}
	})
}

func hitsOf(proposed Roster, rosters []Roster, l Limits) (hits []Hit) {
	for _, p := range bruteForce(append([]Roster{proposed}, rosters...), l, nil) {
		if p.A == 0 {
			hits = append(hits, Hit{p.B - 1, p.Common, p.Contained})
		}
	}
	return hits
}

// covers S1.4
func TestALimitHoldsWhenItIsExactlyMet(t *testing.T) {
	roster := func(unit int32, from, to int32, alone int) Roster {
		r := Roster{Unit: unit, Alone: alone}
		for m := from; m < to; m++ {
			r.Members = append(r.Members, m)
		}
		return r
	}
	l := limits(t, 0.6, 0.8, 5)
	for _, c := range []struct {
		why  string
		a, b Roster
		want []Pair
	}{
		{"9 of 15", roster(1, 0, 12, 0), roster(2, 3, 15, 0), []Pair{{0, 1, 9, false}}},
		{"8 of 15 is one too few", roster(1, 0, 12, 0), roster(2, 4, 15, 0), nil},
		{"one alone more is one too many", roster(1, 0, 12, 1), roster(2, 3, 15, 0), nil},
		{"8 of 10 in 38", roster(1, 0, 10, 0), roster(1, 2, 40, 0), []Pair{{0, 1, 8, true}}},
		{"7 of 10 in 38", roster(1, 0, 10, 0), roster(1, 3, 41, 0), nil},
		{"contained in another unit's", roster(1, 0, 10, 0), roster(2, 0, 40, 0), nil},
		{"five members are enough", roster(1, 0, 5, 0), roster(2, 0, 5, 0), []Pair{{0, 1, 5, false}}},
		{"four are not", roster(1, 0, 4, 0), roster(2, 0, 4, 0), nil},
		{"those alone count as members", roster(1, 0, 4, 1), roster(2, 0, 5, 0), []Pair{{0, 1, 4, false}}},
		{"nobody but those alone", roster(1, 0, 0, 5), roster(1, 0, 0, 5), nil},
	} {
		if diff := cmp.Diff(c.want, Join([]Roster{c.a, c.b}, l, nil)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.why, diff)
		}
	}
}

func TestAShareIsWhatItsDigitsSay(t *testing.T) {
	for value, counts := range map[float64][3]int{0.6: {3, 5, 3}, 0.7: {7, 10, 7}, 0.29: {29, 100, 29}, 1: {4, 4, 4}, 0.333: {333, 1000, 333}, 0.1: {1, 10, 1}} {
		s, err := ShareOf(value)
		if err != nil {
			t.Fatal(err)
		}
		if !s.Reached(counts[0], counts[1]) || s.Reached(counts[0]-1, counts[1]) || s.least(counts[1]) != counts[2] {
			t.Errorf("%v: %d of %d", value, counts[0], counts[1])
		}
	}
	for _, value := range []float64{0, -0.1, 1.1, math.NaN(), math.Inf(1), 0.12345678901234} {
		if _, err := ShareOf(value); err == nil {
			t.Errorf("%v passed for a share", value)
		}
	}
}

// covers S1.4
func TestAUnitOfVeryManyGroupsIsComparedExactly(t *testing.T) {
	draw := rand.New(rand.NewPCG(1, 4))
	var rosters []Roster
	for i := range 900 {
		r := Roster{Unit: int32(i / 600)}
		for m := range int32(40) { // the same leaders in all of them
			r.Members = append(r.Members, m)
		}
		for len(r.Members) < 60+i%50 {
			if m := 40 + draw.Int32N(700); !slices.Contains(r.Members, m) {
				r.Members = append(r.Members, m)
			}
		}
		if i%9 == 0 && i > 0 {
			r.Members = append(slices.Clone(rosters[i-1].Members), 5000+int32(i))
		}
		rosters = append(rosters, r)
	}
	l := limits(t, 0.6, 0.8, 5)
	want := bruteForce(rosters, l, nil)
	if len(want) < 90 {
		t.Fatalf("only %d pairs to find", len(want))
	}
	if diff := cmp.Diff(want, Join(rosters, l, nil)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
