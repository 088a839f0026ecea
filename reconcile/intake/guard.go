package intake

import "qunguan/reconcile/policy"

// HoldReason is the reason why a staged roster is not applied.
type HoldReason string

// Reasons to hold a roster that looks wrong.
const (
	NotHeld     HoldReason = ""
	HeldShrunk  HoldReason = "roster_shrunk"  // lost more than the share, and at least the minimum, of its accounts
	HeldEmptied HoldReason = "roster_emptied" // none of at least the minimum of accounts is left
)

// Hold decides whether a staged roster differs so much from the stored one that a person must confirm
// it first (policy guard.roster_shrink_share and _min; a share of 1.0 switches both tests off). A
// renamed account counts as lost, because the guard protects against wrong files.
func (c RosterChange) Hold(g policy.Guard) HoldReason { return shrunk(c.Kept, c.RemovedN, g) }

func shrunk(kept, lost int, g policy.Guard) HoldReason {
	before := kept + lost
	switch {
	case g.RosterShrinkShare >= 1 || lost == 0 || lost < g.RosterShrinkMin:
		return NotHeld
	case kept == 0:
		return HeldEmptied
	case float64(lost) > g.RosterShrinkShare*float64(before):
		return HeldShrunk
	}
	return NotHeld
}
