package compact

import (
	"encoding/binary"
	"strings"
)

// Words are the first values of a column, kept once: units, posts and states are the same for many records. A column
// whose values do not come again has none. Nil has none either.
type Words struct {
	list   []string
	number map[string]int
	again  int  // values that were among them
	none   bool // the values do not come again
}

// MostWords is how many values of a column are kept once.
const MostWords = 2048

// Append appends a value: the number of a word, or a text.
func (w *Words) Append(to []byte, value string) []byte {
	if w == nil || w.none || value == "" {
		return appendValue(to, value)
	}
	n, met := w.number[value]
	switch {
	case met:
		w.again++
	case len(w.list) < MostWords:
		if w.number == nil {
			w.number = map[string]int{}
		}
		n = len(w.list)
		value = strings.Clone(value)
		w.list, w.number[value] = append(w.list, value), n
	default:
		if w.again < len(w.list) {
			w.none, w.number = true, nil
		}
		return appendValue(to, value)
	}
	return binary.AppendUvarint(to, uint64(n)<<1|1)
}

// appendValue appends a text behind twice its length; an odd number is a word's.
func appendValue(to []byte, text string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))<<1), text...)
}

// Cut is the value at the head of what Append made, and what follows it.
func (w *Words) Cut(from string) (value, rest string) {
	n, rest := CutNumber(from)
	if n&1 == 1 {
		return w.list[n>>1], rest
	}
	return rest[:n>>1], rest[n>>1:]
}
