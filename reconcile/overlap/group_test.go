package overlap

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunguan/reconcile/workgroup"
)

// covers S1.4
func TestWhatIsMeantToHaveTheSamePeopleIsNoOverlap(t *testing.T) {
	units := workgroup.Units{"U": {Code: "U"}, "S": {Code: "S", Parent: "U"}, "X": {Code: "X"}}
	for _, c := range []struct {
		why  string
		a, b Group
		want bool
	}{
		{"two groups for matters", Group{Code: "A", Category: "党建", Members: 9}, Group{Code: "B", Category: "综合", Members: 5}, true},
		{"all staff and a matter", Group{Code: "A", Category: "党建", Members: 5}, Group{Code: "B", AllStaff: true, Members: 9}, false},
		{"the smaller one has all staff, of one category", Group{Code: "A", Category: "党建", Members: 9}, Group{Code: "B", Category: "党建", AllStaff: true, Members: 5}, true},
		{"the larger one has all staff, of one category", Group{Code: "A", Category: "党建", Members: 4}, Group{Code: "B", Category: "党建", AllStaff: true, Members: 5}, false},
		{"two general ones: the larger is", Group{Code: "A", Category: "综合", Internal: true, Members: 9}, Group{Code: "B", Category: "综合", Internal: true, Members: 5}, false},
		{"as many: the smaller code is the larger group", Group{Code: "A", Category: "党建", Members: 5}, Group{Code: "B", Category: "党建", AllStaff: true, Members: 5}, true},
		{"and the other way", Group{Code: "A", Category: "党建", AllStaff: true, Members: 5}, Group{Code: "B", Category: "党建", Members: 5}, false},
		{"the larger takes in the smaller's unit", Group{Code: "A", Unit: "U", Scope: []string{"U"}, Members: 9}, Group{Code: "B", Unit: "S", Scope: []string{"S"}, Members: 5}, false},
		{"so does the smaller", Group{Code: "A", Unit: "U", Scope: []string{"U"}, Members: 9}, Group{Code: "B", Unit: "S", Scope: []string{"S", "U"}, Members: 5}, true},
		{"the larger takes in another unit", Group{Code: "A", Unit: "U", Scope: []string{"X"}, Members: 9}, Group{Code: "B", Unit: "S", Members: 5}, true},
	} {
		if Comparable(&c.a, &c.b, units) != c.want || Comparable(&c.b, &c.a, units) != c.want {
			t.Errorf("%s: want %v", c.why, c.want)
		}
	}
}

// covers S1.4
func TestPairsThatHangTogetherAreOneSet(t *testing.T) {
	groups := []Group{
		{Code: "B2", Members: 8, Since: "2024-01-01"},
		{Code: "b1", Members: 8, Since: "2023-01-01"},
		{Code: "A9", Members: 7, Since: "2020-01-01"},
		{Code: "C1", Members: 3, Since: ""},
		{Code: "C0", Members: 3, Since: "2025-01-01"},
		{Code: "D", Members: 99},
	}
	got := Sets(groups, []Pair{{A: 3, B: 4}, {A: 0, B: 2}, {A: 1, B: 2}})
	want := []Set{{Groups: []int32{2, 0, 1}, Survivor: 1}, {Groups: []int32{4, 3}, Survivor: 4}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
