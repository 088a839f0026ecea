package rule

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
)

// Title is a case's sentence in the teller's language. The ledger keeps the
// Chinese one; another is said anew from the evidence.
func (t *Teller) Title(c ledger.Case) string {
	r := Of(c.Rule)
	if r == nil || t.Lang != phrase.En {
		return c.Title
	}
	v := r.view(t, c)
	s := notification{t: t, r: r, v: v, m: inTitle}
	said, whole := s.fill(r.Words.Title.text(r.form(v)))
	if !whole {
		return c.Title
	}
	return said
}

// Copy is a text to send to the owner of the account; empty: the rule has none.
func (c CaseText) Copy() string {
	if c.r == nil || c.r.Words.Copy.IsZero() {
		return ""
	}
	said, whole := c.fill(c.r.Words.Copy, nil)
	if !whole {
		return ""
	}
	return said
}
