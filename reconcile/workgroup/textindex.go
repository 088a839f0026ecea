package workgroup

import (
	"hash/maphash"
	"math/bits"
)

// TextIndex finds numbered things by a text of theirs, such as the people of a county by code or by
// account. The things keep their texts; the index keeps eight bytes for each and no pointer, so that a
// million of them cost the garbage collector nothing. It may be read by many goroutines once nothing is
// added any more. A nil index is empty.
type TextIndex struct {
	seed  maphash.Seed
	slots []uint64 // the text's hash in the upper half, the number and one in the lower; 0 is free
	used  int
}

// NewTextIndex is an empty index with room for n texts; it grows when there are more.
func NewTextIndex(n int) *TextIndex {
	return &TextIndex{seed: maphash.MakeSeed(), slots: make([]uint64, n+n/3+8)}
}

// Add puts a number under the text. It does not look whether the text has one.
func (x *TextIndex) Add(text string, number int32) {
	if x.used >= len(x.slots)-len(x.slots)/8 {
		x.grow()
	}
	x.used++
	x.put(uint64(x.hash(text))<<32 | uint64(uint32(number)+1)) //nolint:gosec // numbers are not negative
}

// Find is the number under the text of which is reports that it has this text: texts may share a hash.
func (x *TextIndex) Find(text string, is func(number int32) bool) (number int32, ok bool) {
	if x == nil || x.used == 0 {
		return 0, false
	}
	hash := x.hash(text)
	for at := x.home(hash); x.slots[at] != 0; at = x.next(at) {
		if slot := x.slots[at]; uint32(slot>>32) == hash {
			if number = int32(uint32(slot) - 1); is(number) { //nolint:gosec // it was an int32
				return number, true
			}
		}
	}
	return 0, false
}

func (x *TextIndex) hash(text string) uint32 { return uint32(maphash.String(x.seed, text) >> 32) }

// home is the slot at which the search for a hash begins.
func (x *TextIndex) home(hash uint32) int {
	high, _ := bits.Mul64(uint64(hash)<<32, uint64(len(x.slots)))
	return int(high) //nolint:gosec // below len(x.slots)
}

func (x *TextIndex) next(at int) int {
	if at++; at < len(x.slots) {
		return at
	}
	return 0
}

func (x *TextIndex) put(slot uint64) {
	at := x.home(uint32(slot >> 32))
	for x.slots[at] != 0 {
		at = x.next(at)
	}
	x.slots[at] = slot
}

func (x *TextIndex) grow() {
	old := x.slots
	x.slots = make([]uint64, 2*len(old))
	for _, slot := range old {
		if slot != 0 {
			x.put(slot)
		}
	}
}
