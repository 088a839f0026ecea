package identity

import (
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
)

// kind is the source of one part of a card format.
type kind int

const (
	name kind = iota
	unit
	unitShort
	post
	role
	// literal is the kind of a part that is text of the format itself.
	literal
)

var placeholders = [literal]string{name: "{name}", unit: "{unit}", unitShort: "{unit_short}", post: "{post}", role: "{role}"}

// template is a card format of the policy, cut at its placeholders. Each placeholder takes any one of
// the person's values of its kind, whatever the others take.
type template struct {
	text    string
	parts   []part
	hasName bool
}

type part struct {
	kind    kind
	written string // a literal's text
	normal  string
}

func parseTemplates(texts []string) []template {
	list := make([]template, 0, len(texts))
	for _, text := range texts {
		list = append(list, parseTemplate(text))
	}
	return list
}

// parseTemplate reads braces that are no placeholder as text; the policy's own check reports them.
func parseTemplate(text string) template {
	t := template{text: text}
	var plain strings.Builder
	flush := func() {
		if s := plain.String(); s != "" {
			t.parts = append(t.parts, part{literal, s, Normalise(s)})
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
func (d *Directory) skipped(t *template, p *workgroup.Person) bool {
	for i := range t.parts {
		k := t.parts[i].kind
		if k != literal && !d.anyValue(p, k, written, func(string) bool { return true }) {
			return true
		}
	}
	return false
}

// fits reports whether the normalised, non-empty card consists of the parts of a template, each filled
// with one of the person's normalised values.
//
// Filling first and normalising then would give the same text: normalisation works character by
// character but for NFKC, and NFKC only joins across parts where one begins with a combining mark.
func (d *Directory) fits(parts []part, card string, p *workgroup.Person) bool {
	if len(parts) == 0 {
		return card == ""
	}
	begins := func(v string) bool {
		rest, ok := strings.CutPrefix(card, v)
		return ok && d.fits(parts[1:], rest, p)
	}
	if parts[0].kind == literal {
		return begins(parts[0].normal)
	}
	return d.anyValue(p, parts[0].kind, normal, begins)
}

// filled appends every way to fill the parts of a template with the person's values, nearest unit
// first. so is the text that the preceding parts have given.
func (d *Directory) filled(list []string, so string, parts []part, f form, p *workgroup.Person) []string {
	if len(parts) == 0 {
		return append(list, so)
	}
	put := func(v string) bool {
		list = d.filled(list, so+v, parts[1:], f, p)
		return false
	}
	switch {
	case parts[0].kind != literal:
		d.anyValue(p, parts[0].kind, f, put)
	case f == normal:
		put(parts[0].normal)
	default:
		put(parts[0].written)
	}
	return list
}

// fillings are people by the normalised cards of a template without {name}: such a card contains no
// name by which to look its bearer up.
type fillings map[string][]int32

func (d *Directory) fillForAll(t template) fillings {
	all := fillings{}
	for i := range int32(d.people.Len()) { //nolint:gosec // fewer than two billion
		p := d.person(i)
		if Damaged(p.Name) {
			continue
		}
		for _, card := range d.filled(nil, "", t.parts, normal, &p) {
			all[card] = append(all[card], i) // two ways to one card give the person twice
		}
	}
	return all
}
