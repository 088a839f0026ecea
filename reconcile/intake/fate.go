package intake

import "qunguan/reconcile/policy"

// ReasonOlder says that the stored roster is newer; this one is ignored whole.
const ReasonOlder = "older_than_stored"

// Fate decides what becomes of a staged roster that has no bad row, with the
// named reason where it is not applied.
func (c RosterChange) Fate(g policy.Guard) (Fate, string) {
	if c.Before.TakenAt.IsZero() {
		return FateNew, ""
	}
	if c.After.TakenAt.Before(c.Before.TakenAt) {
		return FateIgnored, ReasonOlder
	}
	if hold := c.Hold(g); hold != NotHeld {
		return FateHeld, string(hold)
	}
	if c.AddedN+c.RemovedN+c.ChangedN == 0 && c.Before.HasNicknames == c.After.HasNicknames {
		return FateUnchanged, ""
	}
	return FateReplaced, ""
}

// Note adds a problem that was found after Read: in the staged rows.
func (r *Result) Note(p Problem) {
	r.Found[p.Severity]++
	r.Problems = append(r.Problems, p)
	r.Blocked = r.Blocked || p.Blocks
}
