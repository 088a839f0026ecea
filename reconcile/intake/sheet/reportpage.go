package sheet

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// paperA4 is the code of A4 in OOXML (ECMA-376, 18.3.1.63, pageSetup).
const paperA4 = 9

// setPage makes the sheet print: A4 landscape, one page wide, headings on
// every page, nothing beyond the report.
func setPage(f *excelize.File, r Report, p place) error {
	size, landscape, wide, tall, fit, centre := paperA4, "landscape", 1, 0, true, true
	if err := f.SetSheetProps(r.Name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := f.SetPageLayout(r.Name, &excelize.PageLayoutOptions{Size: &size, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	side, top, bottom, edge := 0.4, 0.5, 0.6, 0.3 // inches
	margins := excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &bottom, Header: &edge, Footer: &edge, Horizontally: &centre}
	if err := f.SetPageMargins(r.Name, &margins); err != nil {
		return err
	}
	if r.Footer != "" {
		if err := f.SetHeaderFooter(r.Name, &excelize.HeaderFooterOptions{OddFooter: "&C" + r.Footer}); err != nil {
			return err
		}
	}
	sheet := "'" + strings.ReplaceAll(r.Name, "'", "''") + "'!"
	from := p.heads
	if p.above > 0 {
		from = p.above
	}
	last, err := excelize.ColumnNumberToName(max(1, len(r.Columns)))
	if err != nil {
		return err
	}
	for name, area := range map[string]string{
		"_xlnm.Print_Area":   fmt.Sprintf("%s$A$1:$%s$%d", sheet, last, p.bottom),
		"_xlnm.Print_Titles": fmt.Sprintf("%s$%d:$%d", sheet, from, p.heads),
	} {
		if err := f.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: area, Scope: r.Name}); err != nil {
			return err
		}
	}
	return nil
}

// chartColours are those of the series: what was is grey, what is is blue.
var chartColours = []string{"A6A6A6", "2F75B5", "70AD47", "FFC000"}

func addChart(f *excelize.File, r Report, p place, c Chart, row int) error {
	ref := func(column, from, to int) string {
		name := strings.ReplaceAll(r.Name, "'", "''")
		letter, err := excelize.ColumnNumberToName(column + 1)
		if err != nil {
			letter = "A"
		}
		return fmt.Sprintf("'%s'!$%s$%d:$%s$%d", name, letter, from, letter, to)
	}
	from, to := p.first+c.First, p.first+c.Last
	chart := excelize.Chart{
		Type:      excelize.Col,
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Title, Font: &excelize.Font{Bold: true, Size: 12}}}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		PlotArea:  excelize.ChartPlotArea{ShowVal: true},
		Dimension: excelize.ChartDimension{Width: 640, Height: chartRows*20 - 20},
		YAxis:     excelize.ChartAxis{MajorGridLines: true},
	}
	for i, v := range c.Values {
		chart.Series = append(chart.Series, excelize.ChartSeries{
			Name: strings.Split(ref(v, p.heads, p.heads), ":")[0], Categories: ref(c.Category, from, to), Values: ref(v, from, to),
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{chartColours[i%len(chartColours)]}},
		})
	}
	return f.AddChart(r.Name, cellName(0, row), &chart)
}
