package identity

import (
	_ "embed"
	"strings"
)

// traditionalPairs is OpenCC's table TSCharacters, first candidates only; see
// opencc/NOTICE. Characters alternate: traditional, simplified.
//
//go:embed opencc/traditional.txt
var traditionalPairs string

// The block of unified Han characters in everyday use.
const (
	hanFirst = 0x4E00
	hanLast  = 0x9FFF
)

// simplified maps a traditional character to its simplified one. foreign marks the traditional
// characters of the everyday block, so that plain text costs one array look-up for each character.
var simplified, foreign = readTraditional(traditionalPairs)

func readTraditional(pairs string) (map[rune]rune, *[hanLast - hanFirst + 1]bool) {
	table, marks := map[rune]rune{}, &[hanLast - hanFirst + 1]bool{}
	var from rune
	for _, r := range strings.ReplaceAll(pairs, "\n", "") {
		if from == 0 {
			from = r
			continue
		}
		table[from] = r
		if from >= hanFirst && from <= hanLast {
			marks[from-hanFirst] = true //nolint:gosec // the line above keeps it inside
		}
		from = 0
	}
	return table, marks
}

// simplify is the simplified form of a character. It is applied once: OpenCC
// has one chain (薴 → 苧 → 苎), and follows it no further either.
func simplify(r rune) rune {
	if r >= hanFirst && r <= hanLast && !foreign[r-hanFirst] {
		return r
	}
	if s, ok := simplified[r]; ok {
		return s
	}
	return r
}
