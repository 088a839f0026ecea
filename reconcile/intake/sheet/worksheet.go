package sheet

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// keptColumns is how many columns of a row are looked at; what stands to the
// right of them (a stray cell in XFD1) is under no heading.
const keptColumns = 1024

// sheetSource reads a worksheet part row by row. It is written by hand
// because excelize's Rows does not say whether a cell is a number or a text,
// and that decides about dates and about numbers that Excel has rounded.
type sheetSource struct {
	book   *workbook
	texts  *sharedStrings
	part   *part
	tokens *tokens
	row    Row
	inData bool
}

func (s *sheetSource) close() error { return s.part.Close() }

// next is the next row that the part has; its dimension is not believed.
func (s *sheetSource) next() (Row, error) {
	for {
		tok, err := s.tokens.next()
		if err != nil {
			return Row{}, s.at(err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			switch {
			case e.Name.Local == "sheetData":
				s.inData = true
			case e.Name.Local == "row" && s.inData:
				if err := s.readRow(e); err != nil {
					return Row{}, s.at(err)
				}
				return s.row, nil
			}
		case xml.EndElement:
			if e.Name.Local == "sheetData" {
				s.inData = false // the rest is read for the container's checksum
			}
		}
	}
}

func (s *sheetSource) at(err error) error {
	if f, ok := AsFault(err); ok && f.Row == 0 && s.inData {
		f.Row = s.row.Number
	}
	return err
}

func (s *sheetSource) readRow(e xml.StartElement) error {
	number := s.row.Number + 1
	if r := attr(e, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < number {
			return fault("sheet.broken_zip", 0)
		}
		number = n
	}
	if number > MaxRows {
		return fault("sheet.too_many_rows", 0, "max", MaxRows)
	}
	hidden := attr(e, "hidden")
	s.row = Row{Number: number, Hidden: hidden == "1" || hidden == "true", Cells: s.row.Cells[:0]}
	column := 0
	for {
		tok, err := s.tokens.next()
		if err == io.EOF {
			return broken(io.ErrUnexpectedEOF)
		}
		if err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.EndElement:
			if e.Name.Local == "row" {
				return nil
			}
		case xml.StartElement:
			if e.Name.Local != "c" {
				continue
			}
			if ref := attr(e, "r"); ref != "" {
				at, ok := columnOf(ref)
				if !ok || at < column {
					return fault("sheet.broken_zip", 0)
				}
				column = at
			}
			if column >= MaxColumns {
				return fault("sheet.too_many_columns", 0, "max", MaxColumns)
			}
			c, err := s.cell(attr(e, "t"), attr(e, "s"))
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
}

// cell reads up to the end of a cell.
func (s *sheetSource) cell(kind, style string) (Cell, error) {
	var value, inline string
	formula, hasValue, inValue := false, false, false
	for {
		tok, err := s.tokens.next()
		if err == io.EOF {
			return Cell{}, broken(io.ErrUnexpectedEOF)
		}
		if err != nil {
			return Cell{}, err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "v":
				inValue, hasValue = true, true
			case "f":
				formula = true
			case "is":
				if inline, err = s.tokens.richText("is"); err != nil {
					return Cell{}, err
				}
			}
		case xml.CharData:
			if inValue {
				value += string(e)
			}
			if len(value) > maxToken {
				return Cell{}, fault("sheet.long_text", 0, "max", MaxCellRunes)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "v":
				inValue = false
			case "c":
				if formula && (!hasValue || value == "" && kind != "str") {
					return Cell{Kind: Formula}, nil
				}
				return s.valued(kind, style, value, inline)
			}
		}
	}
}

// valued makes a cell of what the file says about it (ECMA-376 part 1,
// 18.18.11 ST_CellType).
func (s *sheetSource) valued(kind, style, value, inline string) (Cell, error) {
	switch kind {
	case "s":
		if value == "" {
			return Cell{}, nil
		}
		i, err := strconv.Atoi(value)
		if err != nil {
			return Cell{}, fault("sheet.broken_zip", 0)
		}
		text, ok := s.texts.at(i)
		if !ok {
			return Cell{}, fault("sheet.broken_zip", 0)
		}
		return textCell(text), nil
	case "inlineStr":
		return textCell(inline), nil
	case "str":
		return textCell(unescape(value)), nil
	case "d":
		return textCell(strings.TrimSuffix(strings.Replace(value, "T", " ", 1), "Z")), nil
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
		return textCell(value), nil // not what it claims to be; the checker will say so
	}
	c := Cell{Kind: Number, Text: strings.TrimSpace(value), Serial: v}
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(s.book.dates) && s.book.dates[i] {
		c.Kind = Date
		if s.book.date1904 {
			c.Serial += 1462 // days from 1899-12-30 to 1904-01-01
		}
	}
	return c, nil
}

func textCell(text string) Cell {
	if text == "" {
		return Cell{}
	}
	return Cell{Kind: Text, Text: text}
}

// columnOf is the column of a reference like AB12, from 0.
func columnOf(ref string) (int, bool) {
	n, i := 0, 0
	for i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && i < 4 {
		n = n*26 + int(ref[i]-'A') + 1
		i++
	}
	return n - 1, i > 0 && i < len(ref) && onlyDigits(ref[i:])
}

func onlyDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
