package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"unicode/utf8"
)

// separators are the possible dividers of cells in text tables: the comma of RFC 4180, the tab of chat
// tools, the semicolon of some Excels, and the comma of a Chinese keyboard.
var separators = []string{",", "\t", ";", "，"}

// openCSV reads text tables. A caller who knows the headings sets the separator (Book.Separate); until
// then the most frequent one of the first lines counts. encoding/csv is not used: an unclosed quote
// makes it read the rest of the file into memory.
func openCSV(r io.ReaderAt, size int64) (*Book, error) {
	text, converted, err := decoded(r, size)
	if err != nil {
		return nil, err
	}
	comma, err := likeliest(text())
	if err != nil {
		return nil, err
	}
	book := &Book{sheets: []Info{{}}, separators: separators}
	book.Separate(comma)
	book.open = func(int) (source, error) {
		return &csvSource{in: bufio.NewReaderSize(text(), 64<<10), comma: []byte(book.separator), converted: converted}, nil
	}
	return book, nil
}

// Separators lists the possible dividers of a text table's cells; none for other files.
func (b *Book) Separators() []string { return b.separators }

// Separator is the divider of the cells; empty for other files than text tables.
func (b *Book) Separator() string { return b.separator }

// Separate sets the divider of a text table's cells from the next reading on.
func (b *Book) Separate(by string) {
	if slices.Contains(b.separators, by) {
		b.separator = by
	}
}

// likeliest is the most frequent separator of the first line that has one.
func likeliest(r io.Reader) (string, error) {
	head := make([]byte, 4096)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	for line := range bytes.Lines(head[:n]) {
		best, most := "", 0
		for _, by := range separators {
			if k := bytes.Count(line, []byte(by)); k > most {
				best, most = by, k
			}
		}
		if most > 0 {
			return best, nil
		}
	}
	return separators[0], nil
}

type csvSource struct {
	in        *bufio.Reader
	comma     []byte // the separator
	converted bool   // the text came through the GB18030 or UTF-16 decoder
	row       int
	buf       []byte // the row's cells, unquoted, one after the other
	ends      []int  // where each cell ends in buf
	lost      []int  // cells of the row with bytes of no encoding
	cells     []Cell
}

func (s *csvSource) close() {}

// next reads one record. A blank line is a row without cells.
func (s *csvSource) next() (Row, error) {
	s.row++
	s.buf, s.ends, s.lost = s.buf[:0], s.ends[:0], s.lost[:0]
	if err := s.record(); err != nil {
		return Row{}, err
	}
	text := string(s.buf) // one allocation for all cells of the row
	s.cells = s.cells[:0]
	from := 0
	for _, to := range s.ends {
		c := Cell{Text: text[from:to]}
		if c.Text != "" {
			c.Kind = Text
		}
		s.cells = append(s.cells, c)
		from = to
	}
	for _, i := range s.lost {
		s.cells[i].Kind = Undecodable
	}
	if len(s.cells) == 1 && s.cells[0].Kind == Empty {
		s.cells = s.cells[:0]
	}
	return Row{Number: s.row, Cells: s.cells}, nil
}

// record fills buf and ends up to the end of the line or of the file.
func (s *csvSource) record() error {
	quoted, closed, started := false, false, false
	for {
		if n := s.plain(quoted); n > 0 {
			started, closed = true, false
			if err := s.tooLong(); err != nil {
				return err
			}
			continue
		}
		b, err := s.in.ReadByte()
		if err != nil {
			switch {
			case !errors.Is(err, io.EOF):
				return err
			case quoted:
				return fault("sheet.open_quote", s.row)
			case !started:
				return io.EOF
			}
			if err := s.endCell(); err != nil {
				return err
			}
			// Half a character at the very end means that the file was cut, and the number of missing
			// rows is unknown.
			if n := len(s.lost); n > 0 && s.lost[n-1] == len(s.ends)-1 && bytes.HasSuffix(s.buf, []byte("\uFFFD")) {
				return fault("sheet.cut_off", s.row)
			}
			return nil
		}
		started = true
		switch {
		case quoted && b == '"':
			quoted, closed = false, true
			continue
		case quoted:
			// everything up to the closing quote belongs to the cell
		case b == '"' && closed: // a doubled quote inside quotes is one quote
			quoted = true
		case b == '"' && s.cellStart() == len(s.buf) && s.closes():
			quoted = true
			continue
		case s.separates(b):
			closed = false
			if err := s.endCell(); err != nil {
				return err
			}
			continue
		case b == '\r':
			if next, err := s.in.Peek(1); err == nil && next[0] == '\n' {
				continue
			}
			return s.endCell() // a lone CR ends a line in files of old programs
		case b == '\n':
			return s.endCell()
		}
		closed = false
		s.buf = append(s.buf, b)
		if err := s.tooLong(); err != nil {
			return err
		}
	}
}

// separates reports whether the byte just read begins a separator, and reads the rest of the separator.
func (s *csvSource) separates(b byte) bool {
	if b != s.comma[0] {
		return false
	}
	rest, _ := s.in.Peek(len(s.comma) - 1)
	if !bytes.Equal(rest, s.comma[1:]) {
		return false
	}
	_, _ = s.in.Discard(len(rest))
	return true
}

// closes reports whether the quote just read begins a quoted cell. Tools that write tabs do not quote:
// there a nickname may begin with a quote, and must not swallow the rows beneath it. Excel does quote;
// its cell is closed before a tab or the end of a line.
func (s *csvSource) closes() bool {
	if s.comma[0] != '\t' {
		return true
	}
	text, _ := s.in.Peek(maxQuoted)
	for {
		at := bytes.IndexByte(text, '"')
		if at < 0 {
			return false
		}
		text = text[at+1:]
		switch {
		case len(text) == 0 || text[0] == '\t' || text[0] == '\r' || text[0] == '\n':
			return true
		case text[0] == '"': // a doubled quote is one quote of the cell
			text = text[1:]
		default:
			return false
		}
	}
}

// maxQuoted is how far the reader looks ahead for the end of a quoted cell between tabs.
const maxQuoted = 4096

// plain takes the bytes up to the next special one, as far as they are buffered.
func (s *csvSource) plain(quoted bool) int {
	text, _ := s.in.Peek(s.in.Buffered()) // buffered bytes can always be peeked
	n := 0
	if quoted {
		if n = bytes.IndexByte(text, '"'); n < 0 {
			n = len(text)
		}
	} else {
		for n < len(text) && text[n] != s.comma[0] && text[n] != '"' && text[n] != '\r' && text[n] != '\n' {
			n++
		}
	}
	s.buf = append(s.buf, text[:n]...)
	_, _ = s.in.Discard(n)
	return n
}

// tooLong refuses a row, or its last cell, that would exhaust memory.
func (s *csvSource) tooLong() error {
	if len(s.buf)-s.cellStart() > MaxCellRunes*utf8.UTFMax {
		return fault("sheet.cell_too_long", s.row, "column", len(s.ends)+1, "max", MaxCellRunes)
	}
	if len(s.buf) > maxRowBytes {
		return fault("sheet.row_too_long", s.row)
	}
	return nil
}

func (s *csvSource) cellStart() int {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

func (s *csvSource) endCell() error {
	cell := s.buf[s.cellStart():]
	if utf8.RuneCount(cell) > MaxCellRunes {
		return fault("sheet.cell_too_long", s.row, "column", len(s.ends)+1, "max", MaxCellRunes)
	}
	// The decoder silently writes U+FFFD for bytes that GB18030 does not have; a
	// UTF-8 file may hold one of its own.
	if s.converted && bytes.ContainsRune(cell, utf8.RuneError) {
		s.lost = append(s.lost, len(s.ends))
	}
	if s.ends = append(s.ends, len(s.buf)); len(s.ends) > MaxColumns {
		return fault("sheet.too_many_columns", s.row, "max", MaxColumns)
	}
	return nil
}
