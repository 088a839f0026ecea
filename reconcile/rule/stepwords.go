package rule

import (
	"cmp"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/workgroup"
)

// StepNote is a step's note in words for people: the notices that a ladder sends leave codes of
// rungs, people and reasons in it.
func (t *Teller) StepNote(s ledger.Step) string {
	switch s.Reason {
	case "told", ledger.ReasonDoubted:
		return t.withNotice("", s.Note)
	case "prior_notice":
		person, notice, _ := strings.Cut(s.Note, " ")
		return t.withNotice(t.PersonName(person), notice)
	case "rung_told":
		name, notice := ledger.ReadToldNote(s.Note)
		return t.withNotice(t.rungNamed(name), notice)
	case "rung_skipped":
		name, reason, _ := strings.Cut(s.Note, ": ")
		return t.Say("rung.skipped", "rung", t.rungNamed(name), "why", ReasonWord(t.Lang, reason))
	}
	return ReasonWord(t.Lang, s.Note)
}

func (t *Teller) withNotice(what, id string) string {
	var parts []string
	if what != "" {
		parts = append(parts, what)
	}
	if id != "" {
		parts = append(parts, t.Say("rung.notice", "id", id))
	}
	return strings.Join(parts, t.Say("notice.semicolon"))
}

func (t *Teller) rungNamed(name string) string {
	r, ok := ledger.ReadRungName(name)
	if !ok {
		return name
	}
	return RungWords(t.Lang, r)
}

// RungWords is a rung in words: its moment and its recipient.
func RungWords(lang phrase.Lang, r ledger.Rung) string {
	var when string
	key := phrase.Key("rung.kind")
	switch r.Kind {
	case ledger.LadderRung:
		when, key = RungDayWords(lang, r.Step), "rung.words"
	case ledger.MeasureDue:
		when = strings.TrimSpace(ReasonWord(lang, r.When()) + " " + dayIn(lang, r.Step))
	default:
		when = strings.TrimSpace(ReasonWord(lang, r.When()) + " " + r.Step)
	}
	if word := phrase.Key("role." + r.Target); phrase.Has(word) {
		return lang.Say(key, "when", when, "to", lang.Say(word))
	}
	return when
}

// RungDayWords is when a rung of the policy's ladder is told: 到期后 3 个工作日.
func RungDayWords(lang phrase.Lang, at string) string {
	sign, n, unit, ok := ledger.RungDay(at)
	switch {
	case !ok:
		return at
	case n == 0:
		return lang.Say("rung.day.due")
	}
	key := "rung.day.after"
	if sign < 0 {
		key = "rung.day.before"
	}
	return lang.Say(phrase.Key(key), "n", n, "unit", lang.Say(phrase.Key("rung.unit."+unit)))
}

func dayIn(lang phrase.Lang, day string) string {
	d := workgroup.Date(day).Time()
	if d.IsZero() {
		return day
	}
	return lang.Say("notice.month_day", "month", int(d.Month()), "day", d.Day())
}

// HopWords is one place of the chain of possible recipients: the person, and the outcome.
func (t *Teller) HopWords(h ledger.Hop) string {
	to := cmp.Or(t.Person(h.To).Name, h.To)
	if h.Role == ledger.ToOffice && t.Policy != nil {
		to = cmp.Or(t.Policy.Offices[h.To].Name, t.Say("notice.office"))
	}
	reason := ReasonWord(t.Lang, h.Reason)
	if reason == h.Reason {
		reason = RungDayWords(t.Lang, h.Reason)
	}
	role := t.Say("role." + h.Role)
	if to == role {
		return t.Say("rung.hop.self", "role", role, "reason", reason)
	}
	return t.Say("rung.hop", "role", role, "to", to, "reason", reason)
}
