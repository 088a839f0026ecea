package web

import (
	"qunguan/reconcile/ledger"
)

// fact is one line of a case, or of its evidence, in words.
type fact struct{ Label, Value string }

// evidence tells a case's evidence.
func (f frame) evidence(c ledger.Case) []fact {
	var facts []fact
	for _, one := range f.teller().Facts(c) {
		facts = append(facts, fact(one))
	}
	return facts
}
