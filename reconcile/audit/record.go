package audit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Kinds of records of the journal.
const (
	RowsWritten = "written" // rows, or columns of them, as the program wrote them
	RowsGone    = "gone"    // rows that the program removed
	RowsFound   = "found"   // rows that stood there when the journal began; fills gaps, overrules nothing
	RowsAdopted = "adopted" // a person vouches for rows in their present state; without a table: for records that no key verifies
	RowsErased  = "erased"  // personal columns were emptied, and the salts by which values could be tested are gone
)

// Record is the changes that one transaction made to rows of one table. It contains digests instead of
// values: readers of the journal learn no values, and a record cannot be made without the key.
type Record struct {
	ID        int64
	Table     string // empty: the journal's beginning (RowsFound), or RowsAdopted
	Kind      string
	WrittenAt time.Time // real, to the millisecond
	Login     string
	By        string // RowsAdopted, RowsErased: person code
	Reason    string
	Nonce     string // hex; identifies copies of a record
	Body      []byte // RecordWriter's
	Salts     []byte // of personal columns; outside the MAC, so that it can be dropped
	KeyID     string
	MAC       string // hex; empty = written without a key, and only a seal vouches for it
}

// Close fills in key and MAC.
func (r *Record) Close(k Key) { r.KeyID, r.MAC = k.ID, k.signRecord(r) }

// Signed reports whether the record was signed with the key.
func (r *Record) Signed(k Key) bool {
	return k.ID != "" && r.KeyID == k.ID && hmac.Equal([]byte(k.signRecord(r)), []byte(r.MAC))
}

func (k Key) signRecord(r *Record) string {
	if k.ID == "" {
		return ""
	}
	c := canonical{}
	for _, t := range []string{"journal 1", r.Table, r.Kind, r.Login, r.By, r.Reason, r.Nonce} {
		c.text(t)
	}
	c.number(r.WrittenAt.UnixMilli())
	c.text(string(r.Body))
	mac := hmac.New(sha256.New, k.secret)
	mac.Write(c)
	return hex.EncodeToString(mac.Sum(nil))
}

// SaltSize is the length of a salt in bytes.
const SaltSize = 16

// cellSize is the length of a digest of one value. Finding another value for it takes 2^64 tries, and
// the value would have to make sense.
const cellSize = 8

// Cell is the digest of one column's value at its place.
type Cell [cellSize]byte

// Hasher makes cells and reuses its buffer.
type Hasher struct{ buffer canonical }

// Cell of a value; salt is nil for columns that are not personal.
func (h *Hasher) Cell(table, key, column string, salt []byte, value string) Cell {
	h.buffer = h.buffer[:0]
	for _, t := range []string{table, key, column} {
		h.buffer.text(t)
	}
	h.buffer.text(string(salt))
	h.buffer.text(value)
	sum := sha256.Sum256(h.buffer)
	return Cell(sum[:cellSize])
}

// RecordWriter writes the rows of one record. Columns are those of the table in
// any order, the same for the whole record; each row has some of them.
type RecordWriter struct {
	columns []string
	body    []byte
	Rows    int
}

// NewRecordWriter begins a record about rows with the columns.
func NewRecordWriter(columns []string) *RecordWriter {
	w := &RecordWriter{columns: columns}
	w.body = binary.AppendUvarint(w.body, uint64(len(columns)))
	for _, c := range columns {
		w.body = appendString(w.body, c)
	}
	return w
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Row adds a row. whole says that columns it does not name are empty. cells are by place in the
// columns; nil = the row has no entry for the column. A salted row commits to its salt, so that no
// other can replace it.
func (w *RecordWriter) Row(key string, whole bool, cells []*Cell, salt []byte) {
	w.Rows++
	w.body = appendString(w.body, key)
	flags := byte(0)
	if whole {
		flags |= 1
	}
	if salt != nil {
		flags |= 2
	}
	w.body = append(w.body, flags)
	if salt != nil {
		sum := sha256.Sum256(salt)
		w.body = append(w.body, sum[:cellSize]...)
	}
	bits := make([]byte, (len(w.columns)+7)/8)
	for i, c := range cells {
		if c != nil {
			bits[i/8] |= 1 << (i % 8)
		}
	}
	w.body = append(w.body, bits...)
	for _, c := range cells {
		if c != nil {
			w.body = append(w.body, c[:]...)
		}
	}
}

// Size is the length of the record so far, in bytes.
func (w *RecordWriter) Size() int { return len(w.body) }

// Body is the record so far.
func (w *RecordWriter) Body() []byte { return w.body }

// RecordedRow is a record's entry for one row.
type RecordedRow struct {
	Key   string
	Whole bool
	Cells []*Cell // by place in the record's columns
	Salt  []byte  // nil: no personal columns; empty: dropped
	// SaltAt is where the row's salt begins in the record's salts; -1 = it has none.
	SaltAt int
}

// ErrRecord says that a record's body is damaged.
var ErrRecord = errors.New("record of the journal is damaged")

// Rows decodes a record. Changed salts are an error, because the values could not be verified any more;
// dropped salts are not.
func (r *Record) Rows(fn func(columns []string, row RecordedRow)) error {
	d := recordReader{rest: r.Body}
	columns := make([]string, d.count())
	for i := range columns {
		columns[i] = d.text()
	}
	salts := 0
	for len(d.rest) > 0 && !d.bad {
		row := RecordedRow{Key: d.text(), Cells: make([]*Cell, len(columns)), SaltAt: -1}
		flags := d.bytes(1)
		if d.bad {
			break
		}
		row.Whole = flags[0]&1 != 0
		if flags[0]&2 != 0 {
			committed := d.bytes(cellSize)
			if salts+SaltSize > len(r.Salts) {
				return fmt.Errorf("%w: salts", ErrRecord)
			}
			row.SaltAt, row.Salt = salts, r.Salts[salts:salts+SaltSize]
			salts += SaltSize
			if [SaltSize]byte(row.Salt) == [SaltSize]byte{} {
				row.Salt = []byte{}
			} else if sum := sha256.Sum256(row.Salt); string(sum[:cellSize]) != string(committed) {
				return fmt.Errorf("%w: salts", ErrRecord)
			}
		}
		bits := d.bytes((len(columns) + 7) / 8)
		for i := range columns {
			if d.bad || bits[i/8]&(1<<(i%8)) == 0 {
				continue
			}
			if b := d.bytes(cellSize); !d.bad {
				c := Cell(b)
				row.Cells[i] = &c
			}
		}
		if !d.bad {
			fn(columns, row)
		}
	}
	if d.bad {
		return ErrRecord
	}
	return nil
}

// recordReader decodes the form of RecordWriter.
type recordReader struct {
	rest []byte
	bad  bool
}

func (d *recordReader) count() int {
	n, size := binary.Uvarint(d.rest)
	if size <= 0 || n > uint64(len(d.rest)) {
		d.bad, d.rest = true, nil
		return 0
	}
	d.rest = d.rest[size:]
	return int(n) //nolint:gosec // no longer than the record
}

func (d *recordReader) bytes(n int) []byte {
	if d.bad || n > len(d.rest) {
		d.bad, d.rest = true, nil
		return nil
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *recordReader) text() string { return string(d.bytes(d.count())) }
