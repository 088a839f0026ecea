package compact

import "strings"

// Texts are long texts in which records stand one behind the other. The garbage collector looks into none of them,
// however many records there are.
type Texts struct {
	chunks []string
	open   *strings.Builder // of the last chunk; its text never moves
	size   int              // of all chunks
}

// A chunk has at most ChunkSize bytes, the first ones fewer: most kinds have few records. Only a record that is larger
// than that has a larger one, for itself.
const (
	chunkBits  = 20
	ChunkSize  = 1 << chunkBits
	firstChunk = 4 << 10
)

// Add puts a text behind the others.
func (t *Texts) Add(text []byte) (at uint32) {
	if t.open == nil || t.open.Cap()-t.open.Len() < len(text) || t.open.Len() >= ChunkSize {
		t.open = new(strings.Builder)
		t.open.Grow(max(len(text), min(max(t.size, firstChunk), ChunkSize)))
		t.chunks = append(t.chunks, "")
	}
	last := len(t.chunks) - 1
	at = uint32(last)<<chunkBits | uint32(t.open.Len()) //nolint:gosec // four thousand chunks hold more than any country has
	t.open.Write(text)
	t.size += len(text)
	t.chunks[last] = t.open.String()
	return at
}

// From is the text that begins at the place.
func (t *Texts) From(at uint32) string { return t.chunks[at>>chunkBits][at&(ChunkSize-1):] }
