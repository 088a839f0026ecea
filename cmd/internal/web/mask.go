package web

import (
	"strings"

	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// masked reports whether the reader sees a case's accounts only in part.
func (f frame) masked(c ledger.Case) bool {
	if f.viewer.Has(access.Office) || f.viewer.Person != "" && c.Responsible == f.viewer.Person {
		return false
	}
	g := workgroup.Group{Code: c.Subject.Group}
	return !f.viewer.Groups[g.Code] || g.Code == ""
}

// hide masks the case's accounts in lines about it.
func (f frame) hide(c ledger.Case, facts []fact) []fact {
	if !f.masked(c) {
		return facts
	}
	hide := strings.NewReplacer(access.Hidden(c)...)
	for i := range facts {
		facts[i].Value = hide.Replace(facts[i].Value)
	}
	return facts
}

// hideText masks the case's accounts in a text about it.
func (f frame) hideText(c ledger.Case, text string) string {
	if !f.masked(c) {
		return text
	}
	return strings.NewReplacer(access.Hidden(c)...).Replace(text)
}
