package page

import (
	"fmt"
	"strconv"
)

// Chart is bars in groups, one colour for each series, drawn by the server; the same figures stand
// beneath as a table, for readers who do not see it.
type Chart struct {
	Title         string
	Of            string // the kind of the groups: 周, 单位
	Series        []string
	Groups        []BarGroup
	Width, Height int
	Floor         int // where bars stand
	Lines         []gridLine
	Labels        []barLabel
	Bars          []bar
}

// BarGroup is bars that stand together under one label, one for each series.
type BarGroup struct {
	Label  string
	Values []int
}

type gridLine struct {
	Y, TextY int
	Label    string
}

type barLabel struct {
	X, Y int
	Text string
}

type bar struct {
	X, Y, Width, Height float64
	Series              int
	Tip                 string
}

// Sizes in units of the drawing, which is scaled to its place.
const (
	chartWidth, chartHeight = 480, 180
	chartLeft, chartFoot    = 34, 24
	chartHead               = 10
	labelWidth              = 46 // of a label beneath the bars
)

// NewChart lays the bars out; nil where there is nothing to draw.
func NewChart(title, of string, series []string, groups []BarGroup) *Chart {
	most := 0
	for _, g := range groups {
		for _, v := range g.Values {
			most = max(most, v)
		}
	}
	if most == 0 {
		return nil
	}
	c := &Chart{Title: title, Of: of, Series: series, Groups: groups, Width: chartWidth, Height: chartHeight, Floor: chartHeight - chartFoot}
	step := niceStep(most)
	top := (most + step - 1) / step * step
	high := float64(c.Floor - chartHead)
	for v := 0; v <= top; v += step {
		y := c.Floor - int(high*float64(v)/float64(top))
		c.Lines = append(c.Lines, gridLine{Y: y, TextY: y + 4, Label: strconv.Itoa(v)})
	}
	slot := float64(chartWidth-chartLeft) / float64(len(groups))
	width := slot * 0.8 / float64(len(series))
	every := max(1, (len(groups)*labelWidth+chartWidth-chartLeft-1)/(chartWidth-chartLeft))
	for i, g := range groups {
		left := float64(chartLeft) + slot*float64(i)
		for s, v := range g.Values {
			h := high * float64(v) / float64(top)
			c.Bars = append(c.Bars, bar{
				X: left + slot*0.1 + width*float64(s), Y: float64(c.Floor) - h, Width: max(1, width-1), Height: h, Series: s,
				Tip: fmt.Sprintf("%s %s %d", g.Label, series[s%len(series)], v),
			})
		}
		if i%every == 0 {
			c.Labels = append(c.Labels, barLabel{X: int(left + slot/2), Y: chartHeight - 8, Text: g.Label})
		}
	}
	return c
}

// niceStep is 1, 2 or 5 times a power of ten, so that about four lines reach the
// value.
func niceStep(most int) int {
	step := 1
	for {
		for _, m := range []int{1, 2, 5} {
			if step*m*4 >= most {
				return step * m
			}
		}
		step *= 10
	}
}
