// Package sheet reads tables of cells: .csv in UTF-8 or GB18030 and .xlsx. It knows files and cells and
// not their meaning; it holds one row at a time and refuses files that would exhaust memory.
package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"qunguan/reconcile/phrase"
)

// CellKind is the type that the file itself gives a cell's content.
type CellKind uint8

// Kinds of cells. Every cell of a csv file is Text or Empty.
const (
	Empty   CellKind = iota
	Text             // text, or the cached text of a formula
	Number           // a number without a date format; Cell.Text is the raw number
	Date             // a number with a date or time format; Cell.Serial is the moment
	Bool             // Cell.Text is TRUE or FALSE
	Formula          // a formula whose value the file does not hold
	Broken           // an error value such as #N/A
	// Undecodable is text with bytes of no encoding, shown as U+FFFD.
	Undecodable
)

// Cell is one cell. Text is untrimmed, as the file has it.
type Cell struct {
	Text   string
	Kind   CellKind
	Serial float64 // Number, Date: days since 1899-12-30 (the 1904 system is already converted for dates)
}

// Row is one line of a sheet. Cells is valid until the next row is read.
type Row struct {
	Number int // 1 = first line of the sheet
	Hidden bool
	Cells  []Cell
}

// Info names a sheet; a csv file is one sheet without a name.
type Info struct {
	Name   string
	Hidden bool
}

// Limits that no honest file reaches; a file beyond them is refused.
const (
	MaxCellRunes = 32767   // Excel's own limit for one cell
	MaxColumns   = 16384   // Excel's own limit for one row
	MaxRows      = 1048576 // Excel's own limit for one sheet; csv files may be longer

	maxRowBytes = 4 << 20
)

// Fault is the reason why a file cannot be read to its end. No row of such a file may be used.
type Fault struct {
	Key   phrase.Key // sheet.…
	Args  []any      // name, value pairs of the phrase
	Sheet string
	Row   int // 0 = the file as a whole
	Err   error
}

func (f *Fault) Error() string {
	if f.Err != nil {
		return fmt.Sprintf("%s (sheet %q, row %d): %v", f.Key, f.Sheet, f.Row, f.Err)
	}
	return fmt.Sprintf("%s (sheet %q, row %d)", f.Key, f.Sheet, f.Row)
}

func (f *Fault) Unwrap() error { return f.Err }

func fault(key phrase.Key, row int, args ...any) *Fault {
	return &Fault{Key: key, Row: row, Args: args}
}

// AsFault finds the Fault in an error. Any other error is a failure of reading itself (a disk, a
// network drive).
func AsFault(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

// Book is an open file with its sheets.
type Book struct {
	sheets  []Info
	open    func(sheet int) (source, error)
	merged  func(sheet int) ([]Span, error) // nil: the file cannot have merged cells
	release func()

	separators []string // of a text table: the possible dividers of its cells
	separator  string   // the divider in use
}

// source gives the rows of one sheet; io.EOF ends them.
type source interface {
	next() (Row, error)
	close()
}

// Sheets lists the sheets in the file's order.
func (b *Book) Sheets() []Info { return b.sheets }

// Release frees the memory of the book; reading another sheet loads it again.
func (b *Book) Release() {
	if b.release != nil {
		b.release()
	}
}

// Rows starts reading a sheet; it may be called again to read it once more.
func (b *Book) Rows(sheet int) (*Rows, error) {
	src, err := b.open(sheet)
	if err != nil {
		return nil, named(err, b.sheets[sheet].Name)
	}
	return &Rows{src: src, name: b.sheets[sheet].Name}, nil
}

// Rows is a sheet being read.
type Rows struct {
	src  source
	name string
	row  Row
	err  error
}

// Next reads the next row; rows without any cell may be left out, so
// Row().Number may jump. False means the end or an error.
func (r *Rows) Next() bool {
	if r.err != nil {
		return false
	}
	r.row, r.err = r.src.next()
	return r.err == nil
}

// Row is the row that Next read.
func (r *Rows) Row() Row { return r.row }

// Err is why Next ended; nil at the end of the sheet.
func (r *Rows) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return named(r.err, r.name)
}

// Close releases the sheet; reading may stop early.
func (r *Rows) Close() { r.src.close() }

func named(err error, sheet string) error {
	if f, ok := AsFault(err); ok && f.Sheet == "" {
		f.Sheet = sheet
	}
	return err
}

// Open recognises the file by its first bytes, whatever its name says.
func Open(r io.ReaderAt, size int64) (*Book, error) {
	head := make([]byte, 512)
	n, err := r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the first bytes: %w", err)
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte("PK")):
		return openWorkbook(r, size)
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return nil, fault("sheet.old_or_encrypted", 0) // OLE: .xls, or an .xlsx with a password
	}
	switch text := bytes.TrimSpace(bytes.TrimPrefix(head, bom)); {
	case bytes.HasPrefix(text, []byte("<")):
		return nil, fault("sheet.markup", 0)
	case bytes.HasPrefix(text, []byte("[")), bytes.HasPrefix(text, []byte("{")):
		if book, err := openJSON(r, size); book != nil || err != nil {
			return book, err
		}
	}
	return openCSV(r, size)
}
