package intake

import "strconv"

// countTitle is the title of columns in which offices number their rows. In other forms it is the code.
const countTitle = "编号"

// dropCount drops a column 编号 that only counts from 1 to n. Two units' forms both begin with 1: taken
// for codes, the second would overwrite the first one's groups.
func (rd *reading) dropCount(s openSheet, l *layout) {
	c := l.table.of.coding()
	if l.table.Staged || len(l.table.Headings) == 0 {
		return
	}
	code := l.table.Headings[0].Name
	if c != nil {
		code = c.heading()
	}
	at, ok := l.columns[code]
	if !ok || at < 0 || plainTitle(l.titles[code]) != countTitle || !rd.counts(s, l, at) {
		return
	}
	head := s.place
	head.Row = l.row
	rd.note(head, Notice, "intake.count_column", "title", l.titles[code], "heading", code)
	delete(l.columns, code)
	delete(l.titles, code)
	l.matched--
	l.findMissing()
}

// counts reports whether the column holds 1, 2, 3 … down to the last row.
func (rd *reading) counts(s openSheet, l *layout, column int) bool {
	rows, err := s.book.Rows(s.index)
	if err != nil {
		return false // the second reading reports the error
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		row := rows.Row()
		if row.Number <= l.row || blankRow(row.Cells) || noise(l, row.Cells) != "" {
			continue
		}
		n++
		if column >= len(row.Cells) || tidyCode(row.Cells[column].Text) != strconv.Itoa(n) {
			return false
		}
	}
	return n > 0 && rows.Err() == nil
}
