package page

import (
	"strings"

	"qunguan/reconcile/access"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// masked reports whether the reader sees a case's accounts only in part.
func (f Frame) masked(c ledger.Case) bool {
	if f.Viewer.Has(access.Office) || f.Viewer.Person != "" && c.Responsible == f.Viewer.Person {
		return false
	}
	g := workgroup.Group{Code: c.Subject.Group}
	return !f.Viewer.Groups[g.Code] || g.Code == ""
}

// Hide masks the case's accounts in lines about it.
func (f Frame) Hide(c ledger.Case, facts []Fact) []Fact {
	if !f.masked(c) {
		return facts
	}
	hide := strings.NewReplacer(access.Hidden(c)...)
	for i := range facts {
		facts[i].Value = hide.Replace(facts[i].Value)
	}
	return facts
}

// HideText masks the case's accounts in a text about it.
func (f Frame) HideText(c ledger.Case, text string) string {
	if !f.masked(c) {
		return text
	}
	return strings.NewReplacer(access.Hidden(c)...).Replace(text)
}
