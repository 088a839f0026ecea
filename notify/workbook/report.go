package workbook

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Style is the way in which a column of a report shows its values.
type Style uint8

// Styles of columns.
const (
	StyleText    Style = iota // wrapped, on the left
	StyleCentre               // short text in the middle
	StyleCount                // whole number
	StylePercent              // share of one, shown as 46.7%
	StyleDay                  // 2026-11-21, from a time.Time
)

// ReportColumn is a column of a report.
type ReportColumn struct {
	Title string
	Above string // heading over all neighbours that name the same one; empty = none
	Style Style
	Width float64 // in characters, a Han character counts two
}

// Marked is a short text in bold red, in the middle of its cell, so that readers do not overlook it on
// paper.
type Marked string

// ReportRow is a line of a report. Cells are string, Marked, int, float64,
// time.Time or nil.
type ReportRow struct {
	Cells  []any
	Strong bool // totals and subtotals
}

// Chart is a native column chart of some rows of the report it belongs to.
type Chart struct {
	Title       string
	First, Last int   // indices of Report.Rows, both included
	Category    int   // column whose text names the groups of bars
	Values      []int // columns, one series each, named by their titles
}

// Report is a form as an office hands it in: a title over the whole width, a line naming the office,
// headings of one or two levels that every page repeats, bordered rows, remarks beneath; its charts on
// a sheet of their own, so that no page cuts them. It prints landscape, as wide as the page: on A4, or
// on A3 where A4 would make the type too small.
type Report struct {
	Name       string   // of the sheet
	Title      string   // empty = the sheet begins with the line, or the headings
	Line       []string // 填报单位：… 填报人：…, each with an equal share of the width
	Columns    []ReportColumn
	Rows       []ReportRow
	Notes      []string // beneath the rows, each over the whole width
	Charts     []Chart
	ChartsName string // of the sheet with the charts
	Footer     string // of printed pages; &P and &N are the page's number and their count
}

// WriteReports writes one sheet for each report.
func WriteReports(w io.Writer, reports ...Report) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // no part of it is on disk
	st, err := newReportStyles(f)
	if err != nil {
		return fmt.Errorf("styles of the report: %w", err)
	}
	for i, r := range reports {
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), r.Name)
		} else {
			_, err = f.NewSheet(r.Name)
		}
		if err == nil {
			err = writeReport(f, st, r)
		}
		if err == nil && len(r.Charts) > 0 {
			err = writeCharts(f, r)
		}
		if err != nil {
			return fmt.Errorf("write sheet %s: %w", r.Name, err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// place holds the rows of a report's parts; 1 is the first, 0 is a missing part.
type place struct {
	title, line  int
	above, heads int // above = 0: headings of one level
	first, last  int // of the rows; last < first: there are none
	notes        int // first of them
	end          int // last row
}

func placeOf(r Report) place {
	p := place{}
	next := func() int { p.end++; return p.end }
	if r.Title != "" {
		p.title = next()
	}
	if len(r.Line) > 0 {
		p.line = next()
	}
	for _, c := range r.Columns {
		if c.Above != "" {
			p.above = next()
			break
		}
	}
	p.heads = next()
	p.first = p.heads + 1
	p.end += len(r.Rows)
	p.last = p.end
	if len(r.Notes) > 0 {
		p.notes = p.end + 1
		p.end += len(r.Notes)
	}
	return p
}

func writeReport(f *excelize.File, st reportStyles, r Report) error {
	p := placeOf(r)
	if err := setPage(f, r, p); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	out, err := f.NewStreamWriter(r.Name)
	if err != nil {
		return err
	}
	w := reportWriter{out: out, st: st, r: r, p: p}
	if err := w.write(); err != nil {
		return err
	}
	return out.Flush()
}

// cellName is A1 for column 0 and row 1.
func cellName(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column+1, row)
	if err != nil {
		return "A1" // no report has a column left of the first or right of the 16,384th
	}
	return name
}
