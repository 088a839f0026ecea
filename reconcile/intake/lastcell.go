package intake

import (
	"time"

	"qunguan/reconcile/sheet"
)

// lastCell keeps the last valid cell of a column with its value. A roster repeats the platform, group,
// role and moment in every row; its millions of cells are checked once for each run of equal ones.
type lastCell struct {
	name    string
	heading *Heading
	has     bool      // the sheet has the column
	column  int       // in it
	filled  string    // the value of every row where the sheet lacks the column
	next    *lastCell // the column that was asked for after this one, the last time

	read bool // raw and text are set
	raw  string
	text string

	dated    bool // momentOf and moment are set
	momentOf string
	moment   time.Time
}

// last is the column's last cell. It is asked for when the layout stands. The columns of a sheet are
// asked for in one order in every row: most are found without a search.
func (l *layout) last(heading string) *lastCell {
	before := l.asked
	if before != nil && before.name == heading {
		return before
	}
	if before != nil && before.next != nil && before.next.name == heading {
		l.asked = before.next
		return l.asked
	}
	c := l.lasts[heading]
	if c == nil {
		column, has := l.columns[heading]
		c = &lastCell{name: heading, heading: l.table.heading(heading), has: has, column: column, filled: l.filled[heading]}
		if l.lasts == nil {
			l.lasts = map[string]*lastCell{}
		}
		l.lasts[heading] = c
	}
	if before != nil {
		before.next = c
	}
	l.asked = c
	return c
}

// text is the trimmed cell. Too long, or empty where it is required, is an
// error.
func (r *Cells) text(heading string) string {
	last := r.layout.last(heading)
	cell := r.cellOf(last)
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
