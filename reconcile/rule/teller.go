package rule

import (
	"cmp"
	"strings"
	"time"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// Teller puts cases into words for a mail, a page, a workbook or a command, with the names of people,
// units and groups.
type Teller struct {
	Lang   phrase.Lang
	Now    time.Time      // in the zone in which days are told
	Policy *policy.Policy // nil: a form of card is told in general words

	Person func(code string) workgroup.Person // the zero person for an unknown code
	Unit   func(code string) workgroup.Unit
	Group  func(code string) workgroup.Group
	Office func(rule string) string // the name of the office that leads for the rule
	// Successor proposes a group's next owner; nil: there are no proposals.
	Successor func(group string) (Successor, bool)
}

// Successor is a person who could own a group, and the reason.
type Successor struct{ Name, Reason string }

// TellerOf tells by the directory and the groups of a run.
func TellerOf(lang phrase.Lang, s *Snapshot, groups workgroup.Groups) *Teller {
	return &Teller{
		Lang: lang, Now: s.Moment, Policy: s.Policy,
		Person: s.Dir.People.Of,
		Unit:   func(code string) workgroup.Unit { return s.Dir.Units[code] },
		Group:  groups.Of,
		Office: func(string) string { return lang.Say("notice.office") },
	}
}

// Say is a sentence of the catalogue.
func (t *Teller) Say(key string, pairs ...any) string { return t.Lang.Say(phrase.Key(key), pairs...) }

// List joins items as the language does.
func (t *Teller) List(items []string) string { return strings.Join(items, t.Say("notice.comma")) }

// PersonName is a person's name, or the code of an unknown person.
func (t *Teller) PersonName(code string) string { return cmp.Or(t.Person(code).Name, code) }

// PersonAndUnit is a name with the unit that it is told apart by: 李红（水利局）.
func (t *Teller) PersonAndUnit(code string) string {
	p := t.Person(code)
	if p.Name == "" {
		return code
	}
	if unit := t.UnitName(p.Unit); unit != "" {
		return p.Name + "（" + unit + "）"
	}
	return p.Name
}

// UnitName is a unit's short name, or the code of one that is unknown.
func (t *Teller) UnitName(code string) string { return cmp.Or(t.Unit(code).Short(), code) }

// GroupName is a group's name on one line, or its code.
func (t *Teller) GroupName(code string) string {
	return phrase.Inline(cmp.Or(t.Group(code).Name, code))
}

// Date writes a date whole: 2026年9月1日.
func (t *Teller) Date(s string) string {
	d := workgroup.Date(s).Time()
	if d.IsZero() {
		return s
	}
	return t.Say("notice.date", "year", d.Year(), "month", int(d.Month()), "day", d.Day())
}

// Minute writes a moment in the teller's zone; empty for none.
func (t *Teller) Minute(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(t.Now.Location()).Format("2006-01-02 15:04")
}

// dayOf is the local day of a moment in RFC 3339, or of a date as it stands.
func (t *Teller) dayOf(s string) string {
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return string(workgroup.DateOf(at.In(t.Now.Location())))
	}
	if d, err := workgroup.ParseDate(s); err == nil {
		return string(d)
	}
	return ""
}

var templatePart = strings.NewReplacer("{", "\x00", "}", "\x00")

// cardForm is the form of card that the group asks for, in words: 姓名, or
// 单位简称姓名.
func (t *Teller) cardForm(group string) string {
	if t.Policy == nil {
		return t.Say("web.case.card_form")
	}
	templates := t.Policy.Member.Nickname.TemplatesFor(t.Group(group).Category)
	if len(templates) == 0 {
		return t.Say("notice.part.name")
	}
	var b strings.Builder
	for i, part := range strings.Split(templatePart.Replace(templates[0]), "\x00") {
		if i%2 == 1 {
			part = t.Say("notice.part." + part)
		}
		b.WriteString(part)
	}
	return b.String()
}
