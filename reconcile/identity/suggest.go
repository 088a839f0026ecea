package identity

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// mostSuggestions is the most people a suggestion may name: a longer list is of no use.
const mostSuggestions = 3

// Suggest lists the people, by their codes in order, who may be the bearer of an unknown nickname. The
// list is a hint in a case's evidence for the person who has to find out, and never an identification.
// The first of these kinds that has anyone counts:
//
//   - a person of the group's scope or unit whose full name occurs in the
//     nickname, among words that are not theirs (小王伟民);
//   - a person whose loose card it would be but for a character that sounds
//     or looks alike (王维 for 王伟);
//   - a person of the group's scope or unit whose given name it is (小伟民).
func (m *Matcher) Suggest(nickname string) []string {
	card := Loosen(Normalise(nickname))
	if card == "" || Damaged(nickname) || utf8.RuneCountInString(card) > longestGuess {
		return nil
	}
	if codes, found := m.suggestion(m.named(card), true); found {
		return codes
	}
	if codes, found := m.suggestion(m.sounding(card), false); found {
		return codes
	}
	codes, _ := m.suggestion(m.called(card), true)
	return codes
}

// longestGuess bounds the work that a nickname can cause, in characters.
const longestGuess = 40

// suggestion is the codes of the people in the nearest circle, if they are few; near leaves out people
// outside scope and unit. found reports whether there were any, few or many.
func (m *Matcher) suggestion(fits []fit, near bool) (codes []string, found bool) {
	fits, circle := m.nearest(fits)
	if len(fits) == 0 || (near && circle == InDirectory) {
		return nil, false
	}
	for _, f := range fits {
		codes = append(codes, m.d.people.Code(f.person))
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	if len(codes) > mostSuggestions {
		return nil, true
	}
	return codes, true
}

// named lists the people whose full name of two characters or more is part of
// the card, and not only part of a longer name there.
func (m *Matcher) named(card string) []fit {
	var fits []fit
	names := m.d.names()
	heads := names.heads(nil, card)
	nameOf := func(i int32) string { return Normalise(m.d.people.Name(i)) }
	for _, head := range heads {
		name := nameOf(head)
		if utf8.RuneCountInString(name) < 2 || slices.ContainsFunc(heads, func(other int32) bool {
			return other != head && strings.Contains(nameOf(other), name)
		}) {
			continue
		}
		for i := range names.bearers(head) {
			fits = append(fits, fit{person: i})
		}
	}
	return fits
}

// sounding lists the people whose loose card this would be if their name replaced one that sounds or
// looks alike.
func (m *Matcher) sounding(card string) []fit {
	var fits []fit
	d := m.d
	index, _ := d.likenesses()
	names := d.names()
	for from := range card {
		to, size := from, 0
		for _, r := range card[from:] {
			to, size = to+utf8.RuneLen(r), size+1
			if size < 2 {
				continue
			}
			if size > 4 {
				break
			}
			key := sound(card[from:to])
			for _, l := range index.with(key) {
				name := Normalise(d.people.Name(l.first))
				if sound(name) != key {
					continue
				}
				for i := range names.bearers(l.first) {
					if p := d.person(i); isTiled(card[:from]+name+card[to:], name, d.loose(&p)) {
						fits = append(fits, fit{person: i})
					}
				}
			}
		}
	}
	return fits
}

// called lists the people whose given name is the card, after a form of address is removed.
func (m *Matcher) called(card string) []fit {
	var fits []fit
	_, index := m.d.likenesses()
	for _, address := range []string{"", "小", "老", "阿"} {
		given, ok := strings.CutPrefix(card, address)
		if !ok || given == "" {
			continue
		}
		for _, l := range index.with(given) {
			if givenName(Normalise(m.d.people.Name(l.first))) != given {
				continue
			}
			for i := range m.d.names().bearers(l.first) {
				fits = append(fits, fit{person: i})
			}
		}
	}
	return fits
}
