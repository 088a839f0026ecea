package workbook

// Heights of rows, in points.
const (
	titleHeight   = 36
	lineHeight    = 22
	headingHeight = 32
)

// width is that of all columns, in characters.
func (r Report) width() float64 {
	total := 0.0
	for _, c := range r.Columns {
		total += c.width()
	}
	return total
}

// rowHeight is the height for the fullest cell of a row, because not every program that shows a
// workbook computes it.
func (r Report) rowHeight(row ReportRow) float64 {
	most := 1.0
	for i, v := range row.Cells {
		if s, ok := v.(string); ok && i < len(r.Columns) {
			most = max(most, lines(s, r.Columns[i].width()-1))
		}
	}
	return min(15*most+5, 400)
}

// noteHeight is the height of a remark in small type over the whole width.
func noteHeight(note string, width float64) float64 { return 14*lines(note, width*1.1) + 2 }

// lines is how many lines of the width a text takes; Han characters count two.
func lines(text string, width float64) float64 {
	n, at := 1.0, 0.0
	for _, r := range text {
		if r == '\n' {
			n, at = n+1, 0
			continue
		}
		w := 1.1
		if r > 0x2E80 {
			w = 2
		}
		if at+w > width && at > 0 {
			n, at = n+1, 0
		}
		at += w
	}
	return n
}
