package identity

import (
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
)

// AcceptedCards are the cards that the group's formats give the person, as
// written: the first is the one to propose (first format, own unit), each
// once. Empty where every format has a part that is empty for the person, or
// the person is not in the directory: then any card is accepted.
func (m *Matcher) AcceptedCards(person string) []string {
	p, ok := m.d.people[person]
	if !ok {
		return nil
	}
	var list []string
	for _, t := range m.templates {
		list = m.d.filled(list, "", t.parts, written, &p)
	}
	var cards []string
	for _, card := range list {
		if card = strings.TrimSpace(card); !slices.Contains(cards, card) {
			cards = append(cards, card)
		}
	}
	return cards
}

// CardFits reports whether the member's nickname is a card that the group
// accepts for the person: equal when both are normalised, or, under a strict
// policy, to the letter after trimming. Where every format is skipped any card
// is accepted, an empty one too.
func (m *Matcher) CardFits(member workgroup.Member, person string) bool {
	p, ok := m.d.people[person]
	return !ok || m.fitsPerson(member.Nickname, &p)
}

// Wears is CardFits for somebody who was identified, given the directory's
// record of them. Whom a card format identified wears what the format gives.
func (m *Matcher) Wears(id Identity, nickname string, p *workgroup.Person) bool {
	return id.How == Nickname && !m.d.policy.Member.Nickname.Strict || m.fitsPerson(nickname, p)
}

func (m *Matcher) fitsPerson(nickname string, p *workgroup.Person) bool {
	if m.d.policy.Member.Nickname.Strict {
		accepted := m.AcceptedCards(p.Code)
		return len(accepted) == 0 || slices.Contains(accepted, strings.TrimSpace(nickname))
	}
	card, allSkipped := Normalise(nickname), true
	for i := range m.templates {
		t := &m.templates[i]
		// What fits was not skipped: every part of it had a value.
		if card != "" && m.d.fits(t.parts, card, p) {
			return true
		}
		allSkipped = allSkipped && m.d.skipped(t, p)
	}
	return allSkipped
}
