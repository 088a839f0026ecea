package roster

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
	"time"

	"github.com/klauspost/compress/s2"

	"qunguan/reconcile/workgroup"
)

// ErrDamaged is returned for bytes that are no document, or no longer the one
// that was written. Such a document is no roster: neither guilt nor innocence
// follows from it.
var ErrDamaged = errors.New("the roster document is damaged")

// VersionError is returned for a document that a newer program wrote.
type VersionError struct{ Version byte }

// Error names both versions.
func (e *VersionError) Error() string {
	return fmt.Sprintf("the roster document has version %d, this program reads only version %d: use the newer program", e.Version, Version)
}

// Decoder reads documents. It keeps its buffers from one to the next and is for
// one goroutine.
type Decoder struct {
	text    []byte
	members []workgroup.Member
	words   []string
}

// Decode gives a document's members in the order of their keys. The list is
// good until the next Decode; its texts are good for ever, but hold the texts
// of the whole group in memory.
func (d *Decoder) Decode(document []byte) ([]workgroup.Member, error) {
	return d.decode(mark, document, func(c *cursor) bool {
		return d.texts(c.column(), func(m *workgroup.Member, s string) { m.Account = s }) &&
			d.texts(c.column(), func(m *workgroup.Member, s string) { m.Nickname = s }) &&
			d.dictionary(c.column(), func(m *workgroup.Member, s string) { m.Role = s }) &&
			d.moments(c.column(), func(m *workgroup.Member, t time.Time) { m.JoinedAt = t }) &&
			d.moments(c.column(), func(m *workgroup.Member, t time.Time) { m.SpokeAt = t }) &&
			d.dictionary(c.column(), func(m *workgroup.Member, s string) { m.Origin = workgroup.RowOrigin(s) })
	})
}

// decode reads a document of rows, whose columns are taken off the cursor. The
// checksum fits, so that what does not fit there was written wrongly.
func (d *Decoder) decode(mark string, document []byte, columns func(*cursor) bool) ([]workgroup.Member, error) {
	text, err := unframed(d.text, mark, document)
	if err != nil {
		return nil, err
	}
	d.text = text
	c := cursor{rest: text}
	rows := c.number()
	if c.bad || rows > uint64(len(c.rest)) { // every row has a byte in every column
		return nil, ErrDamaged
	}
	d.members = slices.Grow(d.members[:0], int(rows))[:rows]
	clear(d.members)
	if !columns(&c) || c.bad || len(c.rest) > 0 {
		return nil, ErrDamaged
	}
	return d.members, nil
}

// Check reports whether a document is the one that was written, without reading its rows.
func Check(document []byte) error {
	_, err := block(mark, document)
	return err
}

// block is a document's compressed text.
func block(mark string, document []byte) ([]byte, error) {
	if len(document) < headSize || string(document[:len(mark)]) != mark {
		return nil, ErrDamaged
	}
	if v := document[len(mark)]; v != Version {
		return nil, &VersionError{v}
	}
	block := document[headSize:]
	if crc32.ChecksumIEEE(block) != Checksum(document) {
		return nil, ErrDamaged
	}
	return block, nil
}

// unframed is a document's text, in the buffer if that is large enough.
func unframed(buffer []byte, mark string, document []byte) ([]byte, error) {
	block, err := block(mark, document)
	if err != nil {
		return nil, err
	}
	if n, err := s2.DecodedLen(block); err != nil || n > maxText {
		return nil, ErrDamaged
	}
	text, err := s2.Decode(buffer[:cap(buffer)], block)
	if err != nil {
		return nil, ErrDamaged
	}
	return text, nil
}

func (d *Decoder) texts(c cursor, set func(*workgroup.Member, string)) bool {
	lengths := c
	for range d.members {
		c.number()
	}
	text := string(c.rest) // one for all rows
	for i := range d.members {
		n := lengths.number()
		if c.bad || n > uint64(len(text)) {
			return false
		}
		set(&d.members[i], text[:n])
		text = text[n:]
	}
	return text == ""
}

func (d *Decoder) dictionary(c cursor, set func(*workgroup.Member, string)) bool {
	n := c.number()
	if n > uint64(len(c.rest)) {
		return false
	}
	d.words = d.words[:0]
	for range n {
		d.words = append(d.words, known(c.bytes(c.number())))
	}
	for i := range d.members {
		w := c.number()
		if c.bad || w >= uint64(len(d.words)) {
			return false
		}
		set(&d.members[i], d.words[w])
	}
	return len(c.rest) == 0
}

// known makes no new text of a word that nearly every document has.
func known(word []byte) string {
	for _, w := range [...]string{
		"", workgroup.RoleMember, workgroup.RoleOwner, workgroup.RoleAdmin, workgroup.RoleRobot,
		string(workgroup.OriginByWord), string(workgroup.OriginPasted), string(workgroup.OriginFromSource),
	} {
		if string(word) == w {
			return w
		}
	}
	return string(word)
}

func (d *Decoder) moments(c cursor, set func(*workgroup.Member, time.Time)) bool {
	earliest, unit := c.signed(), c.number()
	if unit == 0 {
		return false
	}
	for i := range d.members {
		n := c.number()
		if c.bad || n > 0 && n-1 > math.MaxUint64/unit {
			return false
		}
		if n > 0 {
			set(&d.members[i], time.UnixMilli(earliest+int64((n-1)*unit)).UTC())
		}
	}
	return len(c.rest) == 0
}

// cursor takes numbers and columns off the front of a text; bad stays set once
// something was not there.
type cursor struct {
	rest []byte
	bad  bool
}

func (c *cursor) number() uint64 {
	if len(c.rest) > 0 && c.rest[0] < 0x80 { // most numbers
		n := c.rest[0]
		c.rest = c.rest[1:]
		return uint64(n)
	}
	n, size := binary.Uvarint(c.rest)
	c.skip(size)
	return n
}

func (c *cursor) signed() int64 {
	n, size := binary.Varint(c.rest)
	c.skip(size)
	return n
}

func (c *cursor) skip(size int) {
	if size <= 0 {
		c.bad, c.rest = true, nil
		return
	}
	c.rest = c.rest[size:]
}

func (c *cursor) bytes(n uint64) []byte {
	if c.bad || n > uint64(len(c.rest)) {
		c.bad, c.rest = true, nil
		return nil
	}
	b := c.rest[:n]
	c.rest = c.rest[n:]
	return b
}

// column is the next column, without its length.
func (c *cursor) column() cursor {
	b := c.bytes(c.number())
	return cursor{rest: b, bad: c.bad}
}
