package overlap

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// Share is a threshold as the fraction of its decimal digits: 0.6 is 6/10. Counts are compared with it
// as integers: 9 of 15 reach 0.6, which a quotient of binary fractions might miss.
type Share struct{ num, den uint64 }

// maxDigits keeps products with a million members within 64 bits.
const maxDigits = 12

// ShareOf is the share for a number of the policy, between 0 and 1.
func ShareOf(value float64) (Share, error) {
	text := strconv.FormatFloat(value, 'f', -1, 64)
	whole, digits, _ := strings.Cut(text, ".")
	num, err := strconv.ParseUint(whole+digits, 10, 64)
	if err != nil || value <= 0 || value > 1 || len(digits) > maxDigits {
		return Share{}, fmt.Errorf("share %v: want a number above 0 up to 1, of at most %d decimals", value, maxDigits)
	}
	den := uint64(1)
	for range digits {
		den *= 10
	}
	return Share{num, den}, nil
}

// Reached reports whether common of total is at least the share.
func (s Share) Reached(common, total int) bool {
	return uint64(common)*s.den >= s.num*uint64(total) //nolint:gosec // counts are not negative
}

// least is the smallest count that reaches the share of the total; at least 1, because groups without a
// common member never make a pair.
func (s Share) least(total int) int {
	return max(1, int(ceilDiv(s.num*uint64(total), s.den))) //nolint:gosec // counts are not negative
}

// leastOfUnion is the smallest number of common members with which two groups of these sizes together
// reach the share of their union.
func (s Share) leastOfUnion(sizes int) int {
	return max(1, int(ceilDiv(s.num*uint64(sizes), s.num+s.den))) //nolint:gosec // counts are not negative
}

// most is the largest size in which a group of the given size reaches the share.
func (s Share) most(size int) int {
	return int(uint64(size) * s.den / s.num) //nolint:gosec // counts are not negative
}

func ceilDiv(a, b uint64) uint64 { return (a + b - 1) / b }

// common is the number of bits that two bitmaps share.
func common(a, b []uint64) int {
	n := 0
	b = b[:len(a)]
	for i, w := range a {
		n += bits.OnesCount64(w & b[i])
	}
	return n
}
