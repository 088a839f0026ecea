package identity

import (
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
)

// unitWords are the names of a unit that its people's cards may contain.
type unitWords struct {
	chain unitNames // the unit and every unit above it, nearest first
	own   unitNames // the unit alone, as for a 兼任 unit
}

type unitNames struct {
	written, normal fullAndShort
	loose           []string // full and short names, loosened, not empty
}

// fullAndShort are the values of {unit} and of {unit_short}.
type fullAndShort struct{ full, short []string }

func wordsOfUnit(chain []workgroup.Unit) *unitWords {
	return &unitWords{chain: namesOf(chain), own: namesOf(chain[:min(1, len(chain))])}
}

func namesOf(units []workgroup.Unit) unitNames {
	var n unitNames
	for _, u := range units {
		full, short := strings.TrimSpace(u.Name), strings.TrimSpace(u.Short())
		if full != "" {
			n.written.full = append(n.written.full, full)
			n.normal.full = append(n.normal.full, Normalise(full))
		}
		if short != "" {
			n.written.short = append(n.written.short, short)
			n.normal.short = append(n.normal.short, Normalise(short))
		}
		n.loose = appendLoose(n.loose, full)
		n.loose = appendLoose(n.loose, short)
	}
	return n
}

// appendLoose appends the loosened text unless it is empty.
func appendLoose(list []string, text string) []string {
	if text = Loosen(Normalise(text)); text != "" {
		list = append(list, text)
	}
	return list
}

// form is the form of a person's values: as the files give them, or as cards are compared.
type form int

const (
	written form = iota
	normal
)

func (f form) of(text string) string {
	if f == normal {
		return Normalise(text)
	}
	return strings.TrimSpace(text)
}

func (n *unitNames) of(k kind, f form) []string {
	names := &n.written
	if f == normal {
		names = &n.normal
	}
	if k == unit {
		return names.full
	}
	return names.short
}

// anyValue offers the person's values for a placeholder to ok, one by one and in a form, until ok takes
// one; it reports whether one was taken. A person without a value of the kind has nothing to offer. A
// name of nothing but punctuation counts as no value: it would make every card fit.
//
// It runs for every member of every roster, so it makes no lists and normalises nothing that no format
// needs.
func (d *Directory) anyValue(p *workgroup.Person, k kind, f form, ok func(string) bool) bool {
	switch k {
	case name:
		n := Normalise(p.Name)
		if Damaged(p.Name) {
			return false
		}
		if f == written {
			return n != "" && ok(f.of(p.Name))
		}
		return n != "" && ok(n)
	case post:
		return strings.TrimSpace(p.Post) != "" && ok(f.of(p.Post))
	case role:
		for _, r := range p.Roles {
			if strings.TrimSpace(r) != "" && ok(f.of(r)) {
				return true
			}
		}
	case unit, unitShort:
		if own := d.chains[p.Unit]; own != nil && slices.ContainsFunc(own.chain.of(k, f), ok) {
			return true
		}
		for _, code := range p.AlsoUnits {
			if also := d.chains[code]; also != nil && slices.ContainsFunc(also.own.of(k, f), ok) {
				return true
			}
		}
	}
	return false
}

// loose lists the words that may surround the person's name on a loose card.
func (d *Directory) loose(p *workgroup.Person) []string {
	list := make([]string, 0, 16)
	if chain := d.chains[p.Unit]; chain != nil {
		list = append(list, chain.chain.loose...)
	}
	for _, code := range p.AlsoUnits {
		if also := d.chains[code]; also != nil {
			list = append(list, also.own.loose...)
		}
	}
	list = appendLoose(list, p.Post)
	for _, r := range p.Roles {
		list = appendLoose(list, r)
	}
	if d.area != "" {
		list = append(list, d.area)
	}
	return list
}
