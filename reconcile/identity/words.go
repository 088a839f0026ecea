package identity

import (
	"strings"

	"qunguan/reconcile/workgroup"
)

// words is what one person's cards can be made of, by placeholder. A kind
// without values is empty for the person.
type words [kinds][]string

// unitWords are the names that a unit gives to its people's cards.
type unitWords struct {
	chain unitNames // the unit and every unit above it, nearest first
	own   unitNames // the unit alone: what a 兼任 unit gives
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

// appendLoose appends the loosened text unless nothing is left of it.
func appendLoose(list []string, text string) []string {
	if text = Loosen(Normalise(text)); text != "" {
		list = append(list, text)
	}
	return list
}

// written is the person's data as the files give it.
func (d *Directory) written(p workgroup.Person) words {
	return d.words(p, strings.TrimSpace, func(n *unitNames) fullAndShort { return n.written })
}

// normal is the same, normalised.
func (d *Directory) normal(p workgroup.Person) words {
	return d.words(p, Normalise, func(n *unitNames) fullAndShort { return n.normal })
}

// words puts a person's data into a form, where it is not empty. A name of
// nothing but punctuation is empty: it would make anybody's card fit.
func (d *Directory) words(p workgroup.Person, form func(string) string, of func(*unitNames) fullAndShort) words {
	var w words
	if Normalise(p.Name) != "" {
		w[name] = []string{form(p.Name)}
	}
	if strings.TrimSpace(p.Post) != "" {
		w[post] = []string{form(p.Post)}
	}
	for _, r := range p.Roles {
		if strings.TrimSpace(r) != "" {
			w[role] = append(w[role], form(r))
		}
	}
	if own := d.chains[p.Unit]; own != nil {
		names := of(&own.chain)
		w[unit], w[unitShort] = names.full, names.short
	}
	for _, code := range p.AlsoUnits {
		if also := d.chains[code]; also != nil {
			names := of(&also.own)
			w[unit], w[unitShort] = join(w[unit], names.full), join(w[unitShort], names.short)
		}
	}
	return w
}

// loose is everything that may stand around the person's name on a loose card.
func (d *Directory) loose(p workgroup.Person) []string {
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

// join is both lists in a new one: the lists of units are shared and never
// appended to.
func join(a, b []string) []string {
	return append(append(make([]string, 0, len(a)+len(b)), a...), b...)
}
