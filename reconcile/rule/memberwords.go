package rule

import (
	"cmp"
	"slices"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// memberFacts are the evidence of every case about an account. The roster's moment is left out: it
// moves every week and would rewrite every case; the case's last_seen_on has the day of the newest
// judgement.
type memberFacts struct {
	// Nickname is nil where no card was read; then nothing is said of cards. An
	// empty one is a card that was not set.
	Nickname *Card     `json:"nickname" zh:"群昵称" en:"Card"`
	Role     string    `json:"role,omitempty" zh:"群内角色" en:"Role in the group"`
	How      How       `json:"how" zh:"怎样认出" en:"Identified by"`
	Name     string    `json:"name,omitempty" zh:"姓名" en:"Name"`
	Came     RowOrigin `json:"came,omitempty" zh:"名单来源" en:"Row known by"` // by_word, or empty
}

// facts are those of the account that is being judged.
func (m *MemberView) facts() memberFacts {
	card := Card(m.Member.Nickname)
	f := memberFacts{Nickname: &card, Role: m.Member.Role, How: How(m.Who.How)}
	if m.Member.Origin == workgroup.OriginByWord {
		f.Came = RowOrigin(m.Member.Origin)
	}
	if m.identified() {
		f.Name = m.Person.Name
	}
	return f
}

// complete names the person by the directory where the evidence does not.
func (f *memberFacts) complete(t *Teller, c ledger.Case) {
	f.Name = personName(t, c, f.Name)
}

func personName(t *Teller, c ledger.Case, name string) string {
	return cmp.Or(name, t.Person(c.Subject.Person).Name, c.Subject.Person)
}

// cardRunes is how much of a nickname a message shows: enough to find it.
const cardRunes = 24

// shortCard is a card as a message shows it: short, on one line, without phone
// numbers; empty where none was set.
func shortCard(c Card) string { return phrase.Clip(phrase.Mask(phrase.Inline(string(c))), cardRunes) }

// card is the card in a message; empty where none was read or set.
func (f memberFacts) card() string {
	if f.Nickname == nil {
		return ""
	}
	return shortCard(*f.Nickname)
}

// noCard reports whether no card is set.
func (f memberFacts) noCard() bool { return f.Nickname != nil && *f.Nickname == "" }

// name is the person's name in a message.
func (f memberFacts) name() string { return phrase.Inline(f.Name) }

// shownAccount is the account where the source showed one, else "".
func shownAccount(c ledger.Case) string {
	if a := phrase.Inline(c.Subject.Account); (workgroup.Member{Account: a}).OwnAccount() {
		return phrase.Mask(a)
	}
	return ""
}

// label is a name with an addition in brackets that tells it apart.
func (t *Teller) label(name string, more ...string) string {
	more = slices.DeleteFunc(more, func(s string) bool { return s == "" })
	if len(more) == 0 {
		return name
	}
	return t.Say("notice.label", "name", name, "more", strings.Join(more, t.Say("notice.semicolon")))
}

// stranger names an unidentified member: by card, and by account where there is one.
func (t *Teller) stranger(c ledger.Case, f memberFacts, more ...string) string {
	account := shownAccount(c)
	if account != "" {
		account = t.Say("notice.account", "account", account)
	}
	if nick := f.card(); nick != "" {
		return t.label(t.Say("notice.quoted", "text", nick), append([]string{account}, more...)...)
	}
	return t.label(t.Say("notice.no_card"), append([]string{account}, more...)...)
}

// otherCard is the card where it does not show the name.
func (t *Teller) otherCard(f memberFacts) string {
	if nick := f.card(); nick != "" && !strings.Contains(nick, f.name()) {
		return t.Say("notice.card", "nickname", nick)
	}
	return ""
}

// otherUnit is the person's unit, unless it is the group's own: there it tells
// nothing.
func (t *Teller) otherUnit(c ledger.Case, unit string) string {
	p := t.Person(c.Subject.Person)
	if p.Unit != "" && p.Unit == t.Group(c.Subject.Group).Unit {
		return ""
	}
	return cmp.Or(unit, t.Unit(p.Unit).Short())
}

// memberAdvice is the advice of the account rules about one account, and a text for its owner, for
// the list of a group's members; both empty for an account that is fine.
func (m *MemberView) memberAdvice(t *Teller, a Answer) (todo, text string) {
	r := Of(a.Rule)
	if r == nil || a.Outcome != Violated {
		return "", ""
	}
	c := m.violation(a)
	k := ledger.Case{Rule: a.Rule, Subject: c.Subject, Unit: c.Unit}
	s := notification{t: t, r: r, v: View{Case: k, Evidence: r.Evidence.whole(t, k, a.Evidence)}, m: inTitle}
	todo, _ = s.fill(r.Words.Entry)
	text, _ = s.fill(r.Words.Copy)
	return todo, text
}

// Advice is the advice about the account, and a text to send to its owner; both empty for an account
// that is fine.
func (m *MemberView) Advice(t *Teller) (todo, text string) {
	answers := m.Judge()
	if len(answers) == 0 {
		return "", ""
	}
	return m.memberAdvice(t, answers[len(answers)-1])
}
