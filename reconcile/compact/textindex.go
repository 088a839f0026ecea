package compact

import (
	"hash/maphash"
	"iter"
	"math/bits"
)

// TextIndex finds numbered things by a text of theirs, such as the people of a county by code or by
// account. The things keep their texts; the index keeps five bytes for each and no pointer, so that a
// million of them cost the garbage collector nothing. It may be read by many goroutines once nothing is
// added any more. A nil index is empty.
type TextIndex struct {
	seed   maphash.Seed
	textOf func(number int32) string
	// slots have the number and one in the lower bits, some of the text's hash in the rest; 0 is free.
	slots      []uint32
	numberBits int // of a slot
	used       int
}

// NewTextIndex is an empty index with room for n texts of the numbers below n. It takes more, and asks
// for the texts of those that it has when it has to make room.
func NewTextIndex(n int, textOf func(number int32) string) *TextIndex {
	return &TextIndex{seed: maphash.MakeSeed(), textOf: textOf, slots: make([]uint32, n+n/4+4), numberBits: bits.Len(uint(n))}
}

// Add puts a number under its text. It does not look whether the text has one.
func (x *TextIndex) Add(text string, number int32) {
	if x.used+1 >= len(x.slots)-len(x.slots)/5 { // one at least stays free, where a search ends
		x.move(len(x.slots)+len(x.slots)/2, x.numberBits)
	}
	if need := bits.Len32(uint32(number) + 1); need > x.numberBits { //nolint:gosec // numbers are not negative
		x.move(len(x.slots), need)
	}
	x.used++
	x.put(x.hash(text), number)
}

// Find is the number under the text of which is reports that it has this text: texts may share a hash.
func (x *TextIndex) Find(text string, is func(number int32) bool) (number int32, ok bool) {
	if x == nil || x.used == 0 {
		return 0, false
	}
	hash := x.hash(text)
	like := x.slot(hash, 0)
	for at := x.home(hash); x.slots[at] != 0; at = x.next(at) {
		if number := x.slots[at] ^ like; number>>x.numberBits == 0 && is(int32(number)-1) { //nolint:gosec // it was an int32
			return int32(number) - 1, true //nolint:gosec // it was an int32
		}
	}
	return 0, false
}

// Len is how many there are.
func (x *TextIndex) Len() int { return x.used }

// Numbers gives all numbers, in no order.
func (x *TextIndex) Numbers() iter.Seq[int32] {
	return func(yield func(number int32) bool) {
		for _, slot := range x.slots {
			if slot != 0 && !yield(x.in(slot)) {
				return
			}
		}
	}
}

func (x *TextIndex) hash(text string) uint64 { return maphash.String(x.seed, text) }

// slot is what stands under a hash for a number and one.
func (x *TextIndex) slot(hash uint64, plusOne uint32) uint32 {
	return uint32(hash)<<x.numberBits | plusOne //nolint:gosec // as many bits as there is room for
}

// in is the number in a slot that is taken.
func (x *TextIndex) in(slot uint32) int32 {
	return int32(slot&(1<<x.numberBits-1)) - 1 //nolint:gosec // it was an int32
}

// home is the slot at which the search for a hash begins.
func (x *TextIndex) home(hash uint64) int {
	high, _ := bits.Mul64(hash, uint64(len(x.slots)))
	return int(high) //nolint:gosec // below len(x.slots)
}

func (x *TextIndex) next(at int) int {
	if at++; at < len(x.slots) {
		return at
	}
	return 0
}

func (x *TextIndex) put(hash uint64, number int32) {
	at := x.home(hash)
	for x.slots[at] != 0 {
		at = x.next(at)
	}
	x.slots[at] = x.slot(hash, uint32(number)+1) //nolint:gosec // numbers are not negative
}

// move puts everything into so many slots, with so many bits for a number.
func (x *TextIndex) move(slots, numberBits int) {
	from := *x
	x.slots, x.numberBits = make([]uint32, slots), numberBits
	for n := range from.Numbers() {
		x.put(x.hash(x.textOf(n)), n)
	}
}
