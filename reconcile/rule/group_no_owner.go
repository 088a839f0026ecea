package rule

import "qunguan/reconcile/workgroup"

// judgeNoOwner: nobody in service owns the group on record.
func judgeNoOwner(f GroupFacts) Verdict {
	owner := f.Group.Owner
	if owner == "" {
		return violated("empty", Evidence{"owner": "", "reason": "empty"})
	}
	p, ok := f.Dir.People[owner]
	switch {
	case !ok:
		return violated("unknown", Evidence{"owner": owner, "reason": "unknown"})
	case p.ServiceOn(f.Day) == workgroup.Left:
		return violated("left", Evidence{
			"owner": owner, "owner_name": p.Name, "reason": "left", "left_on": string(p.LeftOn), "status": p.Status,
		})
	}
	return allClear("owned", Evidence{"owner": owner})
}
