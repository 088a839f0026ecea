package intake

import "iter"

// after is a kind's records as they would be after the import: the registry's, and the rows' in their places. Those of
// the registry are numbered first.
type after[T any] struct {
	*recordRows[T]

	upTo     int                     // of the rows; those that came later are not looked at
	without  func(m *rowMark) bool   // rows that are left out
	unpacked func(m *rowMark) uint32 // which of a row's records counts
}

// asWritten and asResolved choose of a row's records the one before, or after, its references were resolved.
func asWritten(m *rowMark) uint32  { return m.raw }
func asResolved(m *rowMark) uint32 { return m.rec }

// after looks at the rows that have come so far.
func (s *recordRows[T]) after(without func(m *rowMark) bool, unpacked func(m *rowMark) uint32) after[T] {
	return after[T]{s, s.marks.Len(), without, unpacked}
}

// at is the record with the number.
func (a after[T]) at(n int32) T {
	if row := int(n) - a.known.Len(); row >= 0 {
		return a.known.packer.unpack(a.unpacked(a.marks.At(row)))
	}
	return a.known.At(int(n))
}

// number is the number of the record with the key.
func (a after[T]) number(key string) (n int32, ok bool) {
	if row, ok := a.row(key); ok {
		return int32(a.known.Len() + row), true //nolint:gosec // fewer than two billion
	}
	known, ok := a.known.number(key)
	return int32(known), ok //nolint:gosec // fewer than two billion
}

// row is the row whose record counts for the key: of several the last.
func (a after[T]) row(key string) (row int, ok bool) {
	if a.upTo == 0 {
		return 0, false
	}
	first, ok := a.find(key)
	if !ok {
		return 0, false
	}
	for _, row := range [...]int{a.lastOf(first), first} {
		if row < a.upTo && !a.without(a.marks.At(row)) {
			return row, true
		}
	}
	return 0, false
}

func (s *recordRows[T]) lastOf(first int) int {
	if last, ok := s.last[first]; ok {
		return last
	}
	return first
}

// has reports whether there is a record with the key.
func (a after[T]) has(key string) bool { _, ok := a.number(key); return ok }

// of is the record with the key; the zero value for none.
func (a after[T]) of(key string) (record T) {
	if n, ok := a.number(key); ok {
		record = a.at(n)
	}
	return record
}

// numbers gives the numbers of all records, each key once.
func (a after[T]) numbers() iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for n := range a.known.Len() {
			if a.upTo > 0 {
				if _, replaced := a.row(a.known.key(n)); replaced {
					continue
				}
			}
			if !yield(int32(n)) {
				return
			}
		}
		for row := range a.upTo {
			if of, ok := a.row(a.known.packer.keyAt(a.marks.At(row).raw)); ok && of == row && !yield(int32(a.known.Len()+row)) { //nolint:gosec // fewer than two billion
				return
			}
		}
	}
}

// all gives all records, each key once.
func (a after[T]) all() iter.Seq[T] {
	return func(yield func(T) bool) {
		for n := range a.numbers() {
			if !yield(a.at(n)) {
				return
			}
		}
	}
}

// empty reports whether there is no record.
func (a after[T]) empty() bool {
	for range a.numbers() {
		return false
	}
	return true
}
