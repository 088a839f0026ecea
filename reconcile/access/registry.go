package access

import (
	"slices"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// Registry maps people to the units and groups they answer for. It does not change after NewRegistry.
type Registry struct {
	units    workgroup.Units
	heads    map[string][]string // person → units
	groups   map[string][]string // person → groups
	contacts []string
	auditors []string
	ops      []string
}

// NewRegistry indexes units and groups by the people who answer for them.
func NewRegistry(units workgroup.Units, groups workgroup.Groups, p *policy.Policy) *Registry {
	r := &Registry{units: units, heads: map[string][]string{}, groups: map[string][]string{}}
	for code, u := range units {
		for _, person := range []string{u.Principal, u.Leader, u.Liaison} {
			if person != "" {
				r.heads[person] = append(r.heads[person], code)
			}
		}
	}
	for g := range groups.All() {
		for _, person := range g.Responsible() {
			r.groups[person] = append(r.groups[person], g.Code)
		}
	}
	if p != nil {
		for _, o := range p.Offices {
			if o.Contact != "" {
				r.contacts = append(r.contacts, o.Contact)
			}
		}
		r.auditors, r.ops = p.Auditors, p.Ops
	}
	return r
}

// Viewer is the person with their roles, units and groups in the present registry. Without a role they
// see nothing.
func (r *Registry) Viewer(person string) Viewer {
	v := Viewer{Person: person}
	if person == "" {
		return v
	}
	if slices.Contains(r.contacts, person) {
		v.Roles = append(v.Roles, Office)
	}
	if heads := r.heads[person]; len(heads) > 0 {
		v.Roles, v.Units = append(v.Roles, Unit), r.under(heads)
	}
	if groups := r.groups[person]; len(groups) > 0 {
		v.Roles, v.Groups = append(v.Roles, Administrator), make(map[string]bool, len(groups))
		for _, g := range groups {
			v.Groups[g] = true
		}
	}
	if slices.Contains(r.auditors, person) {
		v.Roles = append(v.Roles, Auditor)
	}
	if slices.Contains(r.ops, person) {
		v.Roles = append(v.Roles, Ops)
	}
	return v
}

// under lists the units and every unit below them.
func (r *Registry) under(heads []string) map[string]bool {
	all := map[string]bool{}
	for code := range r.units {
		for _, head := range heads {
			if r.units.Within(code, head) {
				all[code] = true
				break
			}
		}
	}
	return all
}

// SharedViewer is the holder of the shared token.
func SharedViewer() Viewer { return Viewer{Shared: true, Roles: []Role{Office}} }
