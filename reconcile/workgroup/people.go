package workgroup

import (
	"iter"
	"slices"
	"strings"
)

// People is the directory's people. Every run holds all of them, so that they are kept small and without
// pointers that a garbage collector would follow: what is somebody's own stands in long texts, what many
// people share stands once. They have numbers from 0 in the order of their codes. People do not change;
// the zero value and nil are nobody.
type People struct {
	text      []string // each a chunk of people's own columns
	rows      []personRow
	standings []standing
	byCode    *TextIndex
}

// personRow is a person's place: where in which chunk their own columns begin, and their standing.
type personRow struct{ text, standing uint32 }

// standing is what many people share.
type standing struct {
	unit, post, status string
	leftOn             Date
	alsoUnits, roles   []string
}

const (
	chunkBits = 20
	chunkSize = 1 << chunkBits // in bytes; the last person of a chunk may go beyond it
)

// PeopleOf are the people of a map by code.
func PeopleOf(byCode map[string]Person) *People {
	var b PeopleBuilder
	for _, p := range byCode {
		b.Add(p)
	}
	return b.People()
}

// Len is how many they are.
func (p *People) Len() int {
	if p == nil {
		return 0
	}
	return len(p.rows)
}

// Number is the number of the person with the code.
func (p *People) Number(code string) (number int32, ok bool) {
	if p == nil {
		return 0, false
	}
	return p.byCode.Find(code, func(n int32) bool { return p.Code(n) == code })
}

// Has reports whether somebody has the code.
func (p *People) Has(code string) bool { _, ok := p.Number(code); return ok }

// Find is the person with the code.
func (p *People) Find(code string) (Person, bool) {
	n, ok := p.Number(code)
	if !ok {
		return Person{}, false
	}
	return p.At(n), true
}

// Of is the person with the code; the zero Person for none.
func (p *People) Of(code string) Person { one, _ := p.Find(code); return one }

// At is the person with the number. It allocates nothing; the lists in it must not be changed.
func (p *People) At(number int32) Person {
	s := &p.standings[p.rows[number].standing]
	one := Person{Unit: s.unit, AlsoUnits: s.alsoUnits, Post: s.post, Status: s.status, LeftOn: s.leftOn, Roles: s.roles}
	rest := p.own(number)
	one.Code, rest = cutText(rest)
	one.Name, rest = cutText(rest)
	one.Mobile, rest = cutText(rest)
	one.Email, rest = cutText(rest)
	one.Accounts.text, _ = cutText(rest)
	return one
}

// Code is the code of the person with the number.
func (p *People) Code(number int32) string { code, _ := cutText(p.own(number)); return code }

// Name is the name of the person with the number.
func (p *People) Name(number int32) string {
	_, rest := cutText(p.own(number))
	name, _ := cutText(rest)
	return name
}

// own is the text that begins with the person's own columns.
func (p *People) own(number int32) string {
	at := p.rows[number].text
	return p.text[at>>chunkBits][at&(chunkSize-1):]
}

// All gives everybody in the order of their codes.
func (p *People) All() iter.Seq[Person] {
	return func(yield func(Person) bool) {
		for n := range int32(p.Len()) { //nolint:gosec // fewer than two billion
			if !yield(p.At(n)) {
				return
			}
		}
	}
}

// ByCode is everybody by code, for those who change them.
func (p *People) ByCode() map[string]Person {
	byCode := make(map[string]Person, p.Len())
	for one := range p.All() {
		byCode[one.Code] = one
	}
	return byCode
}

// PeopleBuilder gathers people. The zero value is ready.
type PeopleBuilder struct {
	people    People
	chunk     []byte
	standings map[standingKey]uint32
}

// standingKey is a standing in a form that compares.
type standingKey struct {
	unit, post, status string
	leftOn             Date
	alsoUnits, roles   string
}

// Add takes a person. Texts are copied, except those that many people share.
func (b *PeopleBuilder) Add(p Person) {
	if len(b.chunk) >= chunkSize {
		b.endChunk()
	}
	at := len(b.people.text)<<chunkBits | len(b.chunk)
	for _, own := range []string{p.Code, p.Name, p.Mobile, p.Email, p.Accounts.text} {
		b.chunk = appendText(b.chunk, own)
	}
	b.people.rows = append(b.people.rows, personRow{uint32(at), b.standing(&p)}) //nolint:gosec // four thousand chunks hold more people than any country
}

func (b *PeopleBuilder) endChunk() {
	b.people.text = append(b.people.text, string(b.chunk))
	b.chunk = b.chunk[:0]
}

func (b *PeopleBuilder) standing(p *Person) uint32 {
	key := standingKey{p.Unit, p.Post, p.Status, p.LeftOn, listKey(p.AlsoUnits), listKey(p.Roles)}
	n, met := b.standings[key]
	if !met {
		if b.standings == nil {
			b.standings = map[standingKey]uint32{}
		}
		n = uint32(len(b.people.standings)) //nolint:gosec // at most one a person
		b.standings[key] = n
		b.people.standings = append(b.people.standings, standing{p.Unit, p.Post, p.Status, p.LeftOn, p.AlsoUnits, p.Roles})
	}
	return n
}

// listKey is a list in a form that compares.
func listKey(list []string) string {
	if len(list) == 0 {
		return ""
	}
	var text []byte
	for _, s := range list {
		text = appendText(text, s)
	}
	return string(text)
}

// People are those that were added. The builder is used up.
func (b *PeopleBuilder) People() *People {
	b.endChunk()
	p := &b.people
	p.rows = slices.Clip(p.rows)
	byCode := func(x, y int32) int { return strings.Compare(p.Code(x), p.Code(y)) }
	numbers := make([]int32, len(p.rows))
	for i := range numbers {
		numbers[i] = int32(i)
	}
	if !slices.IsSortedFunc(numbers, byCode) {
		slices.SortStableFunc(numbers, byCode)
	}
	rows := make([]personRow, 0, len(numbers))
	for i, n := range numbers {
		if i+1 < len(numbers) && byCode(n, numbers[i+1]) == 0 {
			continue // a later one has the code
		}
		rows = append(rows, p.rows[n])
	}
	p.rows, p.byCode = rows, NewTextIndex(len(rows))
	for n := range int32(len(rows)) { //nolint:gosec // fewer than two billion
		p.byCode.Add(p.Code(n), n)
	}
	return p
}
