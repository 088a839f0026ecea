package identity

import (
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
)

// Matcher identifies the members of one group. It may be used by many
// goroutines.
type Matcher struct {
	d         *Directory
	group     string
	platform  string
	onFile    *onFile // the accounts of the group's platform; nil: none
	templates []template
	circles   [2]circle // scope, unit; the directory is the third
}

type circle struct {
	name  Circle
	scope workgroup.Scope
}

// Identify identifies the member, in the order of contract §5. hasNicknames belongs to the roster: in a
// roster without a 群昵称 column the nickname is not read.
func (m *Matcher) Identify(member workgroup.Member, hasNicknames bool) Identity {
	key := member.Key()
	if reason := m.asRobot(member, key); reason != "" {
		return Identity{How: Robot, Reason: reason}
	}
	id, decided := m.byAccount(key)
	if decided {
		return id
	}
	id.How = Unknown
	switch {
	case !hasNicknames:
		id.Reason = NoNicknameColumn
	case strings.TrimSpace(member.Nickname) == "":
		id.Reason = NoCard
	case Damaged(member.Nickname):
		id.Reason = CharactersLost
	default:
		m.byNickname(&id, Normalise(member.Nickname))
	}
	return id
}

// AliasGroup is the code of the matcher's group if answers about cards count in it; empty in all other groups,
// which identify members alike if they are alike.
func (m *Matcher) AliasGroup() string {
	if m.d.answered[m.group] {
		return m.group
	}
	return ""
}

// asRobot is step 0.
func (m *Matcher) asRobot(member workgroup.Member, key string) Reason {
	switch {
	case strings.TrimSpace(member.Role) == workgroup.RoleRobot:
		return RobotRole
	case m.d.IsListedRobot(key, member.Nickname):
		return RobotListed
	}
	return ""
}

// byNickname is steps 2 to 4. The loose step is tried only where no card format fits any person, in
// whatever circle.
func (m *Matcher) byNickname(id *Identity, card string) {
	if m.byAlias(id, card) {
		return
	}
	var buf [8]fit
	fits, how, one, several := m.fitting(buf[:0], card), Nickname, TemplateMatched, SeveralFitTemplate
	if len(fits) == 0 {
		fits, how, one, several = m.fittingLoosely(fits, Loosen(card)), Loose, LooseName, SeveralFitLoose
	}
	if len(fits) == 0 {
		id.Reason = NobodyFits
		return
	}
	fits, id.Circle = m.nearest(fits)
	if len(fits) == 1 {
		id.How, id.Reason, id.Person, id.Template = how, one, m.d.people.Code(fits[0].person), fits[0].template
		return
	}
	id.How, id.Reason = Ambiguous, several
	for _, f := range fits {
		id.Candidates = append(id.Candidates, m.d.people.Code(f.person))
	}
	slices.Sort(id.Candidates)
}

// byAlias applies the answer that a person who answers for the group gave about the card. The answer
// settles the person and not the card's form: the member is recognised as by a loose name, and is still
// asked for a proper card.
func (m *Matcher) byAlias(id *Identity, card string) bool {
	if len(m.d.aliases) == 0 {
		return false
	}
	said, ok := m.d.aliases[alias{m.group, card}]
	if !ok {
		return false
	}
	id.Binding = &said.Binding
	if said.Person == "" {
		id.How, id.Reason = Outsider, AliasSaidOutsider
		return true
	}
	id.How, id.Reason, id.Person = Loose, AliasSaid, said.Person
	return true
}

// fit is a person of the directory whom a nickname fits.
type fit struct {
	person   int32
	template string // empty for a loose fit
}

// fitting appends the people, in any circle, for whom a card format yields exactly this normalised
// card.
func (m *Matcher) fitting(fits []fit, card string) []fit {
	if card == "" {
		return fits
	}
	d := m.d
	var buf [16]int32
	names := d.names()
	for _, head := range names.heads(buf[:0], card) {
		var p workgroup.Person // outside the loop: formats take it by reference, and a common name has many bearers
		for i := range names.bearers(head) {
			p = d.person(i)
			for j := range m.templates {
				if t := &m.templates[j]; t.hasName && d.fits(t.parts, card, &p) {
					fits = append(fits, fit{i, t.text})
					break
				}
			}
		}
	}
	for _, t := range m.templates {
		if t.hasName {
			continue
		}
		for _, i := range d.nameless[t.text][card] {
			if !slices.ContainsFunc(fits, func(f fit) bool { return f.person == i }) {
				fits = append(fits, fit{i, t.text})
			}
		}
	}
	return fits
}

// fittingLoosely appends the people whose full name is the loosened card, with nothing but that
// person's own words around it. A name that loosening would shorten (张伟A) is not found: its remainder
// is no full name, and would fit other people's cards.
func (m *Matcher) fittingLoosely(fits []fit, card string) []fit {
	if card == "" {
		return fits
	}
	d := m.d
	var buf [16]int32
	names := d.names()
	for _, head := range names.heads(buf[:0], card) {
		name := Normalise(d.people.Name(head))
		for i := range names.bearers(head) {
			if p := d.person(i); len(card) == len(name) || isTiled(card, name, d.loose(&p)) {
				fits = append(fits, fit{person: i})
			}
		}
	}
	return fits
}

// nearest keeps, in place, the fits of the first circle that has any.
func (m *Matcher) nearest(fits []fit) ([]fit, Circle) {
	for _, c := range m.circles {
		inside := fits[:0] // overwrites fits only once one is inside
		for _, f := range fits {
			if c.scope.Includes(m.d.person(f.person), m.d.units) {
				inside = append(inside, f)
			}
		}
		if len(inside) > 0 {
			return inside, c.name
		}
	}
	return fits, InDirectory
}
