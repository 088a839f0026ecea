package intake

import (
	"testing"

	"qunguan/reconcile/policy"
)

func TestARosterThatLooksWrongIsHeld(t *testing.T) {
	quarter := policy.Guard{RosterShrinkShare: 0.25, RosterShrinkMin: 5}
	for name, c := range map[string]struct {
		guard      policy.Guard
		kept, lost int
		want       HoldReason
	}{
		"nothing was stored": {quarter, 0, 0, NotHeld},
		"nobody left":        {quarter, 40, 0, NotHeld},
		"exactly the share is not more than the share":         {quarter, 30, 10, NotHeld},
		"more than the share":                                  {quarter, 29, 11, HeldShrunk},
		"more than the share, but fewer than the minimum":      {quarter, 4, 4, NotHeld},
		"the minimum and more than the share":                  {quarter, 5, 5, HeldShrunk},
		"nobody of before is left":                             {quarter, 0, 5, HeldEmptied},
		"nobody is left of fewer than the minimum":             {quarter, 0, 4, NotHeld},
		"a share of one switches the first test off":           {policy.Guard{RosterShrinkShare: 1, RosterShrinkMin: 5}, 1, 99, NotHeld},
		"a share of one switches the second test off as well":  {policy.Guard{RosterShrinkShare: 1, RosterShrinkMin: 5}, 0, 100, NotHeld},
		"a share just under one still holds an emptied roster": {policy.Guard{RosterShrinkShare: 0.99, RosterShrinkMin: 1}, 0, 1, HeldEmptied},
	} {
		t.Run(name, func(t *testing.T) {
			change := RosterChange{Kept: c.kept, RemovedN: c.lost, AddedN: 1000}
			if got := change.Hold(c.guard); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
