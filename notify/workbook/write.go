// Package workbook writes the workbooks that people get: lists with drop-downs and filters, and reports
// as an office hands them in. It writes row by row and does not know the meaning of the rows.
package workbook

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"qunguan/reconcile/sheet"
)

// Format is the format in which a column of a written workbook shows and accepts its values.
type Format uint8

// Formats of columns. FormatText keeps long numbers whole, because Excel rounds numbers after 15
// digits.
const (
	FormatText Format = iota
	FormatNumber
	FormatDate   // 2026-11-21
	FormatMoment // 2026-11-21 07:00
)

// Column is a column of a written workbook.
type Column struct {
	Title    string
	Format   Format
	Required bool     // its heading stands out
	Choices  []string // drop-down, together at most 255 characters
	Open     bool     // texts outside the choices may be typed
	Note     string   // comment on the heading
	Width    float64  // in characters; 0 = as wide as the heading
	Wrap     bool     // long texts take several lines
}

// Table is a sheet to be written: a heading row, then Rows. Values are
// string, int, float64, time.Time or nil.
type Table struct {
	Name    string
	Columns []Column
	Rows    iter.Seq[[]any]
	Filter  bool // the headings get filters
	// Examples is the number of leading rows that are only examples: they are grey, and drop-downs
	// begin below them.
	Examples int
}

// lastChoiceRow is the last row with drop-downs.
const lastChoiceRow = 20000

// Write writes a workbook, one row at a time.
func Write(w io.Writer, tables ...Table) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }() // the writer may hold temporary files
	st, err := newStyles(f)
	if err != nil {
		return fmt.Errorf("styles of the workbook: %w", err)
	}
	for i, t := range tables {
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), t.Name)
		} else {
			_, err = f.NewSheet(t.Name)
		}
		if err == nil {
			err = writeTable(f, st, t)
		}
		if err != nil {
			return fmt.Errorf("write sheet %s: %w", t.Name, err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

type styles struct {
	heading, required int
	cells             [looks][FormatMoment + 1]int
}

// Styles of a cell beside its format.
const (
	lookPlain = iota
	lookWrapped
	lookExample
	looks
)

func newStyles(f *excelize.File) (styles, error) {
	var st styles
	font, err := f.GetDefaultFont()
	if err != nil {
		return st, err
	}
	add := func(to *int, s excelize.Style) {
		if err == nil {
			*to, err = f.NewStyle(&s)
		}
	}
	heading := func(fill string) excelize.Style {
		return excelize.Style{
			Font: &excelize.Font{Bold: true, Family: font, Size: 11}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}},
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}, NumFmt: 49,
			Border: []excelize.Border{{Type: "bottom", Color: "808080", Style: 1}},
		}
	}
	add(&st.heading, heading("E7E6E6"))
	add(&st.required, heading("FFE699"))
	day, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
	for look := range looks {
		s := excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: look == lookWrapped}}
		if look == lookExample {
			s.Font = &excelize.Font{Italic: true, Color: "808080", Family: font, Size: 11}
		}
		number, date, at := s, s, s
		s.NumFmt = 49
		date.CustomNumFmt, at.CustomNumFmt = &day, &moment
		add(&st.cells[look][FormatText], s)
		add(&st.cells[look][FormatNumber], number)
		add(&st.cells[look][FormatDate], date)
		add(&st.cells[look][FormatMoment], at)
	}
	return st, err
}

// cell is the style of a column's cells.
func (st styles) cell(c Column, example bool) int {
	look := lookPlain
	switch {
	case example:
		look = lookExample
	case c.Wrap:
		look = lookWrapped
	}
	return st.cells[look][c.Format]
}

func writeTable(f *excelize.File, st styles, t Table) error {
	if err := annotate(f, t); err != nil {
		return err
	}
	if t.Filter {
		last, err := excelize.ColumnNumberToName(len(t.Columns))
		if err != nil {
			return err
		}
		if err := f.AutoFilter(t.Name, fmt.Sprintf("A1:%s%d", last, sheet.MaxRows), nil); err != nil {
			return err
		}
	}
	if err := setPaper(f, t.Name, "&P / &N", paperA4); err != nil {
		return err
	}
	// The headings stand on every printed page.
	titles := excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: quoted(t.Name) + "$1:$1", Scope: t.Name}
	if err := f.SetDefinedName(&titles); err != nil {
		return err
	}
	out, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	heading := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		if err := out.SetColStyle(i+1, i+1, st.cell(c, false)); err != nil {
			return err
		}
		if err := out.SetColWidth(i+1, i+1, c.width()); err != nil {
			return err
		}
		style := st.heading
		if c.Required {
			style = st.required
		}
		heading[i] = excelize.Cell{StyleID: style, Value: c.Title}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := out.SetRow("A1", heading, excelize.RowOpts{Height: 24}); err != nil {
		return err
	}
	number := 1
	if t.Rows != nil {
		for row := range t.Rows {
			number++
			cells := make([]any, len(row))
			for i, v := range row {
				if v == nil {
					continue
				}
				if tm, ok := v.(time.Time); ok {
					v = wallClock(tm)
				}
				cells[i] = excelize.Cell{StyleID: st.cell(t.Columns[i], number-2 < t.Examples), Value: v}
			}
			at, err := excelize.CoordinatesToCellName(1, number)
			if err != nil {
				return err
			}
			if err := out.SetRow(at, cells, excelize.RowOpts{Height: t.height(row)}); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

// height is the height for the fullest wrapped cell of a row, in points, because not every program that
// shows a workbook computes it. 0 = the usual height.
func (t Table) height(row []any) float64 {
	most := 1.0
	for i, v := range row {
		if s, ok := v.(string); ok && t.Columns[i].Wrap {
			most = max(most, lines(s, t.Columns[i].width()-1))
		}
	}
	if most == 1 {
		return 0
	}
	return min(15*most, 400)
}

// wallClock keeps the hour of the reader's clock: a worksheet has no time zones and excelize would
// convert to UTC.
func wallClock(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// annotate sets comments and drop-downs.
func annotate(f *excelize.File, t Table) error {
	from := 2 + t.Examples
	for i, c := range t.Columns {
		column, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if c.Note != "" {
			height := uint(60 + 18*strings.Count(c.Note, "\n") + utf8.RuneCountInString(c.Note))
			note := excelize.Comment{Cell: column + "1", Author: "qunguan", Paragraph: []excelize.RichTextRun{{Text: c.Note}}, Width: 280, Height: height}
			if err := f.AddComment(t.Name, note); err != nil {
				return err
			}
		}
		if len(c.Choices) == 0 {
			continue
		}
		dv := excelize.NewDataValidation(true)
		dv.SetSqref(fmt.Sprintf("%s%d:%s%d", column, from, column, lastChoiceRow))
		if err := dv.SetDropList(c.Choices); err != nil {
			return fmt.Errorf("drop-down of %s: %w", c.Title, err)
		}
		if !c.Open {
			dv.SetError(excelize.DataValidationErrorStyleStop, c.Title, strings.Join(c.Choices, "、"))
		} else {
			dv.ShowErrorMessage = false
		}
		if err := f.AddDataValidation(t.Name, dv); err != nil {
			return err
		}
	}
	return nil
}

// width is the column's width, the heading's where none is given.
func (c Column) width() float64 {
	if c.Width > 0 {
		return c.Width
	}
	return max(TextWidth(c.Title)+4, 10)
}

// TextWidth is the width of a text, in characters of a column's width; a Han character counts as two.
func TextWidth(text string) float64 {
	w := 0.0
	for _, r := range text {
		w++
		if r > 0x2E80 {
			w++
		}
	}
	return w
}
