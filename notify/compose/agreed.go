package compose

import (
	"cmp"
	"slices"
	"strings"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

// agreed is the sentences about agreements for a case: a later deadline, and the measures due today
// (S5.7).
func (w writer) agreed(c ledger.Case) string {
	var b strings.Builder
	if c.ExtendedBy != "" {
		b.WriteString(w.say("notice.extended", "date", w.date(string(c.DueOn)), "name", cmp.Or(w.in.People.Of(c.ExtendedBy).Name, c.ExtendedBy)))
	}
	if c.ID != 0 {
		for _, m := range w.in.Measures[c.ID] {
			b.WriteString(w.say("notice.measure", "date", w.date(string(m.Until)), "words", mask(strings.TrimSpace(m.Words))))
		}
	}
	return b.String()
}

// agreedForAll is the agreement common to all of the cases, or empty.
func (w writer) agreedForAll(cases []rule.CaseText) string {
	text := w.agreed(cases[0].Case)
	if slices.ContainsFunc(cases, func(c rule.CaseText) bool { return w.agreed(c.Case) != text }) {
		return ""
	}
	return text
}

// decided tells people the outcomes of their requests, beside the notice's own subject.
func (w writer) decided(d *draft) []string {
	if d.to.Type != notify.ToPerson || d.phone {
		return nil
	}
	var lines []string
	for _, task := range w.in.Decided[d.to.Code] {
		r := rule.RequestOf(task)
		line := w.say("notice.decided."+r.Decision, "what", w.short(task.Rule), "about", mask(r.About), "name", cmp.Or(w.in.People.Of(string(r.By)).Name, string(r.By)))
		if note := mask(strings.TrimSpace(r.Note)); note != "" {
			line += w.say("notice.decided.note", "note", note)
		}
		lines = append(lines, line)
	}
	return lines
}
