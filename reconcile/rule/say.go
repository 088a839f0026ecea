package rule

import (
	"cmp"
	"strconv"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
)

// telling fills one sentence about one case.
type notification struct {
	t       *Teller
	r       *Rule
	v       View
	m       manner
	more    map[string]string // placeholders of this sentence alone
	missing bool              // a placeholder had no value
}

// fill is the sentence; whole is false if something that it says has no value.
func (s *notification) fill(text phrase.Text) (said string, whole bool) {
	s.missing = false
	said = text.Fill(s.t.Lang, s.value)
	return said, !s.missing
}

func (s *notification) value(name string) (string, bool) {
	if v, ok := s.more[name]; ok {
		return v, true
	}
	if v, ok := s.ofEvidence(name); ok {
		return v, true
	}
	c := s.v.Case
	switch name {
	case "group":
		if s.m == inTitle {
			return s.t.Group(c.Subject.Group).Name, true
		}
		return s.t.GroupName(c.Subject.Group), true
	case "group2":
		if s.m == inTitle {
			return s.t.Group(c.Subject.Group2).Name, true
		}
		return s.t.GroupName(c.Subject.Group2), true
	case "account":
		if s.m == inTitle {
			return c.Subject.Account, true
		}
		return shownAccount(c), true
	case "person":
		return s.t.PersonName(c.Subject.Person), true
	case "unit":
		return s.t.UnitName(c.Unit), true
	case "office":
		return s.t.Office(c.Rule), true
	case "card":
		return s.t.cardForm(c.Subject.Group), true
	case "proposal":
		return s.t.proposal(c), true
	}
	return "", false
}

// ofEvidence is the value of a key of the evidence, of its first, or their
// number.
func (s *notification) ofEvidence(name string) (string, bool) {
	e := s.r.Evidence
	if f, ok := e.field(name); ok {
		value, _ := e.get(s.v.Evidence, f)
		text, empty := s.t.value(value, s.m)
		s.missing = s.missing || empty
		return text, true
	}
	key, part := cutLast(name, "_")
	f, ok := e.field(key)
	if !ok || part != "1" && part != "n" {
		return "", false
	}
	value, _ := e.get(s.v.Evidence, f)
	items := itemsOf(value)
	switch {
	case part == "n":
		return strconv.Itoa(len(items)), true
	case len(items) == 0:
		s.missing = true
		return "", true
	}
	text, _ := s.t.value(items[0], s.m)
	return text, true
}

func cutLast(s, sep string) (before, after string) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):]
	}
	return s, ""
}

// Title is the violation's sentence for the ledger.
func (v Violation) Title(t *Teller) string {
	r := Of(v.Rule)
	if r == nil {
		return v.Rule
	}
	c := ledger.Case{Rule: v.Rule, Subject: v.Subject, Unit: v.Unit}
	view := View{Case: c, Evidence: r.Evidence.whole(t, c, v.Evidence)}
	s := notification{t: t, r: r, v: view, m: inTitle}
	said, _ := s.fill(r.Words.Title.text(r.form(view)))
	return said
}

func (r *Rule) form(v View) string {
	if r.Form == nil {
		return ""
	}
	return r.Form(v)
}

// CaseText tells a case, whole or by its parts.
type CaseText struct {
	Case ledger.Case

	t *Teller
	r *Rule // nil: the program does not judge the rule (yet)
	v View
}

// Tell reads a case's evidence, once for all that is said about it.
func (t *Teller) Tell(c ledger.Case) CaseText {
	r := Of(c.Rule)
	return CaseText{Case: c, t: t, r: r, v: r.view(t, c)}
}

func (c CaseText) fill(text phrase.Text, more map[string]string) (string, bool) {
	s := notification{t: c.t, r: c.r, v: c.v, m: inSentence, more: more}
	return s.fill(text)
}

// Who names the person or account that the case is about; empty where the case
// is not about one.
func (c CaseText) Who() string {
	if c.r == nil || c.r.Named == nil {
		return ""
	}
	return c.r.Named(c.t, c.v)
}

// ByPerson reports whether cases of the rule name people, several of a group
// in one line.
func (c CaseText) ByPerson() bool { return c.r != nil && c.r.Named != nil }

// Apart is the key by which cases of one rule and group keep out of one line.
func (c CaseText) Apart() string {
	if c.r == nil || c.r.Apart == nil {
		return ""
	}
	return c.r.Apart(c.v)
}

// Together is the key of the task that the case is a part of; empty: it stands
// alone.
func (c CaseText) Together() string {
	if c.r == nil || c.r.Together == nil {
		return ""
	}
	return c.r.Together(c.v)
}

// Counted reports whether those above the responsible person hear only how many
// such cases there are.
func (c CaseText) Counted() bool {
	return c.r != nil && c.r.Words.Task != nil && !c.r.Words.Task.Count.IsZero()
}

// Line is the fault in words, under the group's heading. A rule without words, and a case without the
// evidence that the words need, have the case's title.
func (c CaseText) Line() string {
	if c.r != nil {
		if said, whole := c.fill(c.r.Words.Line.text(c.r.form(c.v)), map[string]string{"who": c.Who()}); whole {
			return said
		}
	}
	return phrase.Mask(phrase.Inline(c.Case.Title))
}

// Lines is the line about several cases of one rule and group, of which at
// most limit are named.
func (t *Teller) Lines(cases []CaseText, limit int) string {
	var who []string
	for _, c := range cases[:min(limit, len(cases))] {
		who = append(who, c.Who())
	}
	list := t.List(who)
	if len(cases) > limit {
		list = t.Say("notice.and_more", "list", list, "n", len(cases))
	}
	said, _ := cases[0].fill(cases[0].r.Words.Many, map[string]string{"n": strconv.Itoa(len(cases)), "list": list})
	return said
}

// Todo is the advice about cases of one line: the demand to remove a member, or the first thing to
// do.
func (t *Teller) Todo(cases []CaseText, demand bool) string {
	c := cases[0]
	if c.r == nil {
		return t.Say("notice.todo.other")
	}
	if demand && c.r.Removes && !c.Unannounced() {
		said, _ := c.fill(c.r.Words.Demand, nil)
		return said
	}
	form := ""
	if c.r.Asks != nil {
		for _, one := range cases {
			form = cmp.Or(form, c.r.Asks(t, one.v))
		}
	}
	said, _ := c.fill(c.r.Words.Todo.text(form), nil)
	return said
}

// Removes reports whether the case ends in a removal when reminders have no
// effect.
func (c CaseText) Removes() bool { return c.r != nil && c.r.Removes }

// Unannounced reports whether the person concerned can neither be told nor be named to the group.
func (c CaseText) Unannounced() bool {
	return c.r != nil && c.r.Unannounced != nil && c.r.Unannounced(c.v)
}

// Reason is why somebody is to be removed, as they and the group may read it.
func (c CaseText) Reason() string {
	if c.r == nil {
		return c.t.Say("notice.short.other")
	}
	said, _ := c.fill(c.r.Words.Reason, nil)
	return said
}

// Prior is the advice to the person concerned before a removal; false: the rule has none of its own,
// and they turn to the contact.
func (c CaseText) Prior() (string, bool) {
	if c.r == nil || len(c.r.Words.Prior) == 0 {
		return "", false
	}
	return c.fill(c.r.Words.Prior.text(c.r.form(c.v)), nil)
}

// Yours is the matter as the person concerned reads it; false: the rule has no words for that, or the
// case lacks their evidence.
func (c CaseText) Yours() (string, bool) { return c.own(func(w Words) Forms { return w.Yours }) }

// Announced is the person as the text for the group has them; false: as Shown,
// with the Reason.
func (c CaseText) Announced() (string, bool) {
	return c.own(func(w Words) Forms { return w.Announced })
}

// Own is the request to a person who answers for a case about themselves; false: the same as to
// anybody.
func (c CaseText) Own() (string, bool) { return c.own(func(w Words) Forms { return w.Own }) }

func (c CaseText) own(of func(Words) Forms) (string, bool) {
	if c.r == nil || len(of(c.r.Words)) == 0 {
		return "", false
	}
	return c.fill(of(c.r.Words).text(c.r.form(c.v)), nil)
}

// Shown is how the group knows the member: by name, or by card.
func (c CaseText) Shown() string {
	card := Card("")
	if v, ok := c.evidence("nickname"); ok {
		card, _ = v.(Card)
	}
	if nick := shortCard(card); nick != "" && (c.Case.Subject.Person == "" || c.r != nil && c.r.ByCard) {
		return c.t.Say("notice.quoted", "text", nick)
	}
	name := ""
	if v, ok := c.evidence("name"); ok {
		name, _ = v.(string)
	}
	name = cmp.Or(name, c.t.Person(c.Case.Subject.Person).Name, c.Case.Subject.Person)
	if name = phrase.Inline(name); name != "" {
		return name
	}
	if acc := shownAccount(c.Case); acc != "" {
		return c.t.Say("notice.account", "account", acc)
	}
	return c.t.Say("notice.no_card")
}

func (c CaseText) evidence(key string) (any, bool) {
	if c.r == nil {
		return nil, false
	}
	f, ok := c.r.Evidence.field(key)
	if !ok {
		return nil, false
	}
	return c.r.Evidence.get(c.v.Evidence, f)
}

func (t *Teller) successor(c ledger.Case) (Successor, bool) {
	if t.Successor == nil {
		return Successor{}, false
	}
	return t.Successor(c.Subject.Group)
}

func (t *Teller) proposal(c ledger.Case) string {
	if s, ok := t.successor(c); ok {
		return t.Say("notice.heir.proposal", "name", s.Name, "reason", s.Reason)
	}
	return ""
}
