package ledger

import "qunguan/reconcile/workgroup"

// Hop is one candidate in the search for the person who answers for a case or can be told of it, with
// the reason for taking or passing over the candidate.
type Hop struct {
	To     string `json:"to"`     // person code, office key …; empty: the post is vacant
	Role   string `json:"role"`   // owner, admin, unit_principal, parent_principal, office
	Reason string `json:"reason"` // Chosen, empty, unknown, not_in_service, no_route …
}

// Chosen is the reason of the hop at which a search ended.
const Chosen = "chosen"

// Roles of the responsible chain, also those of the ladder's rungs.
const (
	RoleOwner           = "owner"
	RoleAdmin           = "admin"
	RoleUnitPrincipal   = "unit_principal"
	RoleParentPrincipal = "parent_principal"
	RoleInCharge        = "responsible" // 负责人 of an official account or an app
)

// Chain lists the candidates for the responsible person, nearest first: owner, administrators in file
// order, the unit's principal, the principals of the units above. fromUnit leaves out owner and
// administrators: for group.no_owner, and where there is no group.
func Chain(g workgroup.Group, unit string, fromUnit bool, units workgroup.Units) []Hop {
	var chain []Hop
	if !fromUnit && g.Code != "" {
		chain = append(chain, Hop{Role: RoleOwner, To: g.Owner})
		for _, a := range g.Admins {
			chain = append(chain, Hop{Role: RoleAdmin, To: a})
		}
	}
	role := RoleUnitPrincipal
	for _, u := range units.Chain(unit) {
		chain = append(chain, Hop{Role: role, To: u.Principal})
		role = RoleParentPrincipal
	}
	return chain
}

// Responsible is the first person in service of the chain, with the hops up to them; empty when there
// is none.
func Responsible(chain []Hop, people workgroup.People, day workgroup.Date) (person string, hops []Hop) {
	for _, h := range chain {
		h.Reason = hopReason(h.To, people, day)
		hops = append(hops, h)
		if h.Reason == Chosen {
			return h.To, hops
		}
	}
	return "", hops
}

// SecondAdmin is the first administrator in service other than the
// responsible person; empty when there is none.
func SecondAdmin(g workgroup.Group, responsible string, people workgroup.People, day workgroup.Date) string {
	for _, a := range g.Admins {
		if a != responsible && hopReason(a, people, day) == Chosen {
			return a
		}
	}
	return ""
}

// hopReason is the reason for taking (Chosen) or passing over the person.
func hopReason(code string, people workgroup.People, day workgroup.Date) string {
	p, ok := people.Find(code)
	switch {
	case code == "":
		return "empty"
	case !ok:
		return "unknown"
	case p.ServiceOn(day) != workgroup.InService:
		return "not_in_service"
	}
	return Chosen
}
