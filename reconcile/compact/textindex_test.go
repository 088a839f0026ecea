package compact

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Whatever the room that was asked for, every text is found and no other one; of texts under several
// numbers, that which is meant.
func TestTextsAreFound(t *testing.T) {
	const n = 5000
	for _, room := range []int{0, 1, 100, n, 2 * n} {
		text := func(i int32) string { return fmt.Sprintf("P%04d", i) }
		x := NewTextIndex(room, text)
		for i := range int32(n) {
			x.Add(text(i), i)
		}
		for i := range int32(n) {
			want := text(i)
			if got, ok := x.Find(want, func(j int32) bool { return text(j) == want }); !ok || got != i {
				t.Fatalf("room for %d: %s is %d, %v", room, want, got, ok)
			}
		}
		if got, ok := x.Find("X", func(j int32) bool { return text(j) == "X" }); ok {
			t.Errorf("room for %d: a text that is not there is %d", room, got)
		}
		numbers := slices.Sorted(x.Numbers())
		if len(numbers) != n || x.Len() != n || numbers[0] != 0 || numbers[n-1] != n-1 || len(slices.Compact(numbers)) != n {
			t.Errorf("room for %d: of %d numbers, %d are there, %d are counted", room, n, len(numbers), x.Len())
		}
	}
	x := NewTextIndex(2, func(int32) string { return "王伟" })
	x.Add("王伟", 1)
	x.Add("王伟", 2)
	if got, ok := x.Find("王伟", func(j int32) bool { return j == 2 }); !ok || got != 2 {
		t.Errorf("of two numbers %d, %v is found, not the one that is meant", got, ok)
	}
}

// The numbers of few texts may be large, as those of the few people who share nobody's name.
func TestNumbersMayBeLarge(t *testing.T) {
	text := func(i int32) string { return strconv.Itoa(int(i)) }
	x := NewTextIndex(0, text)
	numbers := []int32{0, 1, 1 << 10, 1<<20 - 1, 1 << 20, math.MaxInt32 - 1, math.MaxInt32}
	for _, i := range numbers {
		x.Add(text(i), i)
	}
	for _, i := range numbers {
		if got, ok := x.Find(text(i), func(j int32) bool { return i == j }); !ok || got != i {
			t.Errorf("%d is %d, %v", i, got, ok)
		}
	}
}

// A county's million people are in several indexes.
func TestATextIsFiveBytesInAnIndex(t *testing.T) {
	const n = 100_000
	x := NewTextIndex(n, nil) // it never makes room
	for i := range int32(n) {
		x.Add(strconv.Itoa(int(i)), i)
	}
	if size := 4 * len(x.slots); size > 5*n+100 {
		t.Errorf("%d bytes for %d texts", size, n)
	}
}

func TestTextsAreNumberedAsTheyCome(t *testing.T) {
	var texts NumberedTexts
	text := func(i int) string { return strings.Repeat("账", i%400) + strconv.Itoa(i) }
	const n = 3000
	for range 2 {
		for i := range n {
			if got := texts.NumberOf(text(i)); int(got) != i {
				t.Fatalf("%s has the number %d, not %d", text(i), got, i)
			}
		}
	}
	if texts.Len() != n || len(texts.chunks) < 3 {
		t.Fatalf("%d texts in %d chunks", texts.Len(), len(texts.chunks))
	}
	for i := range n {
		if got := texts.At(int32(i)); got != text(i) {
			t.Fatalf("%d is %q", i, got)
		}
		if j := (i * 7) % n; texts.Compare(int32(i), int32(j)) != strings.Compare(text(i), text(j)) {
			t.Fatalf("%d and %d are in no order", i, j)
		}
	}
}

func TestAnEmptyIndexFindsNothing(t *testing.T) {
	var none *TextIndex
	for _, x := range []*TextIndex{none, NewTextIndex(0, nil)} {
		if _, ok := x.Find("", func(int32) bool { return true }); ok {
			t.Error("an empty index finds something")
		}
	}
}

// A search ends at a free slot, so that there must always be one.
func TestASmallIndexIsNeverFull(t *testing.T) {
	x := NewTextIndex(0, func(n int32) string { return strconv.Itoa(int(n)) })
	for n := range int32(100) {
		x.Add(strconv.Itoa(int(n)), n)
		if _, found := x.Find("none of them", func(int32) bool { return false }); found {
			t.Fatal("found what is not there")
		}
	}
}
