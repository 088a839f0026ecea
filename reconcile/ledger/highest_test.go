package ledger

import "testing"

func TestACaseClimbsNoHigherThanItsRuleAllows(t *testing.T) { // covers S8.4
	l := office(t, append(countyRungs, "due+8wd parent_principal")...)
	k := told()
	k.Day, k.Highest = "2027-03-01", ToUnitPrincipal
	for _, f := range l.Climb(k) {
		if f.Rung.Target == ToOffice || f.Rung.Target == ToParentPrincipal {
			t.Errorf("%s: %s", f.Rung.Name(), f.Reason)
		}
	}
	if n := len(l.Climb(k)); n != 4 {
		t.Errorf("%d rungs, want the four up to the unit's principal", n)
	}
}
