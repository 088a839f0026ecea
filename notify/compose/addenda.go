package compose

import (
	"cmp"
	"slices"
	"strings"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
)

// addenda are what is said of a case beside what is wrong: that its deadline
// was extended, and which measures are to be done now (S5.7).
func (w writer) addenda(c ledger.Case) string {
	var b strings.Builder
	if c.ExtendedBy != "" {
		b.WriteString(w.say("notice.extended", "date", w.date(string(c.DueOn)), "name", cmp.Or(w.in.People[c.ExtendedBy].Name, c.ExtendedBy)))
	}
	if c.ID != 0 {
		for _, m := range w.in.Measures[c.ID] {
			b.WriteString(w.say("notice.measure", "date", w.date(string(m.Until)), "words", mask(strings.TrimSpace(m.Words))))
		}
	}
	return b.String()
}

// commonAddenda is what can be said of all of the cases alike.
func (w writer) commonAddenda(cases []rule.Told) string {
	text := w.addenda(cases[0].Case)
	if slices.ContainsFunc(cases, func(c rule.Told) bool { return w.addenda(c.Case) != text }) {
		return ""
	}
	return text
}
