package ledger

import (
	"testing"

	"qunguan/reconcile/workgroup"
)

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

// Inspections climb over the inspector: the group's owner, and their unit, hear of no rung.
func TestACaseClimbsOverWhoAnswersWhereThatIsAnotherUnit(t *testing.T) { // covers S1.12
	l := office(t, append(countyRungs, "due+8wd parent_principal")...)
	l.Units["U9"] = workgroup.Unit{Code: "U9", Principal: "P3", Parent: "U0"}
	k := told()
	k.Group, k.Above, k.Day = workgroup.Group{}, "U9", "2027-03-01"
	to := map[string]string{}
	for _, f := range l.Climb(k) {
		to[f.Rung.Target] = f.To.Code
	}
	if to[ToSecondAdmin] != "" || to[ToUnitPrincipal] != "P3" || to[ToParentPrincipal] != "P6" {
		t.Errorf("%v", to)
	}
}
