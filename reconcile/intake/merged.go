package intake

import (
	"slices"

	"qunguan/reconcile/sheet"
)

// merged fills the rows of a table from cells that are merged downwards: offices write one 单位 over all
// its people. The rows come in their order.
type merged struct {
	spans  []sheet.Span // not begun yet, by first row
	open   []openSpan
	filled int // rows
}

type openSpan struct {
	sheet.Span

	cell sheet.Cell
}

// fill is the row's cells completed from the merged ones above. A cell with content of its own keeps
// it.
func (m *merged) fill(row sheet.Row) []sheet.Cell {
	m.open = slices.DeleteFunc(m.open, func(o openSpan) bool { return o.Last < row.Number })
	for len(m.spans) > 0 && m.spans[0].First <= row.Number {
		s := m.spans[0]
		m.spans = m.spans[1:]
		if s.First == row.Number && s.Column < len(row.Cells) && row.Cells[s.Column].Kind != sheet.Empty {
			m.open = append(m.open, openSpan{s, row.Cells[s.Column]})
		}
	}
	cells, filled := row.Cells, false
	for _, o := range m.open {
		for len(cells) <= o.Column {
			cells = append(cells, sheet.Cell{})
		}
		if cells[o.Column].Kind == sheet.Empty {
			cells[o.Column], filled = o.cell, true
		}
	}
	if filled {
		m.filled++
	}
	return cells
}
