package overlap

import (
	"slices"
	"strings"
	"unicode/utf8"

	"qunguan/reconcile/identity"
)

// Matter is the content of a name or purpose, read once and compared often.
type Matter struct {
	marks    marks
	concepts []int          // matters of sameMatter, ascending
	names    map[int]string // concept → the text's word for it
	rest     []rune         // text that no list knows, in order
	whole    string         // known matters and the rest, without padding
	sound    string         // the sound of the whole; empty if it is short
	print    uint64         // a bit for each concept and character: texts without common bits are not alike
}

// conceptWeight is the number of characters that a known matter counts for.
const conceptWeight = 3

// ReadMatter reads a folded text without punctuation, unit and area: a core
// name or a purpose.
func ReadMatter(text string) Matter {
	m := Matter{marks: marks{}, names: map[int]string{}}
	var rest, whole strings.Builder
	for text = m.marks.takeNumbers(text); text != ""; {
		word, known := m.takeWord(text)
		if word == "" {
			_, size := utf8.DecodeRuneInString(text)
			word, known = text[:size], true
			rest.WriteString(word)
		} else {
			rest.WriteByte(' ')
		}
		if known {
			whole.WriteString(word)
		}
		text = text[len(word):]
	}
	if m.whole = whole.String(); utf8.RuneCountInString(m.whole) >= 4 {
		m.sound = blurred(m.whole)
	}
	m.rest = []rune(strings.ReplaceAll(m.marks.takePlaces(rest.String()), " ", ""))
	slices.Sort(m.concepts)
	for _, c := range m.concepts {
		m.print |= 1 << (c % 64)
	}
	for _, r := range m.rest {
		m.print |= 1 << (r % 64)
	}
	return m
}

// takeWord is the longest known word at the beginning of the text, padding too; known matters are kept.
func (m *Matter) takeWord(text string) (word string, known bool) {
	for _, w := range matters {
		if !strings.HasPrefix(text, w.word) {
			continue
		}
		if w.id >= 0 && m.names[w.id] == "" {
			m.concepts = append(m.concepts, w.id)
			m.names[w.id] = w.word
		}
		return w.word, w.id >= 0
	}
	return "", false
}

func (m *Matter) weight() int { return conceptWeight*len(m.concepts) + len(m.rest) }

// Likeness is the likeness of two matters, 0 to 1, and their common content, in words: 防汛 = 防汛抗旱.
type Likeness struct {
	Score  float64
	Shared []string
}

// Alike compares two matters. Common content makes them alike, unless it only numbers a series (see
// marks): known matters in whatever words and order, and stretches of at least two characters of the
// rest. A difference weighs more where the other side has something in its place: another known matter,
// or one or two other characters.
func Alike(a, b *Matter) Likeness {
	total := a.weight() + b.weight()
	if a.weight() == 0 || b.weight() == 0 || a.marks.differ(b.marks) {
		return Likeness{}
	}
	if a.sound != "" && a.sound == b.sound && a.whole != b.whole { // a slip of an input method
		return Likeness{1, []string{a.whole + " ~ " + b.whole}}
	}
	if a.print&b.print == 0 {
		return Likeness{}
	}
	var like Likeness
	shared, onlyA := 0, 0
	for _, c := range a.concepts {
		if !slices.Contains(b.concepts, c) {
			onlyA++
			continue
		}
		shared += conceptWeight
		words := a.names[c]
		if b.names[c] != words {
			words += " = " + b.names[c]
		}
		like.Shared = append(like.Shared, words)
	}
	onlyB := len(b.concepts) - (len(a.concepts) - onlyA)
	tiles, restA, restB := tile(a.rest, b.rest)
	for _, t := range tiles {
		shared += len([]rune(t))
		like.Shared = append(like.Shared, t)
	}
	like.Score = float64(2*shared) / float64(total)
	switch {
	case onlyA > 0 && onlyB > 0, (onlyA > 0 && len(restB) > 0 || onlyB > 0 && len(restA) > 0) && like.Score < 0.9:
		like.Score /= 2
	case len(restA) > 0 && len(restB) > 0 && min(len(restA), len(restB)) <= 2:
		like.Score *= 0.75
	case max(len(restA), len(restB)) > 1 && like.Score < 0.9 && !shortened(a.rest, b.rest):
		like.Score *= 0.95 // one side has an additional matter
	}
	return like
}

// shortened reports whether one text is the other with a part of its middle left out: 农机补贴 for 农机购置补贴.
func shortened(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 4 {
		return false
	}
	front, back := 0, 0
	for front < len(a) && a[front] == b[front] {
		front++
	}
	for back < len(a)-front && a[len(a)-1-back] == b[len(b)-1-back] {
		back++
	}
	return front > 1 && back > 1 && front+back == len(a)
}

// blurred is the sound of a text for speakers who do not distinguish -n from -ng and z from zh.
func blurred(text string) string {
	return strings.NewReplacer("ng ", "n ", "zh", "z", "ch", "c", "sh", "s").Replace(identity.Sound(text))
}

// tile finds the common stretches of two texts, wherever they stand: the longest first, then the
// longest of the rest, down to two characters. A last single character on both sides counts if it is
// the same.
func tile(a, b []rune) (tiles []string, restA, restB []rune) {
	a, b = slices.Clone(a), slices.Clone(b)
	const used = 0
	for {
		best, atA, atB := 0, 0, 0
		for i := range a {
			for j := range b {
				n := 0
				for i+n < len(a) && j+n < len(b) && a[i+n] == b[j+n] && a[i+n] != used {
					n++
				}
				if n > best {
					best, atA, atB = n, i, j
				}
			}
		}
		if best < 2 {
			break
		}
		tiles = append(tiles, string(a[atA:atA+best]))
		for k := range best {
			a[atA+k], b[atB+k] = used, used
		}
	}
	left := func(r rune) bool { return r == used }
	restA, restB = slices.DeleteFunc(a, left), slices.DeleteFunc(b, left)
	if len(restA) == 1 && len(restB) == 1 && restA[0] == restB[0] {
		return append(tiles, string(restA)), nil, nil
	}
	return tiles, restA, restB
}
