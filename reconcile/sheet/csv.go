package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// openCSV reads comma-separated text (RFC 4180), and tab-separated text where
// the first lines have tabs and no comma. encoding/csv is not used: an
// unclosed quote makes it read the rest of the file into memory.
func openCSV(r io.ReaderAt, size int64) (*Book, error) {
	text, converted, err := decoded(r, size)
	if err != nil {
		return nil, err
	}
	comma, err := separator(text())
	if err != nil {
		return nil, err
	}
	return &Book{
		sheets: []Info{{}},
		open: func(int) (source, error) {
			return &csvSource{in: bufio.NewReaderSize(text(), 64<<10), comma: comma, converted: converted}, nil
		},
	}, nil
}

func separator(r io.Reader) (byte, error) {
	head := make([]byte, 4096)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, err
	}
	if bytes.IndexByte(head[:n], ',') < 0 && bytes.IndexByte(head[:n], '\t') >= 0 {
		return '\t', nil
	}
	return ',', nil
}

type csvSource struct {
	in        *bufio.Reader
	comma     byte
	converted bool // the text came through the GB18030 decoder
	row       int
	buf       []byte // the row's cells, unquoted, one after the other
	ends      []int  // where each cell ends in buf
	cells     []Cell
}

func (s *csvSource) close() {}

// next reads one record. A blank line is a row without cells.
func (s *csvSource) next() (Row, error) {
	s.row++
	s.buf, s.ends = s.buf[:0], s.ends[:0]
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
			return s.endCell()
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
		case b == '"' && s.cellStart() == len(s.buf):
			quoted = true
			continue
		case b == s.comma:
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

// plain takes the bytes up to the next one that may mean something, as far as
// they have been read from the file.
func (s *csvSource) plain(quoted bool) int {
	text, _ := s.in.Peek(s.in.Buffered()) // what is buffered is there
	n := 0
	if quoted {
		if n = bytes.IndexByte(text, '"'); n < 0 {
			n = len(text)
		}
	} else {
		for n < len(text) && text[n] != s.comma && text[n] != '"' && text[n] != '\r' && text[n] != '\n' {
			n++
		}
	}
	s.buf = append(s.buf, text[:n]...)
	_, _ = s.in.Discard(n)
	return n
}

// tooLong refuses a row, or its last cell, that would fill the memory.
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
	// The decoder silently writes U+FFFD for bytes that GB18030 does not have;
	// a UTF-8 file may hold one of its own, and that is left as it is.
	if s.converted && bytes.ContainsRune(cell, utf8.RuneError) {
		return fault("sheet.undecodable", s.row, "column", len(s.ends)+1)
	}
	if s.ends = append(s.ends, len(s.buf)); len(s.ends) > MaxColumns {
		return fault("sheet.too_many_columns", s.row, "max", MaxColumns)
	}
	return nil
}
