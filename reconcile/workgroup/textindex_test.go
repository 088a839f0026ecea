package workgroup

import (
	"fmt"
	"testing"
)

// Whatever the room that was asked for, every text is found and no other one; of texts under several
// numbers, that which is meant.
func TestTextsAreFound(t *testing.T) {
	const n = 5000
	for _, room := range []int{0, 1, 100, n, 2 * n} {
		x := NewTextIndex(room)
		text := func(i int32) string { return fmt.Sprintf("P%04d", i) }
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
	}
	x := NewTextIndex(2)
	x.Add("王伟", 1)
	x.Add("王伟", 2)
	if got, ok := x.Find("王伟", func(j int32) bool { return j == 2 }); !ok || got != 2 {
		t.Errorf("of two numbers %d, %v is found, not the one that is meant", got, ok)
	}
}

func TestAnEmptyIndexFindsNothing(t *testing.T) {
	var none *TextIndex
	for _, x := range []*TextIndex{none, NewTextIndex(0)} {
		if _, ok := x.Find("", func(int32) bool { return true }); ok {
			t.Error("an empty index finds something")
		}
	}
}
