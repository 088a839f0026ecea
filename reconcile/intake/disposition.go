package intake

import "qunguan/reconcile/policy"

// ReasonOlder says that the stored roster is newer; this one is ignored whole.
const ReasonOlder = "older_than_stored"

// Disposition decides the treatment of a staged roster without a bad row, with the named reason where
// it is not applied.
func (c RosterChange) Disposition(g policy.Guard) (Disposition, string) {
	if c.Before.TakenAt.IsZero() {
		return RosterNew, ""
	}
	if c.After.TakenAt.Before(c.Before.TakenAt) {
		return RosterIgnored, ReasonOlder
	}
	if hold := c.Hold(g); hold != NotHeld {
		return RosterHeld, string(hold)
	}
	if c.AddedN+c.RemovedN+c.ChangedN == 0 && c.Before.HasNicknames == c.After.HasNicknames {
		return RosterUnchanged, ""
	}
	return RosterReplaced, ""
}

// Note adds a problem that was found after Read, in the staged rows.
func (r *Result) Note(p Problem) {
	r.Found[p.Severity]++
	r.Problems = append(r.Problems, p)
	r.Blocked = r.Blocked || p.Blocks
}
