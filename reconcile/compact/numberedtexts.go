package compact

import (
	"bytes"
	"encoding/binary"
)

// NumberedTexts gives texts numbers from 0, in the order in which they come, and keeps them without a
// pointer each. The zero value is ready.
type NumberedTexts struct {
	chunks [][]byte
	places []uint32 // where in which chunk a text begins, behind its length
	index  *TextIndex
}

const (
	shortChunkBits = 16
	shortChunk     = 1 << shortChunkBits // in bytes; the last text of a chunk may go beyond it
)

// NumberOf is the text's number, which it gets now if it has none.
func (t *NumberedTexts) NumberOf(text string) int32 {
	if t.index == nil {
		t.index = NewTextIndex(0, t.At)
	}
	if n, ok := t.index.Find(text, func(n int32) bool { return string(t.in(n)) == text }); ok {
		return n
	}
	last := len(t.chunks) - 1
	if last < 0 || len(t.chunks[last]) >= shortChunk {
		t.chunks, last = append(t.chunks, nil), last+1
	}
	n := int32(len(t.places))                                                     //nolint:gosec // fewer than two billion
	t.places = append(t.places, uint32(last<<shortChunkBits|len(t.chunks[last]))) //nolint:gosec // sixty thousand chunks
	t.chunks[last] = AppendText(t.chunks[last], text)
	t.index.Add(text, n)
	return n
}

// At is the text with the number.
func (t *NumberedTexts) At(number int32) string { return string(t.in(number)) }

// Compare orders two texts by their bytes.
func (t *NumberedTexts) Compare(a, b int32) int { return bytes.Compare(t.in(a), t.in(b)) }

// Len is how many there are.
func (t *NumberedTexts) Len() int { return len(t.places) }

func (t *NumberedTexts) in(number int32) []byte {
	place := t.places[number]
	text := t.chunks[place>>shortChunkBits][place&(shortChunk-1):]
	size, read := binary.Uvarint(text)
	return text[read:][:size]
}
