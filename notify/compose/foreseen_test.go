package compose

import (
	"testing"

	"qunguan/reconcile/ledger"
)

// A dry run plans for cases that it foresees: their ids are below zero.
func TestForeseenCasesAreToldAsStoredOnes(t *testing.T) {
	cases := []ledger.Case{cardCase(1, "G002", "P020"), cardCase(2, "G003", "P021")}
	stored := Plan(county(), cases, nil)
	for i := range cases {
		cases[i].ID = -cases[i].ID
	}
	foreseen := Plan(county(), cases, nil)
	if len(stored.Create) == 0 || len(foreseen.Create) != len(stored.Create) {
		t.Fatalf("%d notices of stored cases, %d of foreseen ones", len(stored.Create), len(foreseen.Create))
	}
	for i, n := range foreseen.Create {
		if len(n.Cases) != len(stored.Create[i].Cases) || n.Recipient != stored.Create[i].Recipient {
			t.Errorf("%+v", n)
		}
	}
}
