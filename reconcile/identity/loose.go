package identity

import "strings"

// isTiled reports whether the text is the name once, surrounded by nothing but the words, each any
// number of times, in any order.
//
// It walks the text once and remembers the reachable places, with and without the name before them.
// Deleting words greedily would break 局长 apart where 局 is a word too.
func isTiled(text, name string, words []string) bool {
	const before, after = 1, 2 // the name is yet to come, has come
	var short [96]byte         // a card seldom has more than 30 characters
	reached := short[:]
	if len(text) >= len(short) {
		reached = make([]byte, len(text)+1)
	}
	reached[0] = before
	for at := range len(text) {
		if reached[at] == 0 {
			continue
		}
		rest := text[at:]
		if reached[at]&before != 0 && strings.HasPrefix(rest, name) {
			reached[at+len(name)] |= after
		}
		for _, w := range words {
			if strings.HasPrefix(rest, w) {
				reached[at+len(w)] |= reached[at]
			}
		}
	}
	return reached[len(text)]&after != 0
}
