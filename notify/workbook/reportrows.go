package workbook

import (
	"time"

	"github.com/xuri/excelize/v2"
)

// reportStyles are the styles of a workbook of reports, for plain and for
// strong rows.
type reportStyles struct {
	title, line, heading, note, marked int
	plain, strong                      [StyleDay + 1]int
}

// Fonts that official forms use; a machine without them shows another.
const (
	titleFont = "方正小标宋简体"
	textFont  = "宋体"
)

func newReportStyles(f *excelize.File) (reportStyles, error) {
	var st reportStyles
	var err error
	add := func(to *int, s excelize.Style) {
		if err == nil {
			*to, err = f.NewStyle(&s)
		}
	}
	var border []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	grey := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7E6E6"}}
	add(&st.title, excelize.Style{Font: &excelize.Font{Family: titleFont, Size: 18, Bold: true}, Alignment: centre})
	add(&st.line, excelize.Style{Font: &excelize.Font{Family: textFont, Size: 10.5}, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center"}})
	add(&st.heading, excelize.Style{Font: &excelize.Font{Family: textFont, Size: 10.5, Bold: true}, Alignment: centre, Fill: grey, Border: border})
	add(&st.note, excelize.Style{Font: &excelize.Font{Family: textFont, Size: 9}, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "top", WrapText: true}})
	add(&st.marked, excelize.Style{Font: &excelize.Font{Family: textFont, Size: 10.5, Bold: true, Color: "C00000"}, Alignment: centre, Border: border, NumFmt: 49})
	day, percent := "yyyy-mm-dd", "0.0%"
	for _, strong := range []bool{false, true} {
		for style := range StyleDay + 1 {
			s := excelize.Style{Font: &excelize.Font{Family: textFont, Size: 10.5, Bold: strong}, Alignment: centre, Border: border}
			switch style {
			case StyleText:
				s.NumFmt = 49
				s.Alignment = &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true}
			case StyleCentre:
				s.NumFmt = 49
			case StyleCount:
				s.NumFmt = 1
			case StylePercent:
				s.CustomNumFmt = &percent
			case StyleDay:
				s.CustomNumFmt = &day
			}
			to := &st.plain[style]
			if strong {
				s.Fill, to = grey, &st.strong[style]
			}
			add(to, s)
		}
	}
	return st, err
}

// reportWriter writes a report's rows from top to bottom.
type reportWriter struct {
	out *excelize.StreamWriter
	st  reportStyles
	r   Report
	p   place
}

func (w reportWriter) write() error {
	for i, c := range w.r.Columns {
		if err := w.out.SetColWidth(i+1, i+1, c.width()); err != nil {
			return err
		}
	}
	err := w.out.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: w.p.heads, TopLeftCell: cellName(0, w.p.heads+1), ActivePane: "bottomLeft",
	})
	for _, step := range []func() error{w.title, w.line, w.headings, w.rows, w.notes} {
		if err == nil {
			err = step()
		}
	}
	return err
}

func (c ReportColumn) width() float64 {
	if c.Width > 0 {
		return c.Width
	}
	return Column{Title: c.Title}.width()
}

// whole writes one cell over the whole width.
func (w reportWriter) whole(row int, style int, text string, height float64) error {
	cells := make([]any, max(1, len(w.r.Columns)))
	for i := range cells {
		cells[i] = excelize.Cell{StyleID: style}
	}
	cells[0] = excelize.Cell{StyleID: style, Value: text}
	if err := w.out.SetRow(cellName(0, row), cells, excelize.RowOpts{Height: height}); err != nil {
		return err
	}
	return w.merge(0, row, len(cells)-1, row)
}

func (w reportWriter) merge(column, row, toColumn, toRow int) error {
	if column == toColumn && row == toRow {
		return nil
	}
	return w.out.MergeCell(cellName(column, row), cellName(toColumn, toRow))
}

func (w reportWriter) title() error {
	if w.p.title == 0 {
		return nil
	}
	return w.whole(w.p.title, w.st.title, w.r.Title, titleHeight)
}

// line shares the width among its parts by the columns' widths, so that the last part does not end in a
// narrow column.
func (w reportWriter) line() error {
	if w.p.line == 0 {
		return nil
	}
	total := w.r.width()
	cells := make([]any, len(w.r.Columns))
	for i := range cells {
		cells[i] = excelize.Cell{StyleID: w.st.line}
	}
	starts := []int{}
	done := 0.0
	for i, c := range w.r.Columns {
		if n := len(starts); n < len(w.r.Line) && done >= total*float64(n)/float64(len(w.r.Line))-c.width()/2 {
			cells[i] = excelize.Cell{StyleID: w.st.line, Value: w.r.Line[n]}
			starts = append(starts, i)
		}
		done += c.width()
	}
	if err := w.out.SetRow(cellName(0, w.p.line), cells, excelize.RowOpts{Height: lineHeight}); err != nil {
		return err
	}
	for n, start := range starts {
		end := len(w.r.Columns) - 1
		if n+1 < len(starts) {
			end = starts[n+1] - 1
		}
		if err := w.merge(start, w.p.line, end, w.p.line); err != nil {
			return err
		}
	}
	return nil
}

func (w reportWriter) headings() error {
	heads, above := make([]any, len(w.r.Columns)), make([]any, len(w.r.Columns))
	for i, c := range w.r.Columns {
		heads[i] = excelize.Cell{StyleID: w.st.heading, Value: c.Title}
		above[i] = excelize.Cell{StyleID: w.st.heading, Value: c.Above}
		if c.Above == "" {
			above[i] = heads[i]
		}
	}
	if w.p.above > 0 {
		if err := w.out.SetRow(cellName(0, w.p.above), above, excelize.RowOpts{Height: lineHeight}); err != nil {
			return err
		}
		if err := w.mergeHeadings(); err != nil {
			return err
		}
	}
	return w.out.SetRow(cellName(0, w.p.heads), heads, excelize.RowOpts{Height: headingHeight})
}

func (w reportWriter) mergeHeadings() error {
	for i := 0; i < len(w.r.Columns); i++ {
		from := i
		if w.r.Columns[i].Above == "" {
			if err := w.merge(i, w.p.above, i, w.p.heads); err != nil {
				return err
			}
			continue
		}
		for i+1 < len(w.r.Columns) && w.r.Columns[i+1].Above == w.r.Columns[from].Above {
			i++
		}
		if err := w.merge(from, w.p.above, i, w.p.above); err != nil {
			return err
		}
	}
	return nil
}

func (w reportWriter) rows() error {
	for n, row := range w.r.Rows {
		styles := w.st.plain
		if row.Strong {
			styles = w.st.strong
		}
		cells := make([]any, len(w.r.Columns))
		for i, c := range w.r.Columns {
			cell := excelize.Cell{StyleID: styles[c.Style]}
			if i < len(row.Cells) {
				cell.Value = row.Cells[i]
			}
			switch v := cell.Value.(type) {
			case time.Time:
				cell.Value = wallClock(v)
			case Marked:
				cell.StyleID, cell.Value = w.st.marked, string(v)
			}
			cells[i] = cell
		}
		if err := w.out.SetRow(cellName(0, w.p.first+n), cells, excelize.RowOpts{Height: w.r.rowHeight(row)}); err != nil {
			return err
		}
	}
	return nil
}

func (w reportWriter) notes() error {
	total := w.r.width()
	for i, note := range w.r.Notes {
		if err := w.whole(w.p.notes+i, w.st.note, note, noteHeight(note, total)); err != nil {
			return err
		}
	}
	return nil
}
