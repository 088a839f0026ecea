package intake

import (
	"iter"

	"qunguan/reconcile/compact"
)

// Packed is records of one kind in the order in which they came. An import of a county holds a million, so that each is
// kept as a text and unpacked when it is looked at; a record that is taken out can be changed without the others
// noticing. Nil is none.
type Packed[T any] struct {
	packer  *packer[T]
	places  compact.Series[uint32]
	byKey   *compact.TextIndex // of the first of them
	indexed int                // how many that is
}

// Pack packs records.
func (k *Records[T]) Pack(records ...T) *Packed[T] {
	p := &Packed[T]{packer: newPacker(k)}
	for i := range records {
		p.Add(&records[i])
	}
	return p
}

// Add adds a record behind the others.
func (p *Packed[T]) Add(record *T) { p.places.Add(p.packer.texts.Add(p.packer.pack(record))) }

// Len is how many there are.
func (p *Packed[T]) Len() int {
	if p == nil {
		return 0
	}
	return p.places.Len()
}

// At is the record with the number, from 0.
func (p *Packed[T]) At(n int) T { return p.packer.unpack(*p.places.At(n)) }

// All gives all records in order.
func (p *Packed[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for n := range p.Len() {
			if !yield(p.At(n)) {
				return
			}
		}
	}
}

// Of is the record with the key; the zero value for none.
func (p *Packed[T]) Of(key string) (record T) {
	if n, ok := p.number(key); ok {
		record = p.At(n)
	}
	return record
}

// Has reports whether there is a record with the key.
func (p *Packed[T]) Has(key string) bool { _, ok := p.number(key); return ok }

// number is the number of the record with the key; of several the first.
func (p *Packed[T]) number(key string) (n int, ok bool) {
	if p.Len() == 0 {
		return 0, false
	}
	if p.byKey == nil {
		p.byKey = compact.NewTextIndex(p.Len(), func(n int32) string { return p.key(int(n)) })
	}
	for ; p.indexed < p.Len(); p.indexed++ {
		p.byKey.Add(p.key(p.indexed), int32(p.indexed)) //nolint:gosec // fewer than two billion
	}
	found, ok := p.byKey.Find(key, func(n int32) bool { return p.key(int(n)) == key })
	return int(found), ok
}

// forgetKeys gives the memory back in which records are found, until one is looked for again.
func (p *Packed[T]) forgetKeys() { p.byKey, p.indexed = nil, 0 }

func (p *Packed[T]) key(n int) string { return p.packer.keyAt(*p.places.At(n)) }
