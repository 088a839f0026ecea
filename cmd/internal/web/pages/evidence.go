package pages

import (
	"qunguan/cmd/internal/web/page"
	"qunguan/reconcile/ledger"
)

// evidence tells a case's evidence.
func (f frame) evidence(c ledger.Case) []page.Fact {
	var facts []page.Fact
	for _, one := range f.Teller().Facts(c) {
		facts = append(facts, page.Fact(one))
	}
	return facts
}
