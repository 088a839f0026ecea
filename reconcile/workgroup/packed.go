package workgroup

import (
	"encoding/binary"
	"iter"
	"slices"
	"strings"

	"qunguan/reconcile/compact"
)

// packed holds records by code. Every run holds all people and groups of a county, so that they are kept
// small and without pointers that a garbage collector would follow: what is a record's own stands in long
// texts, what many records share stands once. Records have numbers from 0 in the order of their codes,
// and do not change. Nil is none.
type packed[T any] struct {
	text   []string // each a chunk of records: the number of what a record shares, and its own columns, the code first
	places []uint32 // where in which chunk a record begins
	shared []T      // records without what is a record's own
	byCode *compact.TextIndex
	unpack func(own string, shared *T) T
}

const (
	chunkBits = 20
	chunkSize = 1 << chunkBits // in bytes; the last record of a chunk may go beyond it
)

// Len is how many there are.
func (p *packed[T]) Len() int {
	if p == nil {
		return 0
	}
	return len(p.places)
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
	shared, own := compact.CutNumber(p.record(number))
	return p.unpack(own, &p.shared[shared])
}

// Code is the code of the one with the number.
func (p *packed[T]) Code(number int32) string { return p.codeIn(p.places[number]) }

// own is the text that begins with the record's own columns.
func (p *packed[T]) own(number int32) string {
	_, own := compact.CutNumber(p.record(number))
	return own
}

// record is the text that begins with the record.
func (p *packed[T]) record(number int32) string { return p.in(p.places[number]) }

func (p *packed[T]) in(place uint32) string { return p.text[place>>chunkBits][place&(chunkSize-1):] }

func (p *packed[T]) codeIn(place uint32) string {
	_, own := compact.CutNumber(p.in(place))
	code, _ := compact.CutText(own)
	return code
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
	b.packed.places = append(b.packed.places, uint32(len(b.packed.text)<<chunkBits|len(b.chunk))) //nolint:gosec // four thousand chunks hold more than any country has
	b.key = b.key[:0]
	for _, text := range key {
		b.key = compact.AppendText(b.key, text)
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
	b.chunk = binary.AppendUvarint(b.chunk, uint64(n))
	for _, column := range own {
		b.chunk = compact.AppendText(b.chunk, column)
	}
}

func (b *packer[T]) endChunk() {
	b.packed.text = append(b.packed.text, string(b.chunk))
	b.chunk = b.chunk[:0]
}

// end is what was added; of records with one code it is the last. The packer is used up.
func (b *packer[T]) end(unpack func(own string, shared *T) T) *packed[T] {
	b.endChunk()
	p := &b.packed
	p.sort()
	p.byCode, p.unpack = compact.NewTextIndex(p.Len(), p.Code), unpack
	for n := range int32(p.Len()) { //nolint:gosec // fewer than two billion
		p.byCode.Add(p.Code(n), n)
	}
	return p
}

// sort puts records in the order of their codes. A registry gives them in this order: then nothing is moved, and
// nothing is made for it.
func (p *packed[T]) sort() {
	sorted, before := true, ""
	for n := range int32(p.Len()) { //nolint:gosec // fewer than two billion
		code := p.Code(n)
		sorted = sorted && (n == 0 || before < code)
		before = code
	}
	if sorted {
		return
	}
	slices.SortStableFunc(p.places, func(x, y uint32) int { return strings.Compare(p.codeIn(x), p.codeIn(y)) })
	last := p.places[:0]
	for i, place := range p.places {
		if i+1 == len(p.places) || p.codeIn(place) != p.codeIn(p.places[i+1]) {
			last = append(last, place)
		}
	}
	p.places = last
}
