package identity

import (
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
)

// AcceptedCards are the cards that the group's formats give the person, as written, each once. The
// first one is proposed to the person (first format, own unit). The list is empty where every format
// has a part that is empty for the person, or the person is not in the directory: then any card is
// accepted.
func (m *Matcher) AcceptedCards(person string) []string {
	p, ok := m.d.people.Find(person)
	if !ok || Damaged(p.Name) { // a card with a damaged name would ask the person to copy the damage
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
	p, ok := m.d.people.Find(person)
	return !ok || m.fitsPerson(member.Nickname, &p)
}

// HasFittingCard is CardFits for an identified person with their directory record. A person identified by a card
// format already has that format's card.
func (m *Matcher) HasFittingCard(id Identity, nickname string, p *workgroup.Person) bool {
	return id.How == Nickname && !m.d.policy.Member.Nickname.Strict || m.fitsPerson(nickname, p)
}

// mayHaveFitted reports whether a card that lost characters on the way into the file (? for each
// character that an encoding lacks, or two for a character of two bytes) may be an accepted one. The
// card in the group is then correct and the file is at fault, so the person must not be blamed. A mask
// (*) does not count: people type it themselves.
func (m *Matcher) mayHaveFitted(nickname string, p *workgroup.Person) bool {
	if !strings.ContainsAny(nickname, lost) {
		return false
	}
	const hole = '\uFFFC'
	card := []rune(Normalise(strings.Map(func(r rune) rune {
		if strings.ContainsRune(lost, r) {
			return hole
		}
		return r
	}, nickname)))
	return slices.ContainsFunc(m.AcceptedCards(p.Code), func(accepted string) bool {
		return fillsHoles(card, []rune(Normalise(accepted)), hole)
	})
}

// lost are the marks that programs put in place of characters they could not write.
const lost = "?？\uFFFD□"

// fillsHoles reports whether the text can become the card by filling each hole, or each two holes in a
// row, with one character.
func fillsHoles(card, text []rune, hole rune) bool {
	// fits[i][j] says that the first i characters of the card make the first j of the text.
	fits := make([][]bool, len(card)+1)
	for i := range fits {
		fits[i] = make([]bool, len(text)+1)
	}
	fits[0][0] = true
	for i, c := range card {
		for j, r := range text {
			if fits[i][j] && (c == hole || c == r) {
				fits[i+1][j+1] = true
			}
			if fits[i][j] && c == hole && i+1 < len(card) && card[i+1] == hole {
				fits[i+2][j+1] = true
			}
		}
	}
	return fits[len(card)][len(text)]
}

// toTheLetter is a card as a strict policy compares it. Invisible characters are dropped and variants of
// one sign made equal: a person cannot mend a difference that no reader sees.
func toTheLetter(card string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if ShowsNothing(r) {
			return -1
		}
		return r
	}, withDots(Standard(card))))
}

func (m *Matcher) fitsPerson(nickname string, p *workgroup.Person) bool {
	if Damaged(p.Name) || m.mayHaveFitted(nickname, p) {
		return true
	}
	if m.d.policy.Member.Nickname.Strict {
		accepted := m.AcceptedCards(p.Code)
		worn := toTheLetter(nickname)
		return len(accepted) == 0 || slices.ContainsFunc(accepted, func(card string) bool { return toTheLetter(card) == worn })
	}
	card, allSkipped := Normalise(nickname), true
	for i := range m.templates {
		t := &m.templates[i]
		// A card that fits was not skipped, because every part of it had a value.
		if card != "" && m.d.fits(t.parts, card, p) {
			return true
		}
		allSkipped = allSkipped && m.d.skipped(t, p)
	}
	return allSkipped
}
