package rule

import (
	"encoding/binary"
	"iter"
	"math/bits"
)

// closeNumbers is a list of ascending numbers, each once, that keeps the distances between them in few bits:
// the members of a group are mostly people of one unit, whose numbers are near each other, and 20,000,000 of
// them are in memory during a run over the county. A distance is coded after Rice: its lower bits as they
// are, before them the rest as so many ones and a zero. A list has as many lower bits as suit its distances.
type closeNumbers struct {
	first  int32
	size   int32
	lowest uint8 // bits of a distance that are coded as they are
}

// A distance of mostOnes or more in its upper bits is mostOnes ones and the whole distance in wholeBits.
const (
	mostOnes  = 20
	wholeBits = 32
)

// usualDistance bounds what one distance says about the others.
const usualDistance = 127

// appendCloseNumbers appends the code of the numbers.
func appendCloseNumbers(to []byte, numbers []int32) ([]byte, closeNumbers) {
	if len(numbers) == 0 {
		return to, closeNumbers{}
	}
	list := closeNumbers{first: numbers[0], size: int32(len(numbers)), lowest: lowestBits(numbers)} //nolint:gosec // a group has fewer members than there are people
	var waiting uint64                                                                              // bits that fill no byte yet
	var have int
	put := func(value uint64, size int) {
		waiting |= value << have
		for have += size; have >= 8; have -= 8 {
			to = append(to, byte(waiting)) //nolint:gosec // its last bits
			waiting >>= 8
		}
	}
	for i, n := range numbers[1:] {
		distance := uint64(n-numbers[i]) - 1 //nolint:gosec // they ascend
		if ones := distance >> list.lowest; ones < mostOnes {
			put(1<<ones-1, int(ones)+1)
			put(distance&(1<<list.lowest-1), int(list.lowest))
		} else {
			put(1<<mostOnes-1, mostOnes)
			put(distance, wholeBits)
		}
	}
	if have > 0 {
		to = append(to, byte(waiting))
	}
	return to, list
}

// lowestBits is how many lower bits suit the numbers' distances.
func lowestBits(numbers []int32) uint8 {
	sum := uint(0)
	for i, n := range numbers[1:] {
		sum += uint(min(n-numbers[i], usualDistance)) //nolint:gosec // they ascend
	}
	usual := sum / uint(max(1, len(numbers)-1))
	return uint8(bits.Len(usual * 7 / 10 / 2)) //nolint:gosec // at most six
}

// all gives the numbers, ascending, from what begins with their code.
func (l closeNumbers) all(code []byte) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		if l.size == 0 {
			return
		}
		n, from := l.first, bitReader{from: code}
		for left := l.size - 1; yield(n) && left > 0; left-- {
			n += 1 + from.distance(l.lowest)
		}
	}
}

// bitReader reads what appendCloseNumbers coded.
type bitReader struct {
	from  []byte
	ready uint64
	have  int // bits of ready
}

func (r *bitReader) distance(lowest uint8) int32 {
	if r.have < mostOnes+wholeBits {
		r.fill()
	}
	if ones := bits.TrailingZeros64(^r.ready); ones < mostOnes {
		r.drop(ones + 1)
		low := r.ready & (1<<lowest - 1)
		r.drop(int(lowest))
		return int32(ones)<<lowest | int32(low) //nolint:gosec // it was one
	}
	r.drop(mostOnes)
	whole := int32(uint32(r.ready)) //nolint:gosec // it was one
	r.drop(wholeBits)
	return whole
}

// fill makes the bits of one distance ready.
func (r *bitReader) fill() {
	if len(r.from) >= 8 {
		r.ready |= binary.LittleEndian.Uint64(r.from) << r.have
		bytes := (63 - r.have) / 8
		r.from, r.have = r.from[bytes:], r.have+8*bytes
		return
	}
	for ; r.have <= 56 && len(r.from) > 0; r.from, r.have = r.from[1:], r.have+8 {
		r.ready |= uint64(r.from[0]) << r.have
	}
}

func (r *bitReader) drop(size int) { r.ready, r.have = r.ready>>size, r.have-size }
