package intake

import (
	"time"

	"qunguan/reconcile/sheet"
)

// lastCell keeps the last valid cell of a column with its value. A roster repeats the platform, group,
// role and moment in every row; its millions of cells are checked once for each run of equal ones.
type lastCell struct {
	heading *Heading
	read    bool // raw and text are set
	raw     string
	text    string

	dated    bool // momentOf and moment are set
	momentOf string
	moment   time.Time
}

// last is the column's last cell.
func (l *layout) last(heading string) *lastCell {
	c := l.lasts[heading]
	if c == nil {
		c = &lastCell{heading: l.table.heading(heading)}
		if l.lasts == nil {
			l.lasts = map[string]*lastCell{}
		}
		l.lasts[heading] = c
	}
	return c
}

// text is the trimmed cell. Too long, or empty where it is required, is an
// error.
func (r *Cells) text(heading string) string {
	cell, last := r.cell(heading), r.layout.last(heading)
	if last.read && cell.Kind == sheet.Text && cell.Text == last.raw {
		return last.text
	}
	told := r.told
	s := r.checked(heading, last.heading)
	if cell.Kind == sheet.Text && r.told == told {
		last.read, last.raw, last.text = true, cell.Text, s
	}
	return s
}

// parsed is the moment that a text gives.
func (r *Cells) parsed(heading, s string) (time.Time, bool) {
	last := r.layout.last(heading)
	if last.dated && s == last.momentOf {
		return last.moment, true
	}
	t, ok := parseMoment(s, r.loc)
	if ok {
		last.dated, last.momentOf, last.moment = true, s, t
	}
	return t, ok
}
