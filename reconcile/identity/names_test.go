package identity

import (
	"runtime"
	"testing"

	"qunguan/reconcile/workgroup"
)

// A run that only asks which accounts are robots holds no index of a million people.
func TestIndexesOfPeopleAreBuiltWhenTheyAreNeeded(t *testing.T) {
	byCode, units, _ := bigCounty(2000)
	d := New(workgroup.PeopleOf(byCode), units, nil, "2026-11-23", qingshanPolicy())
	d.IsListedRobot("qq_1", "王伟")
	identify := func(account string) Identity {
		return d.ForGroup(workgroup.Group{Platform: "QQ"}).Identify(workgroup.Member{Account: account, Nickname: "王伟"}, true)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	identify("x")
	runtime.ReadMemStats(&after)
	if made := after.TotalAlloc - before.TotalAlloc; made < uint64(d.people.Len())*(4+5) { // namesakes' chain, index of accounts
		t.Errorf("the first member who is identified takes %d bytes: the indexes were there before", made)
	}
	who := identify("1000007")
	d.DropIndexes()
	if again := identify("1000007"); who.Person == "" || again.Person != who.Person {
		t.Errorf("%s is %s after the indexes were dropped", who.Person, again.Person)
	}
}
