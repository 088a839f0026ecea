package identity

import (
	"slices"
	"strings"
)

// kind is what a part of a card format is made of.
type kind int

const (
	name kind = iota
	unit
	unitShort
	post
	role
	kinds // how many kinds take a person's data
)

// literal is the kind of a part that is text of the format itself.
const literal = kinds

var placeholders = [kinds]string{name: "{name}", unit: "{unit}", unitShort: "{unit_short}", post: "{post}", role: "{role}"}

// template is a card format of the policy, cut at its placeholders. Each
// placeholder takes any one of the person's values of its kind, whatever the
// others take.
type template struct {
	text    string
	parts   []part
	hasName bool
}

type part struct {
	kind    kind
	written []string // a literal's text, as a list of one
	normal  []string
}

func parseTemplates(texts []string) []template {
	list := make([]template, 0, len(texts))
	for _, text := range texts {
		list = append(list, parseTemplate(text))
	}
	return list
}

// parseTemplate takes braces that are no placeholder as text; the policy's own
// check reports them.
func parseTemplate(text string) template {
	t := template{text: text}
	var plain strings.Builder
	flush := func() {
		if s := plain.String(); s != "" {
			t.parts = append(t.parts, part{literal, []string{s}, []string{Normalise(s)}})
			plain.Reset()
		}
	}
	for text != "" {
		k := slices.IndexFunc(placeholders[:], func(p string) bool { return strings.HasPrefix(text, p) })
		if k < 0 {
			plain.WriteByte(text[0])
			text = text[1:]
			continue
		}
		flush()
		t.parts = append(t.parts, part{kind: kind(k)})
		t.hasName = t.hasName || kind(k) == name
		text = text[len(placeholders[k]):]
	}
	flush()
	return t
}

// skipped reports whether a part of the template is empty for the person.
func (t template) skipped(w *words) bool {
	return slices.ContainsFunc(t.parts, func(p part) bool { return p.kind != literal && len(w[p.kind]) == 0 })
}

// fits reports whether the normalised, non-empty card is the template filled
// with a person's normalised words.
//
// Filling first and normalising then would give the same text: normalisation
// works character by character but for NFKC, and NFKC only joins across parts
// where one begins with a combining mark.
func (t template) fits(card string, w *words) bool { return matches(t.parts, card, w) }

func matches(parts []part, rest string, w *words) bool {
	if len(parts) == 0 {
		return rest == ""
	}
	values := parts[0].normal
	if parts[0].kind != literal {
		values = w[parts[0].kind]
	}
	for _, v := range values {
		if tail, ok := strings.CutPrefix(rest, v); ok && matches(parts[1:], tail, w) {
			return true
		}
	}
	return false
}

// filled appends every way to fill the template with a person's words as
// written, nearest unit first.
func (t template) filled(list []string, w *words) []string {
	return fill(list, "", t.parts, func(p part) []string {
		if p.kind == literal {
			return p.written
		}
		return w[p.kind]
	})
}

func fill(list []string, so string, parts []part, values func(part) []string) []string {
	if len(parts) == 0 {
		return append(list, so)
	}
	for _, v := range values(parts[0]) {
		list = fill(list, so+v, parts[1:], values)
	}
	return list
}

// fillings are people by the normalised cards that a template without {name}
// gives them: such a card shows no name by which to look its bearer up.
type fillings map[string][]int32

func (d *Directory) fillForAll(t template) fillings {
	all := fillings{}
	for i := range d.codes {
		w := d.normal(d.person(int32(i)))
		for _, card := range fill(nil, "", t.parts, func(p part) []string {
			if p.kind == literal {
				return p.normal
			}
			return w[p.kind]
		}) {
			all[card] = append(all[card], int32(i)) // two ways to one card give the person twice
		}
	}
	return all
}
