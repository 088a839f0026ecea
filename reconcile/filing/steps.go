package filing

import (
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// Steps of a policy.
const (
	UnitPrincipal = "unit_principal"
	UnitLeader    = "unit_leader"
	Register      = "register"
)

// Deciders is the person who decides about a step, nil if there is none: the first in service of those
// who hold the office and did not file it themselves; where the unit has none, the unit above. The
// register's keeper is the office's contact.
func Deciders(step string, r *Request, dir *workgroup.Directory, register string, day workgroup.Date) []string {
	var chain []ledger.Hop
	add := func(code string) {
		if code != r.By {
			chain = append(chain, ledger.Hop{To: code})
		}
	}
	if step == Register {
		add(register)
	}
	for _, u := range dir.Units.Chain(r.Unit) {
		if step == UnitLeader {
			add(u.Leader)
		}
		add(u.Principal)
	}
	if code, _ := ledger.Responsible(chain, dir.People, day); code != "" {
		return []string{code}
	}
	return nil
}
