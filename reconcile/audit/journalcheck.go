package audit

import (
	"slices"
	"strings"
	"time"
)

// Kinds of faults of audited rows and of the journal.
const (
	RowChanged = "row_changed" // a row differs from the program's last write
	RowMissing = "row_missing" // a row that the program wrote is gone
	RowAdded   = "row_added"   // a row that the program never wrote

	RecordForged   = "record_forged"   // a record's MAC was not made with the key it names, or its body is damaged
	RecordForeign  = "record_foreign"  // written under a key that is not configured, and no seal covers it
	RecordUnkeyed  = "record_unkeyed"  // written without a key although there is one, and no seal covers it
	RecordRepeated = "record_repeated" // a copy of another record
)

// Release is a legitimate change of a row outside the program's own work: it was erased, or a person
// vouched for it.
type Release struct {
	Kind          string // RowsErased or RowsAdopted
	Table, Key    string
	Columns       []string // RowsErased
	At            time.Time
	By, Reason    string
	LoginOfWriter string
}

// RecordCheck judges the records of the journal in the order of their ids, each
// once.
type RecordCheck struct {
	Keys []Key
	// Sealed reports whether a seal that verifies covers the record with the id.
	Sealed func(id int64) bool
	// UnkeyedBefore is the first id at which a record must have a key.
	UnkeyedBefore int64
	// AdoptedBefore bounds the records, by smaller ids, for which a person vouched.
	AdoptedBefore int64
	Problems      []Problem

	nonces map[string]bool
}

// Take judges a record and reports whether it counts. A copied or damaged one does not.
func (c *RecordCheck) Take(r *Record) bool {
	bad := func(kind string) {
		c.Problems = append(c.Problems, Problem{Kind: kind, Source: "audit_journal", ID: r.ID, N: 1, Table: r.Table})
	}
	if c.nonces == nil {
		c.nonces = map[string]bool{}
	}
	if c.nonces[r.Nonce] {
		bad(RecordRepeated)
		return false
	}
	c.nonces[r.Nonce] = true
	if c.Sealed(r.ID) || r.ID < c.AdoptedBefore {
		return true
	}
	if kind := Unsound(r, r.ID < c.UnkeyedBefore, c.Keys...); kind != "" {
		bad(kind)
		return false
	}
	return true
}

// Unsound is the kind of the fault of a record that no seal covers; empty for one that a key verifies.
func Unsound(r *Record, unkeyed bool, keys ...Key) string {
	if r.ID <= 0 { // the database gives no such number
		return RecordForged
	}
	if r.KeyID == "" {
		if !unkeyed {
			return RecordUnkeyed
		}
		return ""
	}
	for _, k := range keys {
		if k.ID == r.KeyID {
			if !r.Signed(k) {
				return RecordForged
			}
			return ""
		}
	}
	return RecordForeign
}

// cell is the journal's last entry about a column.
type cell struct {
	Cell
	known bool
	salt  []byte // of a personal column
}

// rowState is the journal's account of a row.
type rowState struct {
	whole bool // columns that no record names are empty
	gone  bool
	seen  bool
	cells []cell // by place in the check's columns
}

// TableCheck compares the rows of one table with the journal: first the records, in the order of their
// ids, then the rows in any order.
type TableCheck struct {
	Table   string
	Columns []string // the audited ones
	// Personal tells which columns carry a salt.
	Personal func(column string) bool
	Rows     int // rows without a fault
	Problems []Problem
	Released []Release

	places map[string]int
	rows   map[string]*rowState
	hasher Hasher
}

// Record applies a record. ErrRecord if it cannot be read.
func (c *TableCheck) Record(r *Record) error {
	if c.places == nil {
		c.places, c.rows = map[string]int{}, map[string]*rowState{}
		for i, column := range c.Columns {
			c.places[column] = i
		}
	}
	return r.Rows(func(columns []string, row RecordedRow) {
		s := c.rows[row.Key]
		switch {
		case r.Kind == RowsGone:
			c.rows[row.Key] = &rowState{gone: true}
			return
		case s != nil && s.gone && r.Kind == RowsFound:
			return // it was removed while the journal began
		case s == nil || s.gone || row.Whole && r.Kind != RowsFound:
			s = &rowState{cells: make([]cell, len(c.Columns))}
			c.rows[row.Key] = s
		}
		s.whole = s.whole || row.Whole
		for i, column := range columns {
			at, audited := c.places[column]
			if !audited || row.Cells[i] == nil || r.Kind == RowsFound && s.cells[at].known {
				continue
			}
			s.cells[at] = cell{Cell: *row.Cells[i], known: true}
			if c.Personal(column) {
				s.cells[at].salt = slices.Clone(row.Salt)
			}
		}
		if r.Kind == RowsErased || r.Kind == RowsAdopted {
			c.release(r, columns, row)
		}
	})
}

func (c *TableCheck) release(r *Record, columns []string, row RecordedRow) {
	out := Release{Kind: r.Kind, Table: r.Table, Key: row.Key, At: r.WrittenAt, By: r.By, Reason: r.Reason, LoginOfWriter: r.Login}
	for i, column := range columns {
		if row.Cells[i] != nil && c.Personal(column) {
			out.Columns = append(out.Columns, column)
		}
	}
	c.Released = append(c.Released, out)
}

// Row compares a row; values are by place in the columns.
func (c *TableCheck) Row(key string, values []string) {
	s := c.rows[key]
	if s == nil || s.gone {
		c.Problems = append(c.Problems, Problem{Kind: RowAdded, Source: c.Table, Table: c.Table, Key: key, N: 1})
		return
	}
	s.seen = true
	var wrong []string
	for i, column := range c.Columns {
		if !c.fits(&s.cells[i], s.whole, key, column, values[i]) {
			wrong = append(wrong, column)
		}
	}
	if len(wrong) == 0 {
		c.Rows++
		return
	}
	c.Problems = append(c.Problems, Problem{Kind: RowChanged, Source: c.Table, Table: c.Table, Key: key, Column: strings.Join(wrong, ", "), N: 1})
}

func (c *TableCheck) fits(at *cell, whole bool, key, column, value string) bool {
	switch {
	case at.known && c.Personal(column):
		return len(at.salt) > 0 && c.hasher.Cell(c.Table, key, column, at.salt, value) == at.Cell
	case at.known:
		return c.hasher.Cell(c.Table, key, column, nil, value) == at.Cell
	default:
		return whole && (value == "" || value == "0")
	}
}

// End is called after the last row.
func (c *TableCheck) End() {
	for key, s := range c.rows {
		if !s.seen && !s.gone {
			c.Problems = append(c.Problems, Problem{Kind: RowMissing, Source: c.Table, Table: c.Table, Key: key, N: 1})
		}
	}
	slices.SortStableFunc(c.Problems, func(a, b Problem) int { return strings.Compare(a.Key, b.Key) })
	c.rows = nil
}
