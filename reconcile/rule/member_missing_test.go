package rule

import (
	"testing"

	"qunguan/reconcile/workgroup"
)

func TestWhoDoesNotServeIsMissingNowhere(t *testing.T) {
	w := &Snapshot{Day: "2026-01-14", Dir: &workgroup.Directory{People: workgroup.PeopleOf(map[string]workgroup.Person{
		"P1": {Code: "P1", Status: "离职", LeftOn: "2026-01-09"},
		"P2": {Code: "P2", Status: "离职", LeftOn: "2026-01-15"},
		"P3": {Code: "P3", Status: "在职"},
		"P4": {Code: "P4", Status: "停薪留职"},
	})}}
	for _, c := range []struct {
		name, person string
		want         bool
	}{
		{"left on Friday", "P1", false},
		{"leaves tomorrow", "P2", true},
		{"serves", "P3", true},
		{"a state that says neither", "P4", false},
		{"nobody knows the code", "P9", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if w.CouldBeMissing(c.person) != c.want {
				t.Errorf("could be missing: %t", !c.want)
			}
		})
	}
}
