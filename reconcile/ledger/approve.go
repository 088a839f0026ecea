package ledger

import "qunguan/reconcile/workgroup"

// MayApprove lists the people who may approve a request for a unit, each once: the principals and
// leaders 分管领导 of the unit and of the units above it who are in service, and the offices' contacts. The
// people who profit from the request are left out, so that a request is never approved by its own
// beneficiary.
func MayApprove(unit string, profit []string, units workgroup.Units, contacts []string, people workgroup.People, day workgroup.Date) []string {
	var who []string
	seen := map[string]bool{"": true}
	for _, code := range profit {
		seen[code] = true
	}
	add := func(code string) {
		if !seen[code] && hopReason(code, people, day) == Chosen {
			who = append(who, code)
		}
		seen[code] = true
	}
	for _, u := range units.Chain(unit) {
		add(u.Principal)
		add(u.Leader)
	}
	for _, code := range contacts {
		add(code)
	}
	return who
}
