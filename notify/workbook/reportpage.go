package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Codes of paper in OOXML (ECMA-376, 18.3.1.63, pageSetup).
const (
	paperA3 = 8
	paperA4 = 9
)

// widestOnA4 is the number of characters that fit on a page of A4 in readable type.
const widestOnA4 = 190

func paperOf(r Report) int {
	if r.width() > widestOnA4 {
		return paperA3
	}
	return paperA4
}

// setPage makes the sheet print: A4 landscape, one page wide, headings on
// every page, nothing beyond the report.
func setPage(f *excelize.File, r Report, p place) error {
	if err := setPaper(f, r.Name, r.Footer, paperOf(r)); err != nil {
		return err
	}
	sheet := quoted(r.Name)
	from := p.heads
	if p.above > 0 {
		from = p.above
	}
	last, err := excelize.ColumnNumberToName(max(1, len(r.Columns)))
	if err != nil {
		return err
	}
	for name, area := range map[string]string{
		"_xlnm.Print_Area":   fmt.Sprintf("%s$A$1:$%s$%d", sheet, last, p.end),
		"_xlnm.Print_Titles": fmt.Sprintf("%s$%d:$%d", sheet, from, p.heads),
	} {
		if err := f.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: area, Scope: r.Name}); err != nil {
			return err
		}
	}
	return nil
}

// quoted is a sheet's name as references have it.
func quoted(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'!" }

// setPaper is landscape, one page wide, with the footer.
func setPaper(f *excelize.File, sheet, footer string, size int) error {
	landscape, wide, tall, fit, centre := "landscape", 1, 0, true, true
	if err := f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &size, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	side, top, bottom, edge := 0.4, 0.5, 0.6, 0.3 // inches
	margins := excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &bottom, Header: &edge, Footer: &edge, Horizontally: &centre}
	if err := f.SetPageMargins(sheet, &margins); err != nil {
		return err
	}
	if footer != "" {
		if err := f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&C" + footer}); err != nil {
			return err
		}
	}
	return nil
}
