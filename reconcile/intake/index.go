package intake

import (
	"maps"

	"qunguan/reconcile/workgroup"
)

// index builds the tables in which references are looked up: the registry as it would be after the
// import. Rows with errors are included only where nothing is written anyway.
func (v *resolver) index() {
	v.units = refsOf(v.known.units(), rowsOf(v.rows, UnitRecords), func(u workgroup.Unit) string { return u.Code })
	v.people = refsOf(v.known.people(), rowsOf(v.rows, PersonRecords), func(p workgroup.Person) string { return p.Code })
	v.groups = refsOf(v.known.groups(), rowsOf(v.rows, GroupRecords), func(g workgroup.Group) string { return g.Code })

	v.fallen = map[string]bool{}
	v.tree = workgroup.Units{}
	maps.Copy(v.tree, v.known.units())
	for _, it := range rowsOf(v.rows, UnitRecords) {
		if !v.skip(&it.row) {
			v.tree[it.raw.Code] = it.raw
		} else {
			v.fallen[nameKey(it.raw.Name)], v.fallen[nameKey(it.raw.ShortName)] = true, true
		}
	}
	v.staff = map[string]workgroup.Person{}
	maps.Copy(v.staff, v.known.people())
	for _, it := range rowsOf(v.rows, PersonRecords) {
		if !v.skip(&it.row) {
			v.staff[it.raw.Code] = it.raw
		} else {
			v.fallen[nameKey(it.raw.Name)] = true
		}
	}
	v.unitsByName = map[string][]string{}
	for code, u := range v.tree {
		full, short := nameKey(u.Name), nameKey(u.ShortName)
		v.unitsByName[full] = append(v.unitsByName[full], code)
		if short != "" && short != full {
			v.unitsByName[short] = append(v.unitsByName[short], code)
		}
	}
	// The unit above a unit, and a person's, may themselves be given by name.
	for code, u := range v.tree {
		if u.Parent == "" || v.units.usable(u.Parent, v.partial) {
			continue
		}
		if fits := v.unitsNamed(u.Parent); len(fits) == 1 {
			u.Parent = fits[0]
			v.tree[code] = u
		}
	}
	v.peopleByName = map[string][]string{}
	v.posts, v.roles = map[string]bool{}, map[string]bool{}
	for code, p := range v.staff {
		v.posts[p.Post] = true
		for _, role := range p.Roles {
			v.roles[role] = true
		}
		key := nameKey(p.Name)
		v.peopleByName[key] = append(v.peopleByName[key], code)
		if v.units.usable(p.Unit, v.partial) {
			continue
		}
		if fits := v.unitsNamed(p.Unit); len(fits) == 1 {
			p.Unit = fits[0]
			v.staff[code] = p
		}
	}
}

func (v *resolver) unitLabel(code string) string { return code + " " + v.tree[code].Name }

func (v *resolver) personLabel(code string) string {
	p := v.staff[code]
	unit := v.tree[p.Unit].Short()
	if unit == "" {
		unit = p.Unit
	}
	return code + " " + p.Name + "（" + unit + "）"
}

func (v *resolver) badRows() int {
	n := 0
	v.rows.each(func(r *Cells) {
		if r.bad {
			n++
		}
	})
	return n
}
