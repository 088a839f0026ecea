package filing

import (
	"cmp"
	"strings"

	"qunguan/reconcile/workgroup"
)

// FillIn completes the filing of a group that is there already from the registry: the applicant's own
// words stand.
func (r *Request) FillIn(g workgroup.Group) {
	r.Name, r.Unit, r.Platform = cmp.Or(r.Name, strings.TrimSpace(g.Name)), cmp.Or(r.Unit, g.Unit), cmp.Or(r.Platform, g.Platform)
	r.Purpose, r.Owner = cmp.Or(r.Purpose, g.Purpose), cmp.Or(r.Owner, g.Owner)
	r.Category, r.Reach = cmp.Or(r.Category, g.Category), cmp.Or(r.Reach, g.Reach)
	r.AllStaff, r.Staged = r.AllStaff || g.AllStaff, r.Staged || g.Staged
	r.From, r.Until = cmp.Or(r.From, g.StartsOn), cmp.Or(r.Until, g.EndsOn)
	if len(r.Admins) == 0 {
		r.Admins = g.Admins
	}
	if !r.Scope.NamesAnybody() && !r.Scope.Outsiders {
		r.Scope = g.EffectiveScope()
	}
}
