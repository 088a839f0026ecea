package workgroup

import (
	"iter"
	"slices"
	"strings"
)

// packed holds records by code. Every run holds all people and groups of a county, so that they are kept
// small and without pointers that a garbage collector would follow: what is a record's own stands in long
// texts, what many records share stands once. Records have numbers from 0 in the order of their codes,
// and do not change. Nil is none.
type packed[T any] struct {
	text   []string // each a chunk of records' own columns, the code first
	rows   []packedRow
	shared []T // records without what is a record's own
	byCode *TextIndex
	unpack func(own string, shared *T) T
}

// packedRow is a record's place: where in which chunk its own columns begin, and what it shares.
type packedRow struct{ text, shared uint32 }

const (
	chunkBits = 20
	chunkSize = 1 << chunkBits // in bytes; the last record of a chunk may go beyond it
)

// Len is how many there are.
func (p *packed[T]) Len() int {
	if p == nil {
		return 0
	}
	return len(p.rows)
}

// Number is the number of the one with the code.
func (p *packed[T]) Number(code string) (number int32, ok bool) {
	if p == nil {
		return 0, false
	}
	return p.byCode.Find(code, func(n int32) bool { return p.Code(n) == code })
}

// Has reports whether there is one with the code.
func (p *packed[T]) Has(code string) bool { _, ok := p.Number(code); return ok }

// Find is the one with the code.
func (p *packed[T]) Find(code string) (one T, ok bool) {
	n, ok := p.Number(code)
	if ok {
		one = p.At(n)
	}
	return one, ok
}

// Of is the one with the code; the zero value for none.
func (p *packed[T]) Of(code string) T { one, _ := p.Find(code); return one }

// At is the one with the number. The lists in it must not be changed.
func (p *packed[T]) At(number int32) T {
	return p.unpack(p.own(number), &p.shared[p.rows[number].shared])
}

// Code is the code of the one with the number.
func (p *packed[T]) Code(number int32) string { code, _ := cutText(p.own(number)); return code }

// own is the text that begins with the record's own columns.
func (p *packed[T]) own(number int32) string {
	at := p.rows[number].text
	return p.text[at>>chunkBits][at&(chunkSize-1):]
}

// Codes gives all codes in order.
func (p *packed[T]) Codes() iter.Seq[string] {
	return func(yield func(string) bool) {
		for n := range int32(p.Len()) { //nolint:gosec // fewer than two billion
			if !yield(p.Code(n)) {
				return
			}
		}
	}
}

// All gives all in the order of their codes.
func (p *packed[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for n := range int32(p.Len()) { //nolint:gosec // fewer than two billion
			if !yield(p.At(n)) {
				return
			}
		}
	}
}

// ByCode is all by code, for those who change them.
func (p *packed[T]) ByCode() map[string]T {
	byCode := make(map[string]T, p.Len())
	for n := range int32(p.Len()) { //nolint:gosec // fewer than two billion
		byCode[p.Code(n)] = p.At(n)
	}
	return byCode
}

// packer gathers records.
type packer[T any] struct {
	packed packed[T]
	chunk  []byte
	met    map[string]uint32 // the shared, by what tells them apart
	key    []byte
}

// add takes a record: its own columns, the code first; the texts that tell apart what it shares; and
// itself without its own columns.
func (b *packer[T]) add(own, key []string, shared T) {
	if len(b.chunk) >= chunkSize {
		b.endChunk()
	}
	at := len(b.packed.text)<<chunkBits | len(b.chunk)
	for _, column := range own {
		b.chunk = appendText(b.chunk, column)
	}
	b.key = b.key[:0]
	for _, text := range key {
		b.key = appendText(b.key, text)
	}
	n, met := b.met[string(b.key)]
	if !met {
		if b.met == nil {
			b.met = map[string]uint32{}
		}
		n = uint32(len(b.packed.shared)) //nolint:gosec // at most one a record
		b.met[string(b.key)] = n
		b.packed.shared = append(b.packed.shared, shared)
	}
	b.packed.rows = append(b.packed.rows, packedRow{uint32(at), n}) //nolint:gosec // four thousand chunks hold more than any country has
}

func (b *packer[T]) endChunk() {
	b.packed.text = append(b.packed.text, string(b.chunk))
	b.chunk = b.chunk[:0]
}

// end is what was added; of records with one code it is the last. The packer is used up.
func (b *packer[T]) end(unpack func(own string, shared *T) T) *packed[T] {
	b.endChunk()
	p := &b.packed
	byCode := func(x, y int32) int { return strings.Compare(p.Code(x), p.Code(y)) }
	numbers := make([]int32, len(p.rows))
	for i := range numbers {
		numbers[i] = int32(i)
	}
	if !slices.IsSortedFunc(numbers, byCode) {
		slices.SortStableFunc(numbers, byCode)
	}
	rows := make([]packedRow, 0, len(numbers))
	for i, n := range numbers {
		if i+1 < len(numbers) && byCode(n, numbers[i+1]) == 0 {
			continue
		}
		rows = append(rows, p.rows[n])
	}
	p.rows, p.byCode, p.unpack = rows, NewTextIndex(len(rows), p.Code), unpack
	for n := range int32(len(rows)) { //nolint:gosec // fewer than two billion
		p.byCode.Add(p.Code(n), n)
	}
	return p
}

// listText is a list as one text.
func listText(list []string) string {
	if len(list) == 0 {
		return ""
	}
	var text []byte
	for _, s := range list {
		text = appendText(text, s)
	}
	return string(text)
}

// listOf reads what listText made.
func listOf(text string) []string {
	var list []string
	for text != "" {
		var s string
		s, text = cutText(text)
		list = append(list, s)
	}
	return list
}
