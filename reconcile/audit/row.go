// Package audit makes tampering with the registry evident: rows are marked, marks are listed in seals,
// every seal continues the one before, and checking them names the row that was changed, removed, moved
// or slipped in. It knows neither tables nor databases; the caller passes the rows and the key.
package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// Row is one final record of an append-only source, as its bytes are sealed.
type Row struct {
	Source  string // kind of the record; part of the mark
	ID, Sub int64  // its place in the source; Sub counts within an id
	Columns []string
	Values  []string // as text, one for each column: the same on every engine
}

// MarkSize is the length of a mark in bytes: it is infeasible to find a second row for given 128 bits.
const MarkSize = 16

// Mark stands for a row's place and content.
type Mark [MarkSize]byte

// Mark is the mark of the row at its place.
func (r Row) Mark() Mark { return r.MarkAt(r.ID, r.Sub) }

// MarkAt is the mark that the row's content would have at another place, by which a moved row is told
// from a changed one.
func (r Row) MarkAt(id, sub int64) Mark {
	h := canonical{}
	h.text("row 1")
	h.text(r.Source)
	h.number(id)
	h.number(sub)
	for i, c := range r.Columns {
		h.text(c)
		h.text(r.Values[i])
	}
	sum := sha256.Sum256(h)
	return Mark(sum[:MarkSize])
}

// canonical is an encoding in which no two different records are equal: every text carries its length.
type canonical []byte

func (c *canonical) text(s string) {
	c.number(int64(len(s)))
	*c = append(*c, s...)
}

func (c *canonical) number(n int64) {
	*c = binary.BigEndian.AppendUint64(*c, uint64(n)) //nolint:gosec // the same 64 bits, read back by numberAt
}

func numberAt(text []byte) int64 {
	return int64(binary.BigEndian.Uint64(text)) //nolint:gosec // the same 64 bits, as number wrote them
}

// Marked is a place with the mark of its row at the time of sealing.
type Marked struct {
	ID, Sub int64
	Mark    Mark
}

// markedSize is the length of a Marked in a list.
const markedSize = 8 + 8 + MarkSize

// ErrMarks says that a stored list of marks is damaged.
var ErrMarks = errors.New("list of marks is damaged")

// EncodeMarks writes marks in the form that seals store.
func EncodeMarks(list []Marked) []byte {
	text := make(canonical, 0, len(list)*markedSize)
	for _, m := range list {
		text.number(m.ID)
		text.number(m.Sub)
		text = append(text, m.Mark[:]...)
	}
	return text
}

// DecodeMarks reads the form of EncodeMarks; ErrMarks for anything else.
func DecodeMarks(text []byte) ([]Marked, error) {
	if len(text)%markedSize != 0 {
		return nil, fmt.Errorf("%w: %d bytes", ErrMarks, len(text))
	}
	list := make([]Marked, 0, len(text)/markedSize)
	for ; len(text) > 0; text = text[markedSize:] {
		list = append(list, Marked{
			ID:   numberAt(text),
			Sub:  numberAt(text[8:]),
			Mark: Mark(text[16:markedSize]),
		})
	}
	return list, nil
}
