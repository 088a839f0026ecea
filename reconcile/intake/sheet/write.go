package sheet

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Format says how a column of a written workbook shows and takes its values.
type Format uint8

// Formats of columns. FormatText keeps long numbers whole: Excel rounds what
// it takes for a number after 15 digits.
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
	Open     bool     // other text than the choices may be typed
	Note     string   // comment on the heading
	Width    float64  // in characters; 0 = as wide as the heading
}

// Table is a sheet to be written: a heading row, then Rows. Values are
// string, int, float64, time.Time or nil.
type Table struct {
	Name    string
	Columns []Column
	Rows    iter.Seq[[]any]
	// ChoicesFrom is the first row, 1 = the heading, whose cells have drop-downs; 0 = 2.
	ChoicesFrom int
}

// lastChoiceRow is down to where cells have drop-downs.
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
	cells             [FormatMoment + 1]int
}

func newStyles(f *excelize.File) (styles, error) {
	var st styles
	var err error
	add := func(to *int, s excelize.Style) {
		if err == nil {
			*to, err = f.NewStyle(&s)
		}
	}
	heading := func(fill string) excelize.Style {
		return excelize.Style{
			Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}},
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}, NumFmt: 49,
			Border: []excelize.Border{{Type: "bottom", Color: "808080", Style: 1}},
		}
	}
	add(&st.heading, heading("E7E6E6"))
	add(&st.required, heading("FFE699"))
	day, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
	add(&st.cells[FormatText], excelize.Style{NumFmt: 49})
	add(&st.cells[FormatNumber], excelize.Style{})
	add(&st.cells[FormatDate], excelize.Style{CustomNumFmt: &day})
	add(&st.cells[FormatMoment], excelize.Style{CustomNumFmt: &moment})
	return st, err
}

func writeTable(f *excelize.File, st styles, t Table) error {
	if err := annotate(f, t); err != nil {
		return err
	}
	out, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	heading := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		if err := out.SetColStyle(i+1, i+1, st.cells[c.Format]); err != nil {
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
				cells[i] = excelize.Cell{StyleID: st.cells[t.Columns[i].Format], Value: v}
			}
			at, err := excelize.CoordinatesToCellName(1, number)
			if err != nil {
				return err
			}
			if err := out.SetRow(at, cells); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

// wallClock keeps the hour that the reader's clock shows: a worksheet knows
// no time zones and excelize would convert to UTC.
func wallClock(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// annotate sets comments and drop-downs.
func annotate(f *excelize.File, t Table) error {
	from := max(t.ChoicesFrom, 2)
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

// width counts a Han character as two.
func (c Column) width() float64 {
	if c.Width > 0 {
		return c.Width
	}
	w := 4.0
	for _, r := range c.Title {
		w++
		if r > 0x2E80 {
			w++
		}
	}
	return max(w, 10)
}
