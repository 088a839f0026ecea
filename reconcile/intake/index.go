package intake

import (
	"maps"
	"slices"

	"qunguan/reconcile/workgroup"
)

// index builds what references are looked up in: the registry as it would be
// after the import. Rows with errors are in it only where nothing is written
// anyway.
func (v *resolver) index() {
	v.units = refsOf(v.known.Units, v.rows.units, func(u workgroup.Unit) string { return u.Code })
	v.people = refsOf(v.known.People, v.rows.people, func(p workgroup.Person) string { return p.Code })
	v.groups = refsOf(v.known.Groups, v.rows.groups, func(g workgroup.Group) string { return g.Code })

	v.tree = workgroup.Units{}
	maps.Copy(v.tree, v.known.Units)
	for _, it := range v.rows.units {
		if !v.skip(&it.row) {
			v.tree[it.raw.Code] = it.raw
		}
	}
	v.staff = workgroup.People{}
	maps.Copy(v.staff, v.known.People)
	for _, it := range v.rows.people {
		if !v.skip(&it.row) {
			v.staff[it.raw.Code] = it.raw
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
	// A person's unit may itself be given by name.
	v.peopleByName = map[string][]string{}
	for code, p := range v.staff {
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

// markTwins finds the same key twice: nobody can say which row is meant, so
// both are bad.
func (v *resolver) markTwins() {
	twins(v.rows.units, "单位编码", func(u workgroup.Unit) string { return u.Code })
	twins(v.rows.people, "工号", func(p workgroup.Person) string { return p.Code })
	twins(v.rows.groups, "群编号", func(g workgroup.Group) string { return g.Code })
	twins(v.rows.bindings, "账号", func(b workgroup.Binding) string {
		if b.Account == "" {
			return ""
		}
		return BindingKey(b)
	})
	twins(v.rows.accounts, "账号编号", func(a workgroup.OfficialAccount) string { return a.Code })
	twins(v.rows.apps, "应用编号", func(a workgroup.App) string { return a.Code })
	twins(v.rows.routes, "对象编码", func(r workgroup.Route) string {
		if r.TargetType == "" || r.Channel == "" {
			return ""
		}
		return RouteKey(r)
	})
}

func twins[T any](items []*item[T], heading string, key func(T) string) {
	first := map[string]*item[T]{}
	for _, it := range items {
		k := key(it.raw)
		if k == "" {
			continue
		}
		other, ok := first[k]
		if !ok {
			first[k] = it
			continue
		}
		it.row.fail(heading, shownKey(it.raw), "intake.same_key_twice", "other", other.row.place)
		other.row.bad = true
	}
}

// shownKey is the key as the file has it.
func shownKey(rec any) string {
	switch r := rec.(type) {
	case workgroup.Unit:
		return r.Code
	case workgroup.Person:
		return r.Code
	case workgroup.Group:
		return r.Code
	case workgroup.Binding:
		return r.Platform + " " + r.Account
	case workgroup.OfficialAccount:
		return r.Code
	case workgroup.App:
		return r.Code
	case workgroup.Route:
		return r.TargetType + " " + r.Target + " " + r.Channel
	}
	return ""
}

// batch is the rows that may be written, in file order.
func (rows *registryRows) batch() Batch {
	return Batch{
		Units: goodOf(rows.units), People: goodOf(rows.people), Groups: goodOf(rows.groups), Bindings: goodOf(rows.bindings),
		Routes: goodOf(rows.routes), Accounts: goodOf(rows.accounts), Apps: goodOf(rows.apps),
	}
}

func goodOf[T any](items []*item[T]) []T {
	var out []T
	for _, it := range items {
		if !it.row.bad {
			out = append(out, it.rec)
		}
	}
	return slices.Clip(out)
}

func (v *resolver) badRows() int {
	n := 0
	eachRow(v.rows, func(r *record) {
		if r.bad {
			n++
		}
	})
	return n
}

func eachRow(rows *registryRows, do func(*record)) {
	visit(rows.units, do)
	visit(rows.people, do)
	visit(rows.groups, do)
	visit(rows.bindings, do)
	visit(rows.accounts, do)
	visit(rows.apps, do)
	visit(rows.routes, do)
}

func visit[T any](items []*item[T], do func(*record)) {
	for _, it := range items {
		do(&it.row)
	}
}
