package roster

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
	"time"

	"github.com/klauspost/compress/s2"

	"qunguan/reconcile/workgroup"
)

// Version is the only version of documents that this program writes and reads.
const Version = 1

// mark begins every document; the version's byte follows.
const mark = "QGR"

// headSize is how long mark, version and checksum are.
const headSize = len(mark) + 1 + 4

// maxText bounds the uncompressed text of a document: some millions of rows.
// A damaged length must not ask for all the memory there is.
const maxText = 512 << 20

// Encoder writes documents. It keeps its buffers from one to the next and is
// for one goroutine.
type Encoder struct {
	text, column []byte
	words        []string
}

// Append appends the document of the members, who stand in the order of their
// keys, each key once. The same members give the same bytes.
func (e *Encoder) Append(to []byte, members []workgroup.Member) ([]byte, error) {
	e.text = binary.AppendUvarint(e.text[:0], uint64(len(members)))
	e.texts(members, func(m *workgroup.Member) string { return m.Account })
	e.texts(members, func(m *workgroup.Member) string { return m.Nickname })
	e.dictionary(members, func(m *workgroup.Member) string { return m.Role })
	e.moments(members, func(m *workgroup.Member) time.Time { return m.JoinedAt })
	e.moments(members, func(m *workgroup.Member) time.Time { return m.SpokeAt })
	e.dictionary(members, func(m *workgroup.Member) string { return string(m.Origin) })
	if len(e.text) > maxText {
		return to, fmt.Errorf("a roster of %d rows is too large for a document", len(members))
	}
	return framed(to, mark, e.text), nil
}

// framed appends a text as a document: mark, version, checksum, and the text in
// Snappy's own format, which programs in every language can read.
func framed(to []byte, mark string, text []byte) []byte {
	to = append(append(append(to, mark...), Version), 0, 0, 0, 0)
	at := len(to)
	to = slices.Grow(to, s2.MaxEncodedLen(len(text)))
	block := s2.EncodeSnappyBetter(to[at:cap(to)], text)
	binary.BigEndian.PutUint32(to[at-4:], crc32.ChecksumIEEE(block))
	return to[:at+len(block)]
}

// Checksum is the one that a document carries; 0 for what is none.
func Checksum(document []byte) uint32 {
	if len(document) < headSize {
		return 0
	}
	return binary.BigEndian.Uint32(document[headSize-4:])
}

// end puts the column behind its length.
func (e *Encoder) end() {
	e.text = binary.AppendUvarint(e.text, uint64(len(e.column)))
	e.text = append(e.text, e.column...)
	e.column = e.column[:0]
}

// texts is a column of texts: all lengths, then all texts.
func (e *Encoder) texts(members []workgroup.Member, of func(*workgroup.Member) string) {
	for i := range members {
		e.column = binary.AppendUvarint(e.column, uint64(len(of(&members[i]))))
	}
	for i := range members {
		e.column = append(e.column, of(&members[i])...)
	}
	e.end()
}

// dictionary is a column of few different words: how many, each behind its
// length, then the number of each row's word.
func (e *Encoder) dictionary(members []workgroup.Member, of func(*workgroup.Member) string) {
	e.words = e.words[:0]
	for i := range members {
		if w := of(&members[i]); !slices.Contains(e.words, w) {
			e.words = append(e.words, w)
		}
	}
	slices.Sort(e.words)
	e.column = binary.AppendUvarint(e.column, uint64(len(e.words)))
	for _, w := range e.words {
		e.column = binary.AppendUvarint(e.column, uint64(len(w)))
		e.column = append(e.column, w...)
	}
	for i := range members {
		e.column = binary.AppendUvarint(e.column, uint64(slices.Index(e.words, of(&members[i]))))
	}
	e.end()
}

// moments is a column of moments: the earliest, in milliseconds since 1970; the
// unit in which the others lie after it, in milliseconds; then for each row 0
// for an unknown moment, else 1 and its distance from the earliest.
func (e *Encoder) moments(members []workgroup.Member, of func(*workgroup.Member) time.Time) {
	earliest, unit := int64(math.MaxInt64), uint64(0)
	for i := range members {
		if t := of(&members[i]); !t.IsZero() {
			earliest = min(earliest, t.UnixMilli())
		}
	}
	if earliest == math.MaxInt64 {
		earliest = 0
	}
	for i := range members {
		if t := of(&members[i]); !t.IsZero() {
			unit = divisor(unit, uint64(t.UnixMilli()-earliest))
		}
	}
	unit = max(unit, 1)
	e.column = binary.AppendVarint(e.column, earliest)
	e.column = binary.AppendUvarint(e.column, unit)
	for i := range members {
		n := uint64(0)
		if t := of(&members[i]); !t.IsZero() {
			n = uint64(t.UnixMilli()-earliest)/unit + 1
		}
		e.column = binary.AppendUvarint(e.column, n)
	}
	e.end()
}

// divisor is the greatest common one; of 0 and n it is n.
func divisor(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
