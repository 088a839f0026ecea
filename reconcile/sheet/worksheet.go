package sheet

import (
	"errors"
	"io"
	"strconv"
	"strings"
)

// keptColumns is the number of columns that are read; cells to the right of them (a stray cell in XFD1)
// are under no heading.
const keptColumns = 1024

// sheetSource reads a worksheet part row by row. It is our own because excelize's Rows does not say
// whether a cell is a number or a text, which decides about dates and about numbers that Excel has
// rounded.
type sheetSource struct {
	book   *workbook
	texts  *sharedStrings
	part   *part
	tokens *tokens
	row    Row
	value  []byte
	inData bool
}

func (s *sheetSource) close() { s.part.close() }

// next is the next row of the part; the part's declared dimension is ignored.
func (s *sheetSource) next() (Row, error) {
	t := s.tokens
	for {
		if err := t.next(); err != nil {
			return Row{}, s.at(err)
		}
		switch {
		case t.is(startToken, "sheetData"):
			s.inData = true
		case t.is(endToken, "sheetData"):
			s.inData = false // the rest is read for the container's checksum
		case s.inData && t.is(startToken, "row"):
			if err := s.readRow(); err != nil {
				return Row{}, s.at(err)
			}
			return s.row, nil
		}
	}
}

func (s *sheetSource) at(err error) error {
	if f, ok := AsFault(err); ok && f.Row == 0 && s.inData {
		f.Row = s.row.Number
	}
	return err
}

func (s *sheetSource) readRow() error {
	t := s.tokens
	number := s.row.Number + 1
	if r := t.attr("r"); r != nil {
		n, err := strconv.Atoi(string(r))
		if err != nil || n < number {
			return xmlFault()
		}
		number = n
	}
	if number > MaxRows {
		return fault("sheet.too_many_rows", 0, "max", MaxRows)
	}
	hidden := string(t.attr("hidden"))
	s.row = Row{Number: number, Hidden: hidden == "1" || hidden == "true", Cells: s.row.Cells[:0]}
	column := 0
	for {
		err := t.next()
		if errors.Is(err, io.EOF) {
			return broken(io.ErrUnexpectedEOF)
		}
		if err != nil {
			return err
		}
		if t.is(endToken, "row") {
			return nil
		}
		if !t.is(startToken, "c") {
			continue
		}
		if ref := t.attr("r"); ref != nil {
			at, ok := columnOf(ref)
			if !ok || at < column {
				return xmlFault()
			}
			column = at
		}
		if column >= MaxColumns {
			return fault("sheet.too_many_columns", 0, "max", MaxColumns)
		}
		c, err := s.cell(cellKind(t.attr("t")), s.isDate(t.attr("s")))
		if err != nil {
			return err
		}
		if c.Kind != Empty && column < keptColumns {
			for len(s.row.Cells) <= column {
				s.row.Cells = append(s.row.Cells, Cell{})
			}
			s.row.Cells[column] = c
		}
		column++
	}
}

// isDate reports whether the style shows a number as a date.
func (s *sheetSource) isDate(style []byte) bool {
	if len(style) == 0 {
		return false
	}
	i, err := strconv.Atoi(string(style))
	return err == nil && i >= 0 && i < len(s.book.dates) && s.book.dates[i]
}

// cellKind is the cell's type, without an allocation for the usual ones.
func cellKind(t []byte) string {
	for _, k := range []string{"", "s", "n", "str", "inlineStr", "b", "e", "d"} {
		if string(t) == k {
			return k
		}
	}
	return "n"
}

// cell reads up to the end of a cell.
func (s *sheetSource) cell(kind string, date bool) (Cell, error) {
	t := s.tokens
	s.value = s.value[:0]
	inline := ""
	formula, hasValue, inValue := false, false, false
	for {
		err := t.next()
		if errors.Is(err, io.EOF) {
			return Cell{}, broken(io.ErrUnexpectedEOF)
		}
		if err != nil {
			return Cell{}, err
		}
		switch {
		case t.kind == textToken:
			if inValue {
				s.value = append(s.value, t.text...)
			}
			if len(s.value) > maxToken {
				return Cell{}, fault("sheet.long_text", 0, "max", MaxCellRunes)
			}
		case string(t.name) == "v":
			inValue = t.kind == startToken
			hasValue = true
		case t.is(startToken, "f"):
			formula = true
		case t.is(startToken, "is"):
			if inline, err = t.richText("is"); err != nil {
				return Cell{}, err
			}
		case t.is(endToken, "c"):
			if formula && (!hasValue || len(s.value) == 0 && kind != "str") {
				return Cell{Kind: Formula}, nil
			}
			return s.valued(kind, date, inline)
		}
	}
}

// valued makes a cell from its value in the file (ECMA-376 part 1, 18.18.11 ST_CellType).
func (s *sheetSource) valued(kind string, date bool, inline string) (Cell, error) {
	value := string(s.value)
	switch kind {
	case "s":
		if value == "" {
			return Cell{}, nil
		}
		i, err := strconv.Atoi(value)
		if err != nil {
			return Cell{}, xmlFault()
		}
		text, ok := s.texts.at(i)
		if !ok {
			return Cell{}, xmlFault()
		}
		return textCell(text), nil
	case "inlineStr":
		return textCell(inline), nil
	case "str":
		return textCell(unescape(value)), nil
	case "d":
		return textCell(wallClock(value)), nil
	case "b":
		if value == "1" || value == "true" {
			return Cell{Kind: Bool, Text: "TRUE"}, nil
		}
		return Cell{Kind: Bool, Text: "FALSE"}, nil
	case "e":
		return Cell{Kind: Broken, Text: value}, nil
	}
	if value == "" {
		return Cell{}, nil
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil {
		return textCell(value), nil //nolint:nilerr // not the number it claims to be; the checker of the column says so
	}
	c := Cell{Kind: Number, Text: strings.TrimSpace(value), Serial: v}
	if date {
		c.Kind = Date
		if s.book.date1904 {
			c.Serial += 1462 // days from 1899-12-30 to 1904-01-01
		}
	}
	return c, nil
}

// wallClock is an ISO 8601 cell as Excel shows it: programs append a Z and mean no zone, and a fraction
// of a second that no cell shows.
func wallClock(value string) string {
	value, _, _ = strings.Cut(strings.TrimSuffix(strings.Replace(value, "T", " ", 1), "Z"), ".")
	return strings.TrimSuffix(value, " 00:00:00")
}

func textCell(text string) Cell {
	if text == "" {
		return Cell{}
	}
	return Cell{Kind: Text, Text: text}
}

// cellAt is the column, from 0, and the row of a reference like AB12.
func cellAt(ref string) (column, row int, ok bool) {
	column, ok = columnOf([]byte(ref))
	if !ok {
		return 0, 0, false
	}
	row, err := strconv.Atoi(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	return column, row, err == nil && row <= MaxRows
}

// columnOf is the column of a reference like AB12, from 0.
func columnOf(ref []byte) (int, bool) {
	n, i := 0, 0
	for i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && i < 4 {
		n = n*26 + int(ref[i]-'A') + 1
		i++
	}
	return n - 1, i > 0 && i < len(ref) && onlyDigits(string(ref[i:]))
}

func onlyDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
