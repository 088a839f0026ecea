package audit

import (
	"cmp"
	"slices"
)

// sealed is a mark and the seal that lists it.
type sealed struct {
	Marked
	seal int64
}

// RowCheck compares the rows of one source with its sealed marks. Marks are added first, then rows in
// the order of their places.
type RowCheck struct {
	Source   string
	Frontier Frontier // of the last seal

	Rows     int // sealed rows that are unchanged
	Unsealed int // rows that the next seal will cover
	Problems []Problem

	marks   []sealed
	sorted  bool
	next    int
	changed []Row
	place   []sealed // of changed
}

// maxMoved bounds how many changed rows are compared with each other's places.
const maxMoved = 200

// Add adds a seal's marks of the source.
func (c *RowCheck) Add(seal int64, marks []Marked) {
	for _, m := range marks {
		c.marks = append(c.marks, sealed{m, seal})
	}
}

func (m Marked) compare(id, sub int64) int {
	return cmp.Or(cmp.Compare(m.ID, id), cmp.Compare(m.Sub, sub))
}

// Row checks the next row, by place; final says whether a seal made now would cover it.
func (c *RowCheck) Row(r Row, final bool) { c.RowAs(r, r.Mark(), final) }

// RowAs is Row for a row with a legitimate change since it was sealed: stands is its former mark. Its
// present mark is accepted too, because it may have been sealed later.
func (c *RowCheck) RowAs(r Row, stands Mark, final bool) {
	c.sort()
	for c.next < len(c.marks) && c.marks[c.next].compare(r.ID, r.Sub) < 0 {
		m := c.marks[c.next]
		c.Problems = append(c.Problems, Problem{Kind: Missing, Source: c.Source, ID: m.ID, Sub: m.Sub, N: 1, Seal: m.seal})
		c.next++
	}
	if c.next == len(c.marks) || c.marks[c.next].compare(r.ID, r.Sub) != 0 {
		c.unlisted(r, final)
		return
	}
	m := c.marks[c.next]
	c.next++
	switch {
	case stands == m.Mark || r.Mark() == m.Mark:
		c.Rows++
	case len(c.changed) < maxMoved:
		c.changed, c.place = append(c.changed, r), append(c.place, m)
	default:
		c.Problems = append(c.Problems, Problem{Kind: Changed, Source: c.Source, ID: r.ID, Sub: r.Sub, N: 1, Seal: m.seal})
	}
}

// unlisted is a row that no seal lists.
func (c *RowCheck) unlisted(r Row, final bool) {
	switch {
	case !final:
	case c.Frontier.Has(r.ID):
		c.Unsealed++
	default:
		c.Problems = append(c.Problems, Problem{Kind: Added, Source: c.Source, ID: r.ID, Sub: r.Sub, N: 1})
	}
}

func (c *RowCheck) sort() {
	if !c.sorted {
		slices.SortStableFunc(c.marks, func(a, b sealed) int { return a.compare(b.ID, b.Sub) })
		c.sorted = true
	}
}

// End is called after the last row: sealed rows beyond it were cut off.
func (c *RowCheck) End() {
	c.sort()
	if left := c.marks[c.next:]; len(left) > 0 {
		last := left[len(left)-1]
		c.Problems = append(c.Problems, Problem{
			Kind: Cut, Source: c.Source, ID: left[0].ID, Sub: left[0].Sub, To: last.ID, N: len(left), Seal: left[0].seal,
		})
	}
	for i, r := range c.changed {
		p := Problem{Kind: Changed, Source: c.Source, ID: r.ID, Sub: r.Sub, N: 1, Seal: c.place[i].seal}
		for _, other := range c.place {
			if r.MarkAt(other.ID, other.Sub) == other.Mark {
				p.Kind, p.From = Moved, other.ID
			}
		}
		c.Problems = append(c.Problems, p)
	}
	c.changed, c.place = nil, nil
	slices.SortStableFunc(c.Problems, func(a, b Problem) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Sub, b.Sub)) })
}
