package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Sizes of a chart in pixels, and how many lines of the default height it
// covers in every program that shows it.
const (
	chartWidth, chartHeight = 960, 460
	chartRows               = 30
)

// chartColours are those of the series: the past is grey, the present blue.
var chartColours = []string{"A6A6A6", "2F75B5", "70AD47", "FFC000"}

// writeCharts puts a report's charts on a sheet of their own, one beneath the
// other, each on its page.
func writeCharts(f *excelize.File, r Report) error {
	if _, err := f.NewSheet(r.ChartsName); err != nil {
		return err
	}
	if err := setPaper(f, r.ChartsName, r.Footer, paperA4); err != nil {
		return err
	}
	for i, c := range r.Charts {
		row := 1 + i*chartRows
		if i > 0 {
			if err := f.InsertPageBreak(r.ChartsName, cellName(0, row)); err != nil {
				return err
			}
		}
		chart := chartOf(r, c)
		if err := f.AddChart(r.ChartsName, cellName(0, row), &chart); err != nil {
			return fmt.Errorf("chart %s: %w", c.Title, err)
		}
	}
	return nil
}

func chartOf(r Report, c Chart) excelize.Chart {
	p := placeOf(r)
	ref := func(column, from, to int) string {
		letter, _, _ := strings.Cut(cellName(column, 1), "1")
		return fmt.Sprintf("%s$%s$%d:$%s$%d", quoted(r.Name), letter, from, letter, to)
	}
	dark := excelize.Font{Color: "404040", Size: 11}
	chart := excelize.Chart{
		Type:      excelize.Col,
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Title, Font: &excelize.Font{Bold: true, Size: 16, Color: "000000"}}}},
		Legend:    excelize.ChartLegend{Position: "bottom", Font: &dark},
		PlotArea:  excelize.ChartPlotArea{ShowVal: true},
		Dimension: excelize.ChartDimension{Width: chartWidth, Height: chartHeight},
		XAxis:     excelize.ChartAxis{Font: dark},
		YAxis:     excelize.ChartAxis{Font: dark, MajorGridLines: true},
	}
	from, to := p.first+c.First, p.first+c.Last
	for i, v := range c.Values {
		name, _, _ := strings.Cut(ref(v, p.heads, p.heads), ":")
		chart.Series = append(chart.Series, excelize.ChartSeries{
			Name: name, Categories: ref(c.Category, from, to), Values: ref(v, from, to),
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{chartColours[i%len(chartColours)]}},
		})
	}
	return chart
}
