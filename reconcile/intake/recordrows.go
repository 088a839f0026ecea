package intake

import (
	"slices"

	"qunguan/reconcile/compact"
	"qunguan/reconcile/workgroup"
)

// item is one row of a kind that is upserted by key, while it is looked at.
type item[T any] struct {
	row Cells // its place and columns; the cells are dropped
	raw T     // the cells' values, merged with the registry's
	rec T     // raw with its references resolved
}

// rowSet holds the rows of one kind in one command.
type rowSet interface {
	take(c *Cells)
	rows() (n, bad int)
	begin(out func(Problem)) // of a round: rows that are bad now are fallen
	resolve(v *resolver)
	result(r *Result, accept map[string]bool) // adds the good rows to the batch, and counts
}

// rowSets holds the rows of one command, kind by kind, without rosters and activity.
type rowSets map[Kind]rowSet

func openRows(known Known) rowSets {
	all := rowSets{}
	for _, t := range tables {
		if set := t.of.open(known); set != nil {
			all[t.Kind] = set
		}
	}
	return all
}

// rows counts the rows of all kinds.
func (all rowSets) rows() (n, bad int) {
	for _, set := range all {
		more, worse := set.rows()
		n, bad = n+more, bad+worse
	}
	return n, bad
}

// rowsOf are the rows of a kind.
func rowsOf[T any](all rowSets, k *Records[T]) *recordRows[T] {
	return all[k.Kind].(*recordRows[T]) //nolint:forcetypeassert // a kind's rows are of its own type
}

// recordRows are the rows of one kind. Their records stand among the registry's; a row like the registry's record has
// no text of its own.
type recordRows[T any] struct {
	kind   *Records[T]
	known  *Packed[T]
	sheets []rowSheet
	marks  compact.Series[rowMark]

	byKey   *compact.TextIndex // of each key the first row
	indexed int                // the rows that are in it
	last    map[int]int        // of a key's first row, where it has several: the last
	keyless int                // the last row without a key; negative: there is none

	compared bool // rows with one key were found
}

// rowSheet is a sheet from which rows came.
type rowSheet struct {
	place  Place
	layout *layout
}

// rowMark is a row's place and state.
type rowMark struct {
	line, sheet uint32
	raw, rec    uint32 // where its records stand, as in item
	state       rowState
}

type rowState uint8

const (
	rowBad    rowState = 1 << iota // as Cells.bad
	rowFallen                      // it was bad when the round began
	rowKnown                       // the registry has its key
	rowTwin                        // another row before it has its key
	rowCounts                      // it was not bad when the rows were looked at together
)

func (m *rowMark) has(s rowState) bool { return m.state&s != 0 }

func (k *Records[T]) open(known Known) rowSet {
	of := k.In(known)
	if of == nil {
		of = k.Pack()
	}
	return &recordRows[T]{kind: k, known: of, last: map[int]int{}, keyless: -1}
}

func (s *recordRows[T]) take(c *Cells) {
	place := c.place
	place.Row = 0
	if n := len(s.sheets); n == 0 || s.sheets[n-1].layout != c.layout || s.sheets[n-1].place != place {
		s.sheets = append(s.sheets, rowSheet{place, c.layout})
	}
	m := rowMark{line: uint32(c.place.Row), sheet: uint32(len(s.sheets) - 1)} //nolint:gosec // no sheet has four billion lines
	record, known := s.kind.read(c, s.known)
	text := s.known.packer.pack(&record)
	if known >= 0 {
		m.state |= rowKnown
	}
	if known >= 0 && s.known.packer.is(*s.known.places.At(known), text) {
		m.raw = *s.known.places.At(known)
	} else {
		m.raw = s.known.packer.texts.Add(text)
	}
	m.rec = m.raw
	if c.bad {
		m.state |= rowBad
	}
	s.marks.Add(m)
}

func (s *recordRows[T]) rows() (n, bad int) {
	for n := range s.marks.Len() {
		if s.marks.At(n).has(rowBad) {
			bad++
		}
	}
	return s.marks.Len(), bad
}

func (s *recordRows[T]) begin(out func(Problem)) {
	if !s.compared {
		s.markTwins(out)
	}
	for n := range s.marks.Len() {
		if m := s.marks.At(n); m.has(rowBad) {
			m.state |= rowFallen
		}
	}
}

// cells is a row's place, as its problems need it.
func (s *recordRows[T]) cells(n int, out func(Problem)) Cells {
	m := s.marks.At(n)
	sheet := &s.sheets[m.sheet]
	place := sheet.place
	place.Row = int(m.line)
	return Cells{layout: sheet.layout, place: place, out: out, bad: m.has(rowBad)}
}

// look is a row to be looked at; the item may be used again for the next.
func (s *recordRows[T]) look(n int, it *item[T], out func(Problem)) {
	m := s.marks.At(n)
	it.row, it.raw = s.cells(n, out), s.known.packer.unpack(m.raw)
	if it.rec = it.raw; m.rec != m.raw {
		it.rec = s.known.packer.unpack(m.rec)
	}
}

// keep keeps what was found out about a row.
func (s *recordRows[T]) keep(n int, it *item[T]) {
	m := s.marks.At(n)
	if it.row.bad {
		m.state |= rowBad
	}
	p := s.known.packer
	text := p.pack(&it.rec)
	if p.is(m.raw, text) {
		m.rec = m.raw
		return
	}
	if known, ok := s.known.number(s.kind.key(it.rec)); ok && p.is(*s.known.places.At(known), text) {
		m.rec = *s.known.places.At(known)
		return
	}
	if !p.is(m.rec, text) {
		m.rec = p.texts.Add(text)
	}
}

// find is the first row with the key.
func (s *recordRows[T]) find(key string) (n int, ok bool) {
	if s.byKey == nil {
		s.byKey = compact.NewTextIndex(s.marks.Len(), func(n int32) string { return s.known.packer.keyAt(s.marks.At(int(n)).raw) })
	}
	for ; s.indexed < s.marks.Len(); s.indexed++ {
		m := s.marks.At(s.indexed)
		of := s.known.packer.keyAt(m.raw)
		if of == "" {
			s.keyless = s.indexed
			continue
		}
		if first, met := s.lookUp(of); met {
			m.state |= rowTwin
			s.last[first] = s.indexed
			continue
		}
		s.byKey.Add(of, int32(s.indexed)) //nolint:gosec // fewer than two billion
	}
	if key == "" {
		return s.keyless, s.keyless >= 0
	}
	return s.lookUp(key)
}

func (s *recordRows[T]) lookUp(key string) (n int, ok bool) {
	found, ok := s.byKey.Find(key, func(n int32) bool { return s.known.packer.keyAt(s.marks.At(int(n)).raw) == key })
	return int(found), ok
}

// stands reports whether a code is the registry's or a row's that is not fallen, and whether it is a fallen row's.
func (s *recordRows[T]) stands(code string) (good, fallen bool) {
	if n, ok := s.find(code); ok {
		fallen = s.marks.At(n).has(rowFallen)
		good = !fallen
	}
	return good || s.known.Has(code), fallen
}

// markTwins finds keys that occur twice. The right row of the two is unknown, so both are bad.
func (s *recordRows[T]) markTwins(out func(Problem)) {
	s.compared = true
	s.find("") // and all rows are in the index
	for n := range s.marks.Len() {
		m := s.marks.At(n)
		if !m.has(rowTwin) {
			continue
		}
		first, _ := s.find(s.known.packer.keyAt(m.raw))
		c, other := s.cells(n, out), s.cells(first, out)
		c.fail(s.kind.Columns[s.kind.TwinAt].Name, s.kind.shown(s.known.packer.unpack(m.raw)), "intake.same_key_twice", "other", other.place)
		m.state |= rowBad
		s.marks.At(first).state |= rowBad
	}
}

// resolve checks the references of all rows that are still good.
func (s *recordRows[T]) resolve(v *resolver) {
	it := &item[T]{}
	for n := range s.marks.Len() {
		if v.checked(s.marks.At(n)) {
			continue
		}
		s.look(n, it, v.report)
		it.rec = it.raw
		for i := range s.kind.Columns {
			if c := &s.kind.Columns[i]; c.refers != nil && it.row.has(c.Name) {
				s.refer(v, it, c)
			}
		}
		if s.kind.resolve != nil {
			s.kind.resolve(v, it)
		}
		s.keep(n, it)
	}
	if s.kind.together != nil {
		s.kind.together(v, s)
	}
}

func (s *recordRows[T]) refer(v *resolver, it *item[T], c *Column[T]) {
	home := ""
	if s.kind.Home != nil {
		home = s.kind.Home(&it.rec)
	}
	one := func(value string) string { return c.refers(v, &it.row, c.Name, value, home) }
	switch to := c.Field(&it.rec).(type) {
	case *string:
		if *to != "" {
			*to = one(*to)
		}
	case *[]string:
		*to = resolved(*to, one)
	}
}

// resolved is every item of a list by its code, each once.
func resolved(values []string, one func(string) string) []string {
	var out []string
	for _, value := range values {
		if code := one(value); !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

var _ rowSet = (*recordRows[workgroup.Unit])(nil)
