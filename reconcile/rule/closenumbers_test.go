package rule

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Lists of any distances come out as they went in, one behind the other.
func TestCloseNumbersComeOutAsTheyWentIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var code []byte
		var want [][]int32
		var lists []closeNumbers
		var at []int
		for range rapid.IntRange(1, 4).Draw(t, "lists") {
			farthest := rapid.SampledFrom([]int32{1, 3, 20, 500, math.MaxInt32}).Draw(t, "farthest")
			numbers := rapid.SliceOfN(rapid.Int32Range(0, farthest), 0, 40).Draw(t, "numbers")
			if rapid.Bool().Draw(t, "one far away") {
				numbers = append(numbers, math.MaxInt32)
			}
			slices.Sort(numbers)
			numbers = slices.Compact(numbers)
			var list closeNumbers
			at = append(at, len(code))
			code, list = appendCloseNumbers(code, numbers)
			want, lists = append(want, numbers), append(lists, list)
		}
		for i, list := range lists {
			if got := slices.Collect(list.all(code[at[i]:])); !slices.Equal(got, want[i]) {
				t.Fatalf("in  %v\nout %v", want[i], got)
			}
		}
	})
}

// Two hundred people of a unit of five hundred take three bits each, and a stranger among them does not
// matter.
func TestNearNumbersTakeFewBits(t *testing.T) {
	var numbers []int32
	for i := range int32(500) {
		if i*i%5 < 2 {
			numbers = append(numbers, 700_000+i)
		}
	}
	numbers = append(numbers, 1_000_000)
	if code, _ := appendCloseNumbers(nil, numbers); len(code)*8 > 3*len(numbers)+64 {
		t.Errorf("%d bytes for %d numbers", len(code), len(numbers))
	}
}

func BenchmarkCloseNumbers(b *testing.B) {
	var numbers []int32
	for i := range int32(500) {
		if i*i%5 < 2 {
			numbers = append(numbers, i)
		}
	}
	code, list := appendCloseNumbers(nil, numbers)
	sum := int32(0)
	for b.Loop() {
		for n := range list.all(code) {
			sum += n
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(numbers)), "ns/number")
}
