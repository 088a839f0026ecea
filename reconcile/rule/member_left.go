package rule

import "qunguan/reconcile/workgroup"

// judgeLeft: the person has left the organisation and is still in the group.
func judgeLeft(s *Seat) Verdict {
	switch {
	case !s.identified():
		return allClear("not_identified", nil)
	case s.Here != workgroup.Left:
		return allClear("in_service", nil)
	}
	return violated("left", s.evidence(Evidence{"status": s.Person.Status, "left_on": string(s.Person.LeftOn)}))
}
