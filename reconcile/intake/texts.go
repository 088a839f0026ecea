package intake

import "strings"

// texts are long texts in which records stand one behind the other. The garbage collector looks into none of them,
// however many records there are.
type texts struct {
	chunks []string
	open   *strings.Builder // of the last chunk; its text never moves
	size   int              // of all chunks
}

// A chunk has at most chunkSize bytes, the first ones fewer: most kinds have few records. Only a record that is larger
// than that has a larger one, for itself.
const (
	chunkBits  = 20
	chunkSize  = 1 << chunkBits
	firstChunk = 4 << 10
)

// add puts a text behind the others.
func (t *texts) add(text []byte) (at uint32) {
	if t.open == nil || t.open.Cap()-t.open.Len() < len(text) || t.open.Len() >= chunkSize {
		t.open = new(strings.Builder)
		t.open.Grow(max(len(text), min(max(t.size, firstChunk), chunkSize)))
		t.chunks = append(t.chunks, "")
	}
	last := len(t.chunks) - 1
	at = uint32(last)<<chunkBits | uint32(t.open.Len()) //nolint:gosec // four thousand chunks hold more than any country has
	t.open.Write(text)
	t.size += len(text)
	t.chunks[last] = t.open.String()
	return at
}

// from is the text that begins at the place.
func (t *texts) from(at uint32) string { return t.chunks[at>>chunkBits][at&(chunkSize-1):] }

// series is a list that grows without moving.
type series[E any] struct {
	parts [][]E
	n     int
}

const (
	partBits = 12
	partSize = 1 << partBits
)

func (s *series[E]) add(e E) {
	if s.n&(partSize-1) == 0 {
		s.parts = append(s.parts, nil)
	}
	last := &s.parts[s.n>>partBits]
	*last = append(*last, e)
	s.n++
}

// at is the place of an element. It holds until the next is added.
func (s *series[E]) at(n int) *E { return &s.parts[n>>partBits][n&(partSize-1)] }
